import ts from 'typescript';
import { cellNames, disposedNames, hasModifier, type CellName } from './cell-names.ts';
import { cellTransform } from './cell-transform.ts';
import type { CellDiagnostic, Compilation } from './compiled-cell.ts';
import { NotebookProgram } from './notebook-program.ts';
import { standaloneType } from './standalone-type.ts';

/** How a name of the notebook is declared for the cells that use it. */
interface NotebookName {
  readonly cell: number;
  readonly kind: CellName['kind'];
  readonly importText?: string | undefined;
  /** Its type, where that can be written out. */
  readonly type?: string | undefined;
}

interface CompileOptions {
  readonly check?: boolean;
  readonly isCancelled?: () => boolean;
}

interface Pending {
  readonly text: string;
  readonly names: readonly (CellName & { readonly type?: string | undefined })[];
}

/**
 * Messages that make no sense in a cell: what is unused may be used by the next one, cells are run as modules, and plain
 * JavaScript may be imported.
 */
const NOT_FOR_CELLS = new Set([6133, 6138, 6192, 6196, 6198, 6199, 6205, 7016, 1543, 1375, 1378, 1431, 1432]);
/** What the emitter adds to every module. */
const TRAILER = /(?:^|\n)(?:export \{\};\s*)?(?:\/\/# sourceMappingURL=.*)?\s*$/;
/** So many cells are kept before those without use are looked for. */
const FORGET_EVERY = 32;
const NOT_ENDED = 'the last statement has no end: its body is missing';
const NO_MODULE =
  'a cell is no module: it cannot export a default or from elsewhere; its names live on as they are';

/** Compiles cells one after the other, each knowing the names of those before. */
export class CellCompiler {
  readonly #folder: string;
  #program: NotebookProgram;
  #names = new Map<string, NotebookName>();
  #pending = new Map<number, Pending>();
  /** The earlier cells that each kept cell refers to. */
  #references = new Map<number, ReadonlySet<number>>();
  #settled = 0;

  /**
   * @param folder - where the notebook lies; imports start there
   */
  constructor(folder: string) {
    this.#folder = folder;
    this.#program = new NotebookProgram(folder);
  }

  /** The checker's view of the notebook. */
  get program(): NotebookProgram {
    return this.#program;
  }

  /** What is wrong with the notebook's tsconfig.json. */
  get problems(): readonly string[] {
    return this.#program.problems;
  }

  /** Forgets every name: the session that held them is gone. */
  reset(): void {
    this.#names = new Map();
    this.#pending = new Map();
    this.#references = new Map();
    this.#program = new NotebookProgram(this.#folder);
  }

  /**
   * Compiles a cell.
   * @param cell - its number, never used twice
   * @param code - TypeScript
   * @param options - whether type errors count; whether nobody waits any more
   * @throws {ts.OperationCanceledException} if nobody waits any more
   */
  compile(cell: number, code: string, options: CompileOptions = {}): Compilation {
    const { check = true, isCancelled = () => false } = options;
    const cancellation: ts.CancellationToken = {
      isCancellationRequested: isCancelled,
      throwIfCancellationRequested: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- TypeScript wants this one
        if (isCancelled()) throw new ts.OperationCanceledException();
      },
    };
    cancellation.throwIfCancellationRequested();
    if (/\bimport\b/.test(code)) this.#program.refresh();
    const text = this.withDeclarations(code);
    const { program, source } = this.#program.check(text);
    const syntax = program.getSyntacticDiagnostics(source);
    if (syntax.length > 0) return { ok: false, diagnostics: describe(syntax, source, code, 'syntax') };
    const refused = refusedExport(source, code.length);
    if (refused !== undefined) return { ok: false, diagnostics: [describeNode(refused, source, NO_MODULE)] };
    const open = openStatement(source, code.length);
    if (open !== undefined) return { ok: false, diagnostics: [describeNode(open, source, NOT_ENDED)] };
    if (check) {
      const errors = program
        .getSemanticDiagnostics(source, cancellation)
        .filter(({ category, code: number, start }) => {
          if (category !== ts.DiagnosticCategory.Error || NOT_FOR_CELLS.has(number)) return false;
          return start === undefined || start < code.length;
        });
      if (errors.length > 0) return { ok: false, diagnostics: describe(errors, source, code, 'type') };
    }
    const names = cellNames(source, code.length);
    const { javascript, sourceMap } = this.#emit(program, source, names, code.length);
    this.#pending.set(cell, { text, names: withTypes(names, program, source) });
    return { ok: true, javascript, sourceMap };
  }

  /**
   * Tells how far a cell came; its names are known to later cells from then on.
   * @param cell - its number
   * @param reached - indices of the statements that were finished; `all` for a cell that ended well
   */
  settle(cell: number, reached: 'all' | readonly number[]): void {
    const pending = this.#pending.get(cell);
    if (pending === undefined) return;
    this.#pending.delete(cell);
    const came = reached === 'all' ? undefined : new Set(reached);
    const kept = pending.names.filter(
      ({ statement, kind }) => came?.has(statement) !== false || kind === 'declaration',
    );
    if (kept.length === 0) return;
    this.#program.keep(cell, pending.text);
    const others = pending.text.matchAll(/__cell_(\d+)__/g);
    this.#references.set(cell, new Set([...others].map(([, number]) => Number(number))));
    for (const { name, kind, importText, type } of kept) {
      this.#names.set(name, { cell, kind, importText, type });
    }
    if (++this.#settled % FORGET_EVERY === 0) this.#forgetUnreachable();
  }

  /** Forgets a cell that was compiled and did not run. */
  drop(cell: number): void {
    this.#pending.delete(cell);
  }

  /**
   * A cell's text, followed by declarations of the notebook's names that it uses. They stand behind the text so that
   * positions in it stay what they are.
   * @param code - the cell
   * @param all - declare every name of the notebook, as completion needs it
   */
  withDeclarations(code: string, all = false): string {
    const parsed = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
    const own = cellNames(parsed, code.length);
    const declared = new Set([...own.map(({ name }) => name), ...disposedNames(parsed)]);
    const used = all ? undefined : identifiersOf(parsed);
    const lines: string[] = [];
    for (const [name, known] of this.#names) {
      if (declared.has(name) || used?.has(name) === false) continue;
      lines.push(this.#declaration(name, known));
    }
    const listed = new Set(exportedNames(parsed));
    const exported = own.filter((each) => !each.exported && !listed.has(each.name)).map(({ name }) => name);
    return `${code}\n;${lines.join('')}export { ${[...new Set(exported)].join(', ')} };\n`;
  }

  #declaration(name: string, { cell, kind, importText, type }: NotebookName): string {
    if (importText !== undefined) return importText;
    const file = JSON.stringify(this.#program.fileOf(cell));
    if (kind === 'declaration') return `import { ${name} } from ${file};`;
    return `declare ${kind} ${name}: ${type ?? `typeof import(${file}).${name}`};`;
  }

  /** Forgets the cells to which no name leads any more, not even by way of another cell's types. */
  #forgetUnreachable(): void {
    const reached = new Set([...this.#names.values()].map(({ cell }) => cell));
    for (const cell of reached) {
      for (const other of this.#references.get(cell) ?? []) reached.add(other);
    }
    for (const cell of [...this.#references.keys()]) {
      if (reached.has(cell)) continue;
      this.#references.delete(cell);
      this.#program.forget(cell);
    }
  }

  #emit(
    program: ts.Program,
    source: ts.SourceFile,
    names: readonly CellName[],
    end: number,
  ): { javascript: string; sourceMap: string } {
    let javascript = '';
    let sourceMap = '';
    const shared = new Set([...this.#names.keys(), ...names.map(({ name }) => name)]);
    const transform = cellTransform({ checker: program.getTypeChecker(), end, names: shared });
    program.emit(
      source,
      (path, text) => {
        if (path.endsWith('.map')) sourceMap = text;
        else javascript = text;
      },
      undefined,
      false,
      { before: [transform] },
    );
    return { javascript: javascript.replace(TRAILER, '\n'), sourceMap };
  }
}

function identifiersOf(source: ts.SourceFile): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Types of the variables that can be written out. */
function withTypes(
  names: readonly CellName[],
  program: ts.Program,
  source: ts.SourceFile,
): readonly (CellName & { readonly type?: string | undefined })[] {
  if (!names.some(({ kind }) => kind === 'let' || kind === 'const')) return names;
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(source);
  const exports = module === undefined ? [] : checker.getExportsOfModule(module);
  const symbols = new Map(exports.map((symbol) => [symbol.name, symbol]));
  return names.map((entry) => {
    if (entry.kind !== 'let' && entry.kind !== 'const') return entry;
    const symbol = symbols.get(entry.name);
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Type) !== 0) return entry;
    return { ...entry, type: standaloneType(checker.getTypeOfSymbolAtLocation(symbol, source), program) };
  });
}

/** Names in the cell's own `export { … }`. */
function exportedNames(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  );
}

/** A statement that takes what stands behind the cell for its own body, such as `while (true)` without one. */
function openStatement(source: ts.SourceFile, end: number): ts.Node | undefined {
  const takesMore = (node: ts.Node): boolean =>
    (ts.isEmptyStatement(node) && node.getStart(source) >= end) ||
    ts.forEachChild(node, (child) => (child.end > end && takesMore(child) ? true : undefined)) === true;
  return source.statements.find((statement) => statement.getStart(source) < end && takesMore(statement));
}

function refusedExport(source: ts.SourceFile, end: number): ts.Node | undefined {
  return source.statements.find(
    (statement) =>
      statement.pos < end &&
      (ts.isExportAssignment(statement) ||
        ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) &&
          statement.name === undefined &&
          hasModifier(statement, ts.SyntaxKind.DefaultKeyword)) ||
        (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)),
  );
}

function describeNode(node: ts.Node, source: ts.SourceFile, message: string): CellDiagnostic {
  const start = node.getStart(source);
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  return {
    code: 0,
    message,
    line: line + 1,
    column: character + 1,
    length: Math.max(1, node.end - start),
    kind: 'syntax',
  };
}

function describe(
  diagnostics: readonly ts.Diagnostic[],
  source: ts.SourceFile,
  code: string,
  kind: CellDiagnostic['kind'],
): CellDiagnostic[] {
  return diagnostics.map(({ code: number, messageText, start = 0, length = 1 }) => {
    // An unfinished text fails in what stands behind it: that is its end.
    const from = Math.min(start, code.length);
    const { line, character } = source.getLineAndCharacterOfPosition(from);
    const endOfLine = code.indexOf('\n', from);
    const rest = (endOfLine === -1 ? code.length : endOfLine) - from;
    return {
      code: number,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      line: line + 1,
      column: character + 1,
      length: Math.max(1, Math.min(length, rest)),
      kind,
    };
  });
}
