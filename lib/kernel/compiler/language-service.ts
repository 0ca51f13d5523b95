import ts from 'typescript';
import type { CellCompiler } from './cell-compiler.ts';
import type { Completion, Inspection } from './compiled-cell.ts';

const MOST_MATCHES = 500;
/** Nothing is counted, so nothing is to be released. */
const RELEASING = { releaseDocument: () => undefined, releaseDocumentWithKey: () => undefined };

/** Completion and inspection in a cell, by TypeScript's LanguageService, which shares all parsed files with the compiler. */
export class CellLanguage {
  readonly #compiler: CellCompiler;
  #service: ts.LanguageService | undefined;
  #text = '';
  #version = 0;
  #parsed: ts.SourceFile | undefined;

  constructor(compiler: CellCompiler) {
    this.#compiler = compiler;
  }

  /** Forgets what it knows of the notebook's files. */
  reset(): void {
    this.#service?.dispose();
    this.#service = undefined;
  }

  /**
   * What could be typed at a place.
   * @param code - the cell
   * @param position - of the cursor, in UTF-16 units
   */
  complete(code: string, position: number): Completion {
    const service = this.#open(code);
    const file = this.#compiler.program.cellFile;
    const found = service.getCompletionsAtPosition(file, position, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    const start = wordStart(code, position);
    if (found === undefined) return { matches: [], start, end: position };
    const span = found.optionalReplacementSpan;
    const from = span === undefined ? start : span.start;
    const typed = code.slice(from, position).toLowerCase();
    const isOurs = (name: string): boolean => !name.startsWith('__');
    const matches = found.entries
      .filter(({ name }) => name.toLowerCase().startsWith(typed) && isOurs(name))
      .sort((a, b) => a.sortText.localeCompare(b.sortText))
      .slice(0, MOST_MATCHES)
      .map(({ name, kind }) => ({ text: name, type: kind }));
    return { matches, start: from, end: position };
  }

  /**
   * What the name at a place is.
   * @param code - the cell
   * @param position - of the cursor, in UTF-16 units
   */
  inspect(code: string, position: number): Inspection | undefined {
    const service = this.#open(code);
    const file = this.#compiler.program.cellFile;
    // At the end of a name, or behind an opening bracket, the name before is meant.
    for (const place of [position, position - 1, wordStart(code, position), callee(code, position)]) {
      if (place < 0) continue;
      const info = service.getQuickInfoAtPosition(file, place);
      if (info === undefined) continue;
      const tags = (info.tags ?? []).map(({ name, text }) => `*@${name}* ${ts.displayPartsToString(text)}`);
      return {
        signature: ts.displayPartsToString(info.displayParts),
        documentation: [ts.displayPartsToString(info.documentation), ...tags]
          .filter((part) => part !== '')
          .join('\n\n'),
      };
    }
    return undefined;
  }

  #open(code: string): ts.LanguageService {
    const text = this.#compiler.withDeclarations(code, true);
    if (text !== this.#text) {
      this.#text = text;
      this.#version++;
      this.#parsed = undefined;
    }
    this.#service ??= ts.createLanguageService(this.#host(), this.#registry());
    return this.#service;
  }

  #host(): ts.LanguageServiceHost {
    const { program } = this.#compiler;
    return {
      getCompilationSettings: () => program.options,
      getScriptFileNames: () => [...program.roots],
      getScriptVersion: (path) => (path === program.cellFile ? String(this.#version) : '1'),
      getScriptSnapshot: (path) => {
        if (path === program.cellFile) return ts.ScriptSnapshot.fromString(this.#text);
        const source = program.readSource(path);
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source.text);
      },
      getCurrentDirectory: () => program.host.getCurrentDirectory(),
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (path) => program.host.fileExists(path),
      readFile: (path) => program.host.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      readDirectory: (...parameters) => ts.sys.readDirectory(...parameters),
    };
  }

  /** Hands out the files that the compiler has parsed, instead of parsing them again. */
  #registry(): ts.DocumentRegistry {
    const { program } = this.#compiler;
    const acquire = (path: string): ts.SourceFile => {
      const source = path === program.cellFile ? this.#cellSource() : program.readSource(path);
      if (source === undefined) throw new Error(`no such file: ${path}`);
      // The service notices changes by this field, which is not in the public types.
      (source as { version?: string }).version ??= '1';
      return source;
    };
    const key = 'notebook' as ts.DocumentRegistryBucketKey;
    const registry: Omit<ts.DocumentRegistry, 'releaseDocument' | 'releaseDocumentWithKey'> = {
      acquireDocument: acquire,
      acquireDocumentWithKey: acquire,
      updateDocument: acquire,
      updateDocumentWithKey: acquire,
      getKeyForCompilationSettings: () => key,
      reportStats: () => '',
    };
    return { ...registry, ...RELEASING };
  }

  #cellSource(): ts.SourceFile {
    if (this.#parsed === undefined) {
      const options: ts.CreateSourceFileOptions = {
        languageVersion: ts.ScriptTarget.ES2022,
        impliedNodeFormat: ts.ModuleKind.ESNext,
      };
      const path = this.#compiler.program.cellFile;
      this.#parsed = ts.createSourceFile(path, this.#text, options, true, ts.ScriptKind.TS);
      (this.#parsed as { version?: string }).version = String(this.#version);
    }
    return this.#parsed;
  }
}

function wordStart(code: string, position: number): number {
  let start = position;
  while (start > 0 && /[\p{ID_Continue}$]/u.test(code.charAt(start - 1))) start--;
  return start;
}

/** The end of the name before the bracket that the cursor is in, or -1. */
function callee(code: string, position: number): number {
  let depth = 0;
  for (let at = position - 1; at >= 0; at--) {
    const character = code.charAt(at);
    if (character === ')') depth++;
    else if (character === '(' && depth-- === 0) return at - 1;
  }
  return -1;
}
