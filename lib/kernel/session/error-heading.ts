/** Sequences by which terminals and front ends colour a traceback. */
export const RED = '\u001b[31m';
export const PLAIN = '\u001b[0m';
const BOLD = '\u001b[1m';

/** The first line of a traceback: the error's name, which stands out, and its message. */
export function errorHeading(name: string, message: string): string {
  return `${RED}${BOLD}${name}${PLAIN}: ${message}`;
}
