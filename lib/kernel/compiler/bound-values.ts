import ts from 'typescript';

/**
 * Local and exported name of what an import brings at run time; the whole module has no exported name.
 * @param clause - what stands between `import` and `from`
 * @param checker - of the cell's program, which knows what is only a type
 */
export function boundValues(
  { name, namedBindings }: ts.ImportClause,
  checker: ts.TypeChecker,
): [string, string | undefined][] {
  const found: [string, string | undefined][] = [];
  if (name !== undefined && isValue(name, checker)) found.push([name.text, 'default']);
  if (namedBindings === undefined) return found;
  if (ts.isNamespaceImport(namedBindings)) return [...found, [namedBindings.name.text, undefined]];
  for (const element of namedBindings.elements) {
    if (element.isTypeOnly || !isValue(element.name, checker)) continue;
    found.push([element.name.text, (element.propertyName ?? element.name).text]);
  }
  return found;
}

function isValue(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return true;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  // What the checker cannot find may well be there at run time.
  return target.declarations === undefined || (target.flags & ts.SymbolFlags.Value) !== 0;
}
