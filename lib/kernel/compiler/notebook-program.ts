import { statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CELL_GLOBALS } from './cell-globals.ts';
import { notebookOptions } from './notebook-options.ts';

interface CachedFile {
  readonly source: ts.SourceFile | undefined;
  /** Changes with the file's content; empty for packages, which stay as they were first seen. */
  readonly stamp: string;
}

/**
 * The type checker's view of a notebook: the cell that is being compiled, the cells before it, and what they import.
 * Programs are made directly, each reusing the one before; that is several times faster than a LanguageService.
 */
export class NotebookProgram {
  readonly options: ts.CompilerOptions;
  readonly problems: readonly string[];
  /** The file that holds the cell that is being compiled. */
  readonly cellFile: string;
  readonly #folder: string;
  readonly #globalsFile: string;
  readonly #roots: readonly string[];
  readonly #host: ts.CompilerHost;
  readonly #disk = new Map<string, CachedFile>();
  readonly #cells = new Map<string, ts.SourceFile>();
  readonly #existing = new Map<string, boolean>();
  #program: ts.Program | undefined;
  #resolutions: ts.ModuleResolutionCache;

  constructor(folder: string) {
    const { options, globals, problems } = notebookOptions(folder);
    this.options = options;
    this.problems = problems;
    this.#folder = folder;
    this.cellFile = join(folder, '__cell__.ts');
    this.#globalsFile = join(folder, '__globals__.d.ts');
    this.#roots = [this.cellFile, this.#globalsFile, ...globals];
    this.#host = this.#createHost();
    this.#resolutions = this.#newResolutions();
  }

  /** The file of an earlier cell. */
  fileOf(cell: number): string {
    return join(this.#folder, `__cell_${cell}__.ts`);
  }

  /**
   * Makes the program for a cell.
   * @param text - of the cell, with what stands behind it for the checker
   */
  check(text: string): { readonly program: ts.Program; readonly source: ts.SourceFile } {
    const source = this.#parse(this.cellFile, text);
    this.#cells.set(this.cellFile, source);
    this.#program = ts.createProgram({
      rootNames: this.#roots,
      options: this.options,
      host: this.#host,
      ...(this.#program === undefined ? {} : { oldProgram: this.#program }),
    });
    return { program: this.#program, source };
  }

  /** Keeps a cell for the cells that come after it. */
  keep(cell: number, text: string): void {
    const file = this.fileOf(cell);
    this.#cells.set(file, this.#parse(file, text));
    this.#existing.set(file, true);
  }

  /** Forgets cells to which nothing refers any more. */
  forget(cell: number): void {
    this.#cells.delete(this.fileOf(cell));
    this.#existing.delete(this.fileOf(cell));
  }

  /** Looks again at the files outside packages: those that have changed are read anew. */
  refresh(): void {
    let changed = false;
    for (const [path, { stamp }] of this.#disk) {
      if (stamp === '' || stamp === stampOf(path)) continue;
      this.#disk.delete(path);
      changed = true;
    }
    // Files may have come or gone too, which nothing but looking tells.
    for (const [path, exists] of this.#existing) {
      if (isPackaged(path) || this.#cells.has(path) || exists === ts.sys.fileExists(path)) continue;
      changed = true;
      this.#existing.delete(path);
    }
    if (!changed) return;
    this.#resolutions = this.#newResolutions();
    this.#program = undefined;
  }

  /** The files as {@link ts.LanguageService} wants them, sharing what is parsed already. */
  readSource(path: string): ts.SourceFile | undefined {
    return this.#read(path, { languageVersion: this.options.target ?? ts.ScriptTarget.ES2022 });
  }

  /** Root files of every program. */
  get roots(): readonly string[] {
    return this.#roots;
  }

  /** How modules are looked for and files are read. */
  get host(): ts.CompilerHost {
    return this.#host;
  }

  #createHost(): ts.CompilerHost {
    const base = ts.createCompilerHost(this.options, true);
    return {
      ...base,
      getSourceFile: (path, options) =>
        this.#read(path, typeof options === 'object' ? options : { languageVersion: options }),
      getCurrentDirectory: () => this.#folder,
      fileExists: (path) => this.#exists(path),
      readFile: (path) => (path === this.#globalsFile ? CELL_GLOBALS : ts.sys.readFile(path)),
      getModuleResolutionCache: () => this.#resolutions,
    };
  }

  #read(path: string, options: ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const cell = this.#cells.get(path);
    if (cell !== undefined) return cell;
    const cached = this.#disk.get(path);
    if (cached !== undefined) return cached.source;
    const text = path === this.#globalsFile ? CELL_GLOBALS : ts.sys.readFile(path);
    const source =
      text === undefined ? undefined : ts.createSourceFile(path, text, moduleOptions(path, options));
    const stays = isPackaged(path) || path === this.#globalsFile;
    this.#disk.set(path, { source, stamp: stays ? '' : stampOf(path) });
    return source;
  }

  #exists(path: string): boolean {
    let known = this.#existing.get(path);
    if (known === undefined) {
      known = path === this.#globalsFile || this.#cells.has(path) || ts.sys.fileExists(path);
      this.#existing.set(path, known);
    }
    return known;
  }

  #parse(path: string, text: string): ts.SourceFile {
    const options: ts.CreateSourceFileOptions = {
      languageVersion: this.options.target ?? ts.ScriptTarget.ES2022,
      impliedNodeFormat: ts.ModuleKind.ESNext,
    };
    return ts.createSourceFile(path, text, options, true, ts.ScriptKind.TS);
  }

  #newResolutions(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(this.#folder, (path) => path, this.options);
  }
}

/** The session loads a notebook's TypeScript as modules, whatever the nearest package.json says (`module-hooks.ts`). */
function moduleOptions(path: string, options: ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  if (isPackaged(path) || !/(?<!\.d)\.ts$/.test(path)) return options;
  return { ...options, impliedNodeFormat: ts.ModuleKind.ESNext };
}

function isPackaged(path: string): boolean {
  return path.includes('/node_modules/') || /\/lib\.[a-z0-9.]+\.d\.ts$/.test(path);
}

function stampOf(path: string): string {
  try {
    const { mtimeMs, size } = statSync(path);
    return `${mtimeMs} ${size}`;
  } catch {
    return 'missing';
  }
}
