/** What a compiled cell is called with: the shared names, progress, imports, `import.meta`, awaiting, `require`. */
export const CELL_PARAMETERS = [
  '__scope',
  '__at',
  '__bind',
  '__meta',
  '__gate',
  '__resume',
  '__each',
  'require',
] as const;
