/** The command as the person gave it, quoted where a shell would need it, for a run's records. */
export function commandLine(): string {
  const words = process.argv
    .slice(2)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  return ['wt-dfn', ...words].join(' ');
}
