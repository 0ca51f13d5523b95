/** A heading of a notebook, as the contents list it. */
export interface PageHeading {
  readonly id: string;
  readonly text: string;
  /** As the notebook has it: 1 for its title. */
  readonly level: number;
}

/** A word for an address: letters, digits, dots and hyphens. */
function addressWord(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^-+|-+$/g, '');
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** The places of a page: one for each notebook and each heading, and which of them a link means. */
export class PageLinks {
  readonly #taken = new Set<string>(['page-content']);
  readonly #notebooks = new Map<string, string>();

  /**
   * The place of a notebook, the same for the same name; name all notebooks before any link is asked for.
   * @param path - of the file, by whose last part other notebooks link to it
   */
  notebook(path: string): string {
    const name = fileName(path);
    const id = this.#claim(addressWord(name.replace(/\.ipynb$/i, '')));
    this.#notebooks.set(name, this.#notebooks.get(name) ?? id);
    return id;
  }

  /** The place of a heading within a notebook; the first of equal headings has the address that links use. */
  heading(notebook: string, text: string): string {
    return this.#claim(`${notebook}--${addressWord(text)}`);
  }

  /**
   * Where a link leads: within the page for notebooks that are on it and for headings, else where it says.
   * @param address - as in the notebook
   * @param notebook - place of the notebook that has the link
   * @returns nothing for addresses that could run something
   */
  target(address: string, notebook: string): string | undefined {
    // Browsers pass over control characters and spaces in front of a scheme.
    // eslint-disable-next-line no-control-regex -- these are the ones
    const bare = address.replace(/[\u0000-\u0020]+/g, '');
    if (bare === '') return undefined;
    if (/^[a-z][a-z\d+.-]*:/i.test(bare)) return /^(?:https?|mailto):/i.test(bare) ? address : undefined;
    const [path = '', fragment] = address.split('#', 2).map(decoded);
    const place = path === '' ? notebook : this.#notebooks.get(fileName(path));
    if (place === undefined) return address;
    return fragment === undefined || fragment === '' ? `#${place}` : `#${place}--${addressWord(fragment)}`;
  }

  #claim(wanted: string): string {
    const base = wanted === '' ? 'notebook' : wanted;
    let id = base;
    for (let turn = 2; this.#taken.has(id); turn++) id = `${base}-${turn}`;
    this.#taken.add(id);
    return id;
  }
}
