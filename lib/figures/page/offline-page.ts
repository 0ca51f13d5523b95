import { createHash } from 'node:crypto';
import { escapeMarkup } from '../escape-markup.ts';

/** What an offline page is made of. */
export interface OfflinePage {
  readonly title: string;
  /** The page's style sheet. */
  readonly style: string;
  /** Style rules for readers without scripts. */
  readonly withoutScripts: string;
  /** Content of the body, without its scripts. */
  readonly body: string;
  /** Data and their scripts, in order; each script is fit to stand in a page, see {@link scriptBody}. */
  readonly scripts: readonly string[];
}

/**
 * A script as it can stand inside a page: `</script` in a string of plotly.js would end the element; the escape reads
 * the same in JavaScript.
 * @param source - JavaScript
 */
export function scriptBody(source: string): string {
  return source.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script, 'utf8').digest('base64')}'`;
}

/**
 * A whole HTML document that opens from a disk without a network, in light and dark: a Content-Security-Policy lets only
 * its own scripts run and nothing be loaded.
 * @param page - its parts; the title is escaped here, the rest is taken as it is
 */
export function offlinePage({ title, style, withoutScripts, body, scripts }: OfflinePage): string {
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.length === 0 ? "'none'" : scripts.map(hashOf).join(' ')}`,
    // Plotly writes its own style sheet and style attributes while it draws.
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<noscript><style>${withoutScripts}</style></noscript>
</head>
<body>
${body}
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}
