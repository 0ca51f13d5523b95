/** Text for Plotly, which reads tags and entities in labels: names of files and people must come through as they are. */
export function plotlyText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
