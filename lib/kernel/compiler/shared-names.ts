import ts from 'typescript';
import { livesOn } from './cell-names.ts';
import { isReference } from './cell-syntax.ts';

/** Tells which identifiers of a cell mean a variable of the notebook, and which one of a function or a block. */
export class SharedNames {
  readonly #source: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #names: ReadonlySet<string>;
  readonly #known = new Map<ts.Symbol, boolean>();

  /**
   * @param source - the cell
   * @param checker - of the cell's program
   * @param names - names of the notebook that the cell may mean
   */
  constructor(source: ts.SourceFile, checker: ts.TypeChecker, names: ReadonlySet<string>) {
    this.#source = source;
    this.#checker = checker;
    this.#names = names;
  }

  /** Whether an identifier is read or assigned as a variable of the notebook. */
  has(node: ts.Identifier): boolean {
    if (!this.#names.has(node.text) || !isReference(node)) return false;
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.#checker.getSymbolAtLocation(node);
    if (symbol === undefined || this.#isInsideItself(symbol, node)) return false;
    let known = this.#known.get(symbol);
    if (known === undefined) {
      known = symbol.declarations?.some((declaration) => this.#isTopLevel(declaration)) ?? false;
      this.#known.set(symbol, known);
    }
    return known;
  }

  /** Whether a list declares with `var`, outside of any function. */
  hasVar(list: ts.VariableDeclarationList): boolean {
    if ((list.flags & ts.NodeFlags.BlockScoped) !== 0) return false;
    const holder = ts.findAncestor(
      list.parent,
      (node) =>
        ts.isFunctionLike(node) ||
        ts.isClassStaticBlockDeclaration(node) ||
        ts.isModuleDeclaration(node) ||
        ts.isSourceFile(node),
    );
    return holder === this.#source;
  }

  /** A class or enum is not in the shared object yet while its own body runs. */
  #isInsideItself(symbol: ts.Symbol, node: ts.Node): boolean {
    return (
      symbol.declarations?.some(
        (declaration) =>
          (ts.isClassDeclaration(declaration) ||
            ts.isEnumDeclaration(declaration) ||
            ts.isModuleDeclaration(declaration)) &&
          declaration.getSourceFile() === this.#source &&
          node.pos >= declaration.pos &&
          node.end <= declaration.end,
      ) ?? false
    );
  }

  #isTopLevel(declaration: ts.Node): boolean {
    if (declaration.getSourceFile() !== this.#source) return false;
    if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) {
      const list = ts.findAncestor(declaration, ts.isVariableDeclarationList);
      if (list === undefined || !livesOn(list)) return false;
      const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
      return isVar
        ? this.hasVar(list)
        : ts.isVariableStatement(list.parent) && list.parent.parent === this.#source;
    }
    if (
      ts.isImportSpecifier(declaration) ||
      ts.isImportClause(declaration) ||
      ts.isNamespaceImport(declaration)
    ) {
      return true;
    }
    return declaration.parent === this.#source;
  }
}
