import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Json } from '../protocol/message.ts';
import { cellTags, notebookLanguage } from '../notebook/notebook-types.ts';
import { sourceOf, type Notebook, type NotebookCell } from './notebook.ts';
import { parameterType, type ParameterType } from './parameter-types.ts';
import type { CellFailure } from './run-cell.ts';

const INJECTED = 'injected-parameters';

interface DeclaredVariable {
  readonly kind: 'let' | 'const';
  /** Where its declaration alone tells. */
  readonly type?: ParameterType | undefined;
}

/**
 * Puts parameters into a notebook by papermill's convention: a new cell after the one tagged `parameters` gives those
 * variables new values; one of an earlier run is replaced.
 *
 * Differs from papermill: a name that the cell does not declare is an error, so that a slip of the pen does not run with
 * the default.
 * @param notebook - is changed
 * @param parameters - values by name
 * @throws {ParameterError} if the notebook has no such cell, or that cell does not declare a name, or with another type
 */
export async function injectParameters(
  notebook: Notebook,
  parameters: Readonly<Record<string, Json>>,
): Promise<void> {
  const given = Object.entries(parameters);
  if (given.length === 0) return;
  const language = notebookLanguage(notebook);
  if (!['', 'typescript', 'javascript'].includes(language)) {
    throw new ParameterError('-p', `-p: works for TypeScript notebooks; this one is written in ${language}`);
  }
  const home = parametersCell(notebook);
  if (home === undefined) {
    throw new ParameterError(
      '-p',
      '-p: the notebook takes no parameters: none of its code cells is tagged "parameters"',
    );
  }
  const declared = await declaredVariables(sourceOf(home));
  for (const [name, value] of given) {
    const how = declared.get(name)?.kind;
    if (how === 'let') {
      const type = language === 'javascript' ? undefined : declared.get(name)?.type;
      if (type?.accepts(value) === false) throw wrongType(name, type, value);
      continue;
    }
    const names = [...declared].filter(([, { kind }]) => kind === 'let').map(([known]) => known);
    const known = names.length === 0 ? 'it declares none' : `it declares ${names.join(', ')}`;
    throw new ParameterError(
      '-p',
      how === undefined
        ? `-p ${name}: the cell tagged "parameters" declares no variable of that name; ${known}`
        : `-p ${name}: is declared with const in the cell tagged "parameters"; declare it with let`,
    );
  }
  const old = notebook.cells.find((cell) => cellTags(cell).includes(INJECTED));
  const cells = notebook.cells.filter((cell) => !cellTags(cell).includes(INJECTED));
  cells.splice(cells.indexOf(home) + 1, 0, injectedCell(notebook, given, old));
  notebook.cells = cells;
}

/**
 * The variables that a notebook's parameters cell declares, and whether they can be given another value.
 * @param notebook - one without such a cell declares none
 */
export async function notebookParameters(notebook: Notebook): Promise<Map<string, 'let' | 'const'>> {
  const home = parametersCell(notebook);
  const declared = home === undefined ? [] : [...(await declaredVariables(sourceOf(home)))];
  return new Map(declared.map(([name, { kind }]) => [name, kind]));
}

function wrongType(name: string, type: ParameterType, value: Json): ParameterError {
  const got = JSON.stringify(value);
  const text = JSON.stringify(got);
  const advice = type.accepts(got) ? `; for the text write -p '${name}=${text}'` : '';
  return new ParameterError(
    '-p',
    `-p ${name}: must be ${type.says}, as the cell tagged "parameters" declares it, got ${got}${advice}`,
  );
}

/**
 * Why a cell failed, in terms of what the person gave: where the cell of the given parameters fails, the parameter is
 * named instead of a line that nobody has written.
 * @param cell - that failed
 * @param failure - of the cell
 */
export function parameterFailure(cell: NotebookCell, failure: CellFailure): CellFailure {
  const { reason, evalue, line = 0 } = failure;
  const text = sourceOf(cell).split('\n')[line - 1] ?? '';
  const [, name, value] = /^([^\s=]+) = (.*);$/.exec(text) ?? [];
  if (reason !== 'error' || !cellTags(cell).includes(INJECTED) || name === undefined) return failure;
  const [why = ''] = evalue.replace(/^line \d+: /, '').split('\n');
  return {
    ...failure,
    ename: 'ParameterError',
    evalue: `-p ${name}: must be what the cell tagged "parameters" declares, got ${value ?? ''}: ${why}`,
    line: undefined,
  };
}

function parametersCell(notebook: Notebook): NotebookCell | undefined {
  return notebook.cells.find((cell) => cell.cell_type === 'code' && cellTags(cell).includes('parameters'));
}

function injectedCell(
  notebook: Notebook,
  given: readonly (readonly [string, Json])[],
  old: NotebookCell | undefined,
): NotebookCell {
  const lines = given.map(([name, value]) => `${name} = ${JSON.stringify(value)};`);
  const withIds = notebook.nbformat > 4 || notebook.nbformat_minor >= 5;
  const ids = new Set(notebook.cells.map((cell) => cell.id));
  let id = old?.id ?? INJECTED;
  for (let n = 2; old?.id === undefined && ids.has(id); n++) id = `${INJECTED}-${n}`;
  return {
    cell_type: 'code',
    ...(withIds ? { id } : {}),
    metadata: { tags: [INJECTED] },
    source: ['// Parameters of this run', ...lines].join('\n'),
    outputs: [],
    execution_count: null,
  };
}

/** The variables that code declares at its top level, by name. */
async function declaredVariables(source: string): Promise<Map<string, DeclaredVariable>> {
  const { default: ts } = await import('typescript'); // half a second, only for those who need it
  const found = new Map<string, DeclaredVariable>();
  const file = ts.createSourceFile('parameters.ts', source, ts.ScriptTarget.Latest);
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { flags, declarations } = statement.declarationList;
    const kind = (flags & ts.NodeFlags.Const) === 0 ? 'let' : 'const';
    for (const declaration of declarations) {
      const { name } = declaration;
      if (ts.isIdentifier(name)) found.set(name.text, { kind, type: parameterType(ts, declaration) });
    }
  }
  return found;
}
