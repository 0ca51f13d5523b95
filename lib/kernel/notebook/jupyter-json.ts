function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function lines(open: string, items: readonly string[], close: string, indent: string): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent} ${item}`).join(',\n')}\n${indent}${close}`;
}

/**
 * JSON as Jupyter writes it: keys sorted, indented by one space. `JSON.stringify` would not do, since it puts keys that
 * look like numbers first.
 * @param value - plain data; undefined fields are left out, numbers that JSON lacks become null
 * @param indent - what stands before the closing bracket
 */
export function jupyterJson(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => jupyterJson(item, `${indent} `));
    return lines('[', items, ']', indent);
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([key, inner]) => `${JSON.stringify(key)}: ${jupyterJson(inner, `${indent} `)}`);
    return lines('{', fields, '}', indent);
  }
  return JSON.stringify(value ?? null);
}
