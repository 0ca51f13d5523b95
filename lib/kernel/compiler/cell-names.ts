import ts from 'typescript';

/** How later cells see a name that a cell declared. */
export type NameKind = 'let' | 'const' | 'declaration' | 'import';

/** A top-level name of a cell. */
export interface CellName {
  readonly name: string;
  readonly kind: NameKind;
  /** Index of the top-level statement that declares it. */
  readonly statement: number;
  /** For imported names: the statement that brings it in again, `import { a as b } from "x";`. */
  readonly importText?: string;
  /** Whether the declaration itself says `export`. */
  readonly exported: boolean;
}

/**
 * The names that a cell declares at its top level and that live on in later cells: variables, functions, classes,
 * enums, namespaces, types and imports. `using` declarations end with their cell and are not among them.
 * @param source - the parsed cell
 * @param end - position where the cell's own text ends
 */
export function cellNames(source: ts.SourceFile, end: number): CellName[] {
  return source.statements
    .filter((statement) => statement.pos < end)
    .flatMap((statement, index) => namesOf(statement, index));
}

/**
 * The names of a cell's `using` declarations, which end with it.
 * @param source - the parsed cell
 */
export function disposedNames(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) && !livesOn(statement.declarationList)
      ? listNames(statement.declarationList)
      : [],
  );
}

function namesOf(statement: ts.Statement, index: number): CellName[] {
  const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  if (ts.isImportDeclaration(statement)) return importedNames(statement, index);
  if (ts.isImportEqualsDeclaration(statement)) {
    return [{ name: statement.name.text, kind: 'declaration', statement: index, exported }];
  }
  if (ts.isVariableStatement(statement)) {
    return livesOn(statement.declarationList)
      ? listNames(statement.declarationList).map((name) => ({
          name,
          kind: statement.declarationList.flags & ts.NodeFlags.Const ? ('const' as const) : ('let' as const),
          statement: index,
          exported,
        }))
      : [];
  }
  if (isNamedDeclaration(statement)) {
    const { name } = statement;
    if (name === undefined || !ts.isIdentifier(name)) return [];
    return [{ name: name.text, kind: 'declaration', statement: index, exported }];
  }
  return nestedVars(statement).map((name) => ({ name, kind: 'let', statement: index, exported: false }));
}

/**
 * Whether the variables of a declaration outlive their cell.
 * @param list - the declaration
 */
export function livesOn(list: ts.VariableDeclarationList): boolean {
  const kind = (list.flags & ts.NodeFlags.BlockScoped) as ts.NodeFlags;
  return kind !== ts.NodeFlags.Using && kind !== ts.NodeFlags.AwaitUsing;
}

/**
 * Every variable of a declaration, those inside patterns included.
 * @param list - the declaration
 */
export function listNames(list: ts.VariableDeclarationList): string[] {
  return list.declarations.flatMap(({ name }) => bindingNames(name));
}

function bindingNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : bindingNames(element.name),
  );
}

/** `var` inside a block or a loop belongs to the whole cell. */
function nestedVars(statement: ts.Statement): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
      for (const name of listNames(node)) found.add(name);
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return [...found];
}

type NamedDeclaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration;

function isNamedDeclaration(node: ts.Node): node is NamedDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

function importedNames(statement: ts.ImportDeclaration, index: number): CellName[] {
  const { importClause } = statement;
  if (importClause === undefined) return [];
  const from = statement.moduleSpecifier.getText();
  const attributes = statement.attributes === undefined ? '' : ` ${statement.attributes.getText()}`;
  const entry = (name: string, what: string, isType: boolean): CellName => ({
    name,
    kind: 'import',
    statement: index,
    importText: `import ${isType ? 'type ' : ''}${what} from ${from}${attributes};`,
    exported: false,
  });
  const allTypes = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const found: CellName[] = [];
  if (importClause.name !== undefined) {
    found.push(entry(importClause.name.text, importClause.name.text, allTypes));
  }
  const { namedBindings } = importClause;
  if (namedBindings === undefined) return found;
  if (ts.isNamespaceImport(namedBindings)) {
    return [...found, entry(namedBindings.name.text, `* as ${namedBindings.name.text}`, allTypes)];
  }
  for (const element of namedBindings.elements) {
    const imported = element.propertyName?.getText();
    const what = imported === undefined ? element.name.text : `${imported} as ${element.name.text}`;
    found.push(entry(element.name.text, `{ ${what} }`, allTypes || element.isTypeOnly));
  }
  return found;
}

/**
 * Whether a statement carries a modifier such as `export` or `declare`.
 * @param node - the statement
 * @param kind - which modifier
 */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false)
  );
}
