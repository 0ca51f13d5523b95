const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// XML 1.0 allows no control characters but tab and line ends, and no lone surrogates; HTML shows nothing for them.
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|\ufffe|\uffff/gu;

/**
 * Text as it must stand in HTML or SVG, between tags or inside a quoted attribute. Characters that XML forbids
 * become U+FFFD.
 */
export function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

const SCRIPT_ESCAPES = /[<>&\u2028\u2029]/g;

/**
 * JSON that is safe between `<script>` tags: no `</script>`, no `<!--`, no line separators that end a statement.
 * @param value - plain data; numbers that JSON lacks (NaN, infinities) become null
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    SCRIPT_ESCAPES,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
