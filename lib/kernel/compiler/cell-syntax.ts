import ts from 'typescript';
import { hasModifier } from './cell-names.ts';

const { factory } = ts;

/**
 * Lets a made node stand for an original one in the source map.
 * @param made - the new node
 * @param original - what the person wrote
 */
export function at<T extends ts.Node>(made: T, original: ts.Node): T {
  return ts.setSourceMapRange(made, ts.getSourceMapRange(original));
}

/**
 * The statement `target = value;`.
 * @param target - left side
 * @param value - right side
 */
export function assign(target: ts.Expression, value: ts.Expression): ts.Statement {
  return factory.createExpressionStatement(factory.createAssignment(target, value));
}

/**
 * A function or class with a name: an assignment to a property names none, an object literal does.
 * @param name - to give
 * @param value - an anonymous function or class
 */
export function namedAs(name: string, value: ts.Expression): ts.Expression {
  return factory.createPropertyAccessExpression(
    factory.createParenthesizedExpression(
      factory.createObjectLiteralExpression([factory.createPropertyAssignment(name, value)]),
    ),
    name,
  );
}

/**
 * Whether a value takes its name from the variable that it is assigned to.
 * @param node - the value
 */
export function isAnonymous(node: ts.Expression | undefined): boolean {
  return (
    node !== undefined &&
    (ts.isArrowFunction(node) ||
      ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name === undefined))
  );
}

/**
 * Whether a statement is a function that exists before the first statement runs.
 * @param node - the statement
 */
export function isHoisted(
  node: ts.Statement,
): node is ts.FunctionDeclaration & { readonly name: ts.Identifier } {
  return (
    ts.isFunctionDeclaration(node) &&
    node.name !== undefined &&
    node.body !== undefined &&
    !hasModifier(node, ts.SyntaxKind.DeclareKeyword)
  );
}

/**
 * Whether a statement is an enum or a namespace that exists at run time.
 * @param node - the statement
 */
export function isValueDeclaration(node: ts.Statement): node is ts.EnumDeclaration | ts.ModuleDeclaration {
  if (ts.isEnumDeclaration(node)) return true;
  return ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && holdsValues(node);
}

function holdsValues({ body }: ts.ModuleDeclaration): boolean {
  if (body === undefined) return false;
  if (ts.isModuleDeclaration(body)) return holdsValues(body);
  return (
    ts.isModuleBlock(body) &&
    body.statements.some((each) => !ts.isInterfaceDeclaration(each) && !ts.isTypeAliasDeclaration(each))
  );
}

/**
 * The same declaration without `export` and `default`: a cell is no module.
 * @param node - the statement
 */
export function withoutExport<T extends ts.Statement>(node: T): T {
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword) || !ts.canHaveModifiers(node)) return node;
  const kept = node.modifiers?.filter(
    ({ kind }) => kind !== ts.SyntaxKind.ExportKeyword && kind !== ts.SyntaxKind.DefaultKeyword,
  );
  const modifiers = factory.createNodeArray(kept);
  if (ts.isFunctionDeclaration(node)) {
    return factory.updateFunctionDeclaration(
      node,
      modifiers,
      node.asteriskToken,
      node.name,
      node.typeParameters,
      node.parameters,
      node.type,
      node.body,
    ) as unknown as T;
  }
  if (ts.isClassDeclaration(node)) {
    return factory.updateClassDeclaration(
      node,
      modifiers,
      node.name,
      node.typeParameters,
      node.heritageClauses,
      node.members,
    ) as unknown as T;
  }
  if (ts.isEnumDeclaration(node)) {
    return factory.updateEnumDeclaration(node, modifiers, node.name, node.members) as unknown as T;
  }
  if (ts.isModuleDeclaration(node)) {
    return factory.updateModuleDeclaration(node, modifiers, node.name, node.body) as unknown as T;
  }
  return node;
}

/**
 * The second argument of `import()` for import attributes.
 * @param attributes - such as `with { type: "json" }`
 */
export function importOptions(attributes: ts.ImportAttributes): ts.Expression {
  const inner = attributes.elements.map((each) => factory.createPropertyAssignment(each.name, each.value));
  return factory.createObjectLiteralExpression([
    factory.createPropertyAssignment('with', factory.createObjectLiteralExpression(inner)),
  ]);
}

/**
 * Whether an identifier stands for a value, rather than being the name of a property, a declaration or a label.
 * @param node - with its parents set
 */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return ts.isPropertyAccessExpression(parent) && parent.expression === node;
  }
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent)) {
    return parent.initializer === node;
  }
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false;
  if (ts.isNamespaceImport(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isImportEqualsDeclaration(parent)) return false;
  return !(isNamed(parent) && parent.name === node);
}

function isNamed(
  node: ts.Node,
): node is ts.SignatureDeclaration | ts.ClassLikeDeclaration | ts.ModuleDeclaration {
  return (
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isTypeParameterDeclaration(node)
  );
}

/**
 * Whether a closing statement has a value to show: an expression does, an assignment does not.
 * @param node - the last statement of a cell
 */
export function givesValue(node: ts.Statement): node is ts.ExpressionStatement {
  if (!ts.isExpressionStatement(node)) return false;
  let { expression } = node;
  while (ts.isParenthesizedExpression(expression)) expression = expression.expression;
  return !(ts.isBinaryExpression(expression) && isAssignment(expression.operatorToken.kind));
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
