import ts from 'typescript';

const SIMPLE =
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.Boolean |
  ts.TypeFlags.StringLiteral |
  ts.TypeFlags.NumberLiteral |
  ts.TypeFlags.BigIntLiteral |
  ts.TypeFlags.BooleanLiteral |
  ts.TypeFlags.ESSymbol |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Void |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never |
  ts.TypeFlags.Any;

/**
 * A type written out, where it needs nothing but the standard library: `number`, `string[]`, `Float32Array | null`. Later
 * cells that see such a variable need not infer its type from the cell that declared it, nor from those before.
 * @param type - of a variable
 * @param program - that knows it
 * @returns nothing where the type needs other declarations
 */
export function standaloneType(type: ts.Type, program: ts.Program): string | undefined {
  const checker = program.getTypeChecker();
  if ((type.flags & ts.TypeFlags.EnumLike) !== 0) return undefined;
  if ((type.flags & SIMPLE) !== 0) {
    return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }
  if (type.isUnion()) {
    const members = type.types.map((member) => standaloneType(member, program));
    return members.includes(undefined) ? undefined : `(${members.join(' | ')})`;
  }
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    const inner = element === undefined ? undefined : standaloneType(element, program);
    return inner === undefined ? undefined : `(${inner})[]`;
  }
  const { symbol } = type as { symbol?: ts.Symbol };
  const isPlain =
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Interface) !== 0 &&
    ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) === 0;
  if (!isPlain || symbol?.declarations === undefined) return undefined;
  const isStandard = symbol.declarations.every((each) =>
    program.isSourceFileDefaultLibrary(each.getSourceFile()),
  );
  return isStandard ? symbol.name : undefined;
}
