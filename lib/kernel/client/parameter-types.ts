import type ts from 'typescript';
import type { Json } from '../protocol/message.ts';

/** What a declared variable takes, as far as its declaration alone tells. */
export interface ParameterType {
  /** For a person: `a number`. */
  readonly says: string;
  readonly accepts: (value: Json) => boolean;
}

const kind = (says: string, name: 'number' | 'string' | 'boolean'): ParameterType => ({
  says,
  accepts: (value) => typeof value === name,
});
const NUMBER = kind('a number', 'number');
const TEXT = kind('a text', 'string');
const BOOLEAN = kind('true or false', 'boolean');
const exactly = (value: Json): ParameterType => ({
  says: JSON.stringify(value),
  accepts: (given) => given === value,
});

/**
 * Reads from a declaration which values its variable takes: by its type where it has one, else by its first value.
 * @param compiler - of TypeScript
 * @param declaration - of the variable
 * @returns nothing where that needs more than the declaration, such as a type with a name of its own
 */
export function parameterType(
  compiler: typeof ts,
  { type, initializer }: ts.VariableDeclaration,
): ParameterType | undefined {
  if (type !== undefined) return ofType(compiler, type);
  return initializer === undefined ? undefined : ofValue(compiler, initializer);
}

function ofType(compiler: typeof ts, node: ts.TypeNode): ParameterType | undefined {
  const { SyntaxKind } = compiler;
  if (node.kind === SyntaxKind.NumberKeyword) return NUMBER;
  if (node.kind === SyntaxKind.StringKeyword) return TEXT;
  if (node.kind === SyntaxKind.BooleanKeyword) return BOOLEAN;
  if (compiler.isParenthesizedTypeNode(node)) return ofType(compiler, node.type);
  if (compiler.isUnionTypeNode(node)) {
    // No value that can be given is undefined.
    const named = node.types.filter((each) => each.kind !== SyntaxKind.UndefinedKeyword);
    return oneOf(named.map((each) => ofType(compiler, each)));
  }
  if (compiler.isTypeOperatorNode(node) && node.operator === SyntaxKind.ReadonlyKeyword) {
    return ofType(compiler, node.type);
  }
  if (compiler.isArrayTypeNode(node)) return listOf(ofType(compiler, node.elementType));
  if (!compiler.isLiteralTypeNode(node)) return undefined;
  if (node.literal.kind === SyntaxKind.NullKeyword) return exactly(null);
  if (node.literal.kind === SyntaxKind.TrueKeyword) return exactly(true);
  if (node.literal.kind === SyntaxKind.FalseKeyword) return exactly(false);
  if (compiler.isStringLiteral(node.literal)) return exactly(node.literal.text);
  return compiler.isNumericLiteral(node.literal) ? exactly(Number(node.literal.text)) : undefined;
}

/** As TypeScript widens the type of a variable that is declared with `let`. */
function ofValue(compiler: typeof ts, node: ts.Expression): ParameterType | undefined {
  const { SyntaxKind } = compiler;
  if (compiler.isParenthesizedExpression(node)) return ofValue(compiler, node.expression);
  if (compiler.isAsExpression(node)) return ofType(compiler, node.type);
  if (compiler.isNumericLiteral(node)) return NUMBER;
  if (compiler.isPrefixUnaryExpression(node) && compiler.isNumericLiteral(node.operand)) {
    return node.operator === SyntaxKind.ExclamationToken ? BOOLEAN : NUMBER;
  }
  if (compiler.isStringLiteralLike(node) || compiler.isTemplateExpression(node)) return TEXT;
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) return BOOLEAN;
  if (!compiler.isArrayLiteralExpression(node) || node.elements.length === 0) return undefined;
  return listOf(oneOf(node.elements.map((element) => ofValue(compiler, element))));
}

function oneOf(types: readonly (ParameterType | undefined)[]): ParameterType | undefined {
  const known = types.filter((type) => type !== undefined);
  if (known.length < types.length) return undefined;
  return {
    says: [...new Set(known.map(({ says }) => says))].join(' or '),
    accepts: (value) => known.some(({ accepts }) => accepts(value)),
  };
}

function listOf(element: ParameterType | undefined): ParameterType | undefined {
  if (element === undefined) return undefined;
  return {
    says: `a list, each of which is ${element.says}`,
    accepts: (value) => Array.isArray(value) && value.every((each: Json) => element.accepts(each)),
  };
}
