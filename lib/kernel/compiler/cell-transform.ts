import ts from 'typescript';
import { boundValues } from './bound-values.ts';
import { CELL_PARAMETERS } from './cell-parameters.ts';
import { hasModifier, livesOn } from './cell-names.ts';
import {
  at,
  assign,
  namedAs,
  isAnonymous,
  isHoisted,
  isValueDeclaration,
  withoutExport,
  givesValue,
  importOptions,
} from './cell-syntax.ts';
import { SharedNames } from './shared-names.ts';

const [SCOPE, AT, BIND, META, GATE, RESUME, EACH] = CELL_PARAMETERS;

const { factory } = ts;

/** What {@link cellTransform} needs to know of the cell. */
export interface CellTransformOptions {
  readonly checker: ts.TypeChecker;
  /** Position where the cell's own text ends; what stands behind it is for the type checker alone. */
  readonly end: number;
  /** Names of the notebook that this cell may mean: its own and those of earlier cells. */
  readonly names: ReadonlySet<string>;
}

/**
 * Turns a cell into the body of a function whose top-level names live in an object that all cells share, so that
 * `let n = 0` in one cell and `n = 5` in another are one variable, for closures too: a name becomes a property of that
 * object wherever it is declared, read or assigned. Imports become `await import(…)`, the value of a closing expression
 * is returned, and after every statement that declares something its index is told, so that one knows how far a cell
 * came that failed.
 * @param options - the checker of the cell's program, and its names
 */
export function cellTransform(options: CellTransformOptions): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (source) => new CellTransform(source, context, options).run();
}

class CellTransform {
  readonly #source: ts.SourceFile;
  readonly #context: ts.TransformationContext;
  readonly #options: CellTransformOptions;
  readonly #shared: SharedNames;

  constructor(source: ts.SourceFile, context: ts.TransformationContext, options: CellTransformOptions) {
    this.#source = source;
    this.#context = context;
    this.#options = options;
    this.#shared = new SharedNames(source, options.checker, options.names);
  }

  run(): ts.SourceFile {
    const statements = this.#source.statements.filter(({ pos }) => pos < this.#options.end);
    const imports: ts.Statement[] = [];
    const functions: ts.Statement[] = [];
    const body: ts.Statement[] = [];
    for (const [index, statement] of statements.entries()) {
      if (ts.isImportDeclaration(statement)) {
        imports.push(...this.#import(statement, index));
      } else if (isHoisted(statement)) {
        functions.push(
          assign(this.#scope(statement.name.text), factory.createIdentifier(statement.name.text)),
        );
        body.push(...this.#statement(statement, index));
      } else if (index === statements.length - 1 && givesValue(statement)) {
        // In parentheses: a comment that ends its line would otherwise end the return, too.
        const value = factory.createParenthesizedExpression(this.#expression(statement.expression));
        body.push(at(factory.createReturnStatement(value), statement));
      } else {
        body.push(...this.#statement(statement, index));
      }
    }
    return factory.updateSourceFile(
      this.#source,
      ts.setTextRange(factory.createNodeArray([...imports, ...functions, ...body]), this.#source.statements),
    );
  }

  #statement(statement: ts.Statement, index: number): ts.Statement[] {
    if (hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) return [];
    if (ts.isVariableStatement(statement) && livesOn(statement.declarationList)) {
      const assignments = this.#assignments(statement.declarationList);
      return [
        ...assignments.map((each) => at(factory.createExpressionStatement(each), statement)),
        this.#reached(index),
      ];
    }
    if (ts.isImportEqualsDeclaration(statement)) return this.#importEquals(statement, index);
    if (ts.isExportDeclaration(statement)) return []; // `export { a }`: every name lives on anyway
    const visited = this.#visit(statement) as ts.Statement;
    if (ts.isClassDeclaration(statement) || isValueDeclaration(statement)) {
      const name = statement.name?.text;
      const kept = withoutExport(visited);
      return name === undefined
        ? [kept]
        : [kept, assign(this.#scope(name), factory.createIdentifier(name)), this.#reached(index)];
    }
    return [withoutExport(visited), ...(ts.isExpressionStatement(statement) ? [] : [this.#reached(index)])];
  }

  #expression(node: ts.Expression): ts.Expression {
    return this.#visit(node) as ts.Expression;
  }

  #visit = (node: ts.Node): ts.Node => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return node;
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return at(factory.createIdentifier(META), node);
    }
    if (ts.isIdentifier(node)) return this.#shared.has(node) ? at(this.#scope(node.text), node) : node;
    if (ts.isAwaitExpression(node)) {
      // Nothing of a stopped cell goes on behind an await.
      const gated = factory.createCallExpression(factory.createIdentifier(GATE), undefined, [
        this.#expression(node.expression),
      ]);
      const awaited = factory.createAwaitExpression(at(gated, node.expression));
      return at(factory.createCallExpression(factory.createIdentifier(RESUME), undefined, [awaited]), node);
    }
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return this.#forAwait(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.#shorthand(node);
    const callee = ts.isCallExpression(node) ? this.#sharedCallee(node.expression) : undefined;
    if (ts.isCallExpression(node) && callee !== undefined) {
      return factory.updateCallExpression(
        node,
        this.#withoutThis(callee),
        node.typeArguments,
        ts.visitNodes(node.arguments, this.#visit, ts.isExpression),
      );
    }
    const tag = ts.isTaggedTemplateExpression(node) ? this.#sharedCallee(node.tag) : undefined;
    if (ts.isTaggedTemplateExpression(node) && tag !== undefined) {
      return factory.updateTaggedTemplateExpression(
        node,
        this.#withoutThis(tag),
        node.typeArguments,
        ts.visitNode(node.template, this.#visit, ts.isTemplateLiteral),
      );
    }
    if (ts.isVariableDeclarationList(node) && this.#shared.hasVar(node)) return this.#varOfCell(node);
    return ts.visitEachChild(node, this.#visit, this.#context);
  };

  /** The name of the notebook that a call means, also as `f!()`, `(f)()` or `(f as any)()`. */
  #sharedCallee(expression: ts.Expression): ts.Identifier | undefined {
    let callee = expression;
    while (
      ts.isParenthesizedExpression(callee) ||
      ts.isNonNullExpression(callee) ||
      ts.isAsExpression(callee) ||
      ts.isSatisfiesExpression(callee) ||
      ts.isTypeAssertionExpression(callee)
    ) {
      callee = callee.expression;
    }
    return ts.isIdentifier(callee) && this.#shared.has(callee) ? callee : undefined;
  }

  /** A loop over what comes in time: nothing of a stopped cell goes on behind an await. */
  #forAwait(node: ts.ForOfStatement): ts.Node {
    const visited = ts.visitEachChild(node, this.#visit, this.#context);
    return factory.updateForOfStatement(
      visited,
      visited.awaitModifier,
      visited.initializer,
      at(
        factory.createCallExpression(factory.createIdentifier(EACH), undefined, [visited.expression]),
        node.expression,
      ),
      visited.statement,
    );
  }

  /** `var` in a loop's head or in a block: an assignment in the same place. */
  #varOfCell(list: ts.VariableDeclarationList): ts.Node {
    const { parent } = list;
    const [first] = list.declarations;
    if ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && first !== undefined) {
      return this.#target(first.name);
    }
    const assignments = this.#assignments(list);
    const [head, ...rest] = assignments;
    return rest.reduce<ts.Expression>(
      (left, right) => factory.createComma(left, right),
      head ?? factory.createVoidZero(),
    );
  }

  #assignments(list: ts.VariableDeclarationList): ts.Expression[] {
    return list.declarations.map((declaration) => {
      const { name, initializer } = declaration;
      const value = initializer === undefined ? factory.createVoidZero() : this.#expression(initializer);
      const value2 = ts.isIdentifier(name) && isAnonymous(initializer) ? namedAs(name.text, value) : value;
      const assigned = factory.createAssignment(this.#target(name), value2);
      return at(
        ts.isIdentifier(name) ? assigned : factory.createParenthesizedExpression(assigned),
        declaration,
      );
    });
  }

  /** The left side of an assignment for what a declaration binds. */
  #target(name: ts.BindingName): ts.Expression {
    if (ts.isIdentifier(name)) return at(this.#scope(name.text), name);
    const withDefault = (element: ts.BindingElement): ts.Expression => {
      const target = this.#target(element.name);
      return element.initializer === undefined
        ? target
        : factory.createAssignment(target, this.#expression(element.initializer));
    };
    if (ts.isArrayBindingPattern(name)) {
      return factory.createArrayLiteralExpression(
        name.elements.map((element) => {
          if (ts.isOmittedExpression(element)) return element;
          return element.dotDotDotToken === undefined
            ? withDefault(element)
            : factory.createSpreadElement(this.#target(element.name));
        }),
      );
    }
    return factory.createObjectLiteralExpression(
      name.elements.map((element) => {
        if (element.dotDotDotToken !== undefined) {
          return factory.createSpreadAssignment(this.#target(element.name));
        }
        const key = element.propertyName ?? (element.name as ts.Identifier);
        const property = ts.isComputedPropertyName(key)
          ? factory.createComputedPropertyName(this.#expression(key.expression))
          : ts.isIdentifier(key)
            ? factory.createIdentifier(key.text)
            : key;
        return factory.createPropertyAssignment(property, withDefault(element));
      }),
    );
  }

  #shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
    if (!this.#shared.has(node.name)) return ts.visitEachChild(node, this.#visit, this.#context);
    const target = this.#scope(node.name.text);
    const value =
      node.objectAssignmentInitializer === undefined
        ? target
        : factory.createAssignment(target, this.#expression(node.objectAssignmentInitializer));
    return at(factory.createPropertyAssignment(node.name.text, value), node);
  }

  #import(statement: ts.ImportDeclaration, index: number): ts.Statement[] {
    const { importClause, moduleSpecifier, attributes } = statement;
    if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    const bindings = importClause === undefined ? [] : boundValues(importClause, this.#options.checker);
    const isSideEffect = importClause === undefined;
    if (!isSideEffect && bindings.length === 0) return []; // nothing but types
    const name = `__module${index}`;
    const loaded = factory.createAwaitExpression(
      factory.createCallExpression(
        factory.createToken(ts.SyntaxKind.ImportKeyword) as ts.Expression,
        undefined,
        [moduleSpecifier, ...(attributes === undefined ? [] : [importOptions(attributes)])],
      ),
    );
    const declaration = factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList(
        [factory.createVariableDeclaration(name, undefined, undefined, loaded)],
        ts.NodeFlags.Const,
      ),
    );
    const binds = bindings.map(([local, imported]) =>
      factory.createExpressionStatement(
        factory.createCallExpression(factory.createIdentifier(BIND), undefined, [
          factory.createStringLiteral(local),
          factory.createIdentifier(name),
          imported === undefined ? factory.createNull() : factory.createStringLiteral(imported),
          moduleSpecifier,
        ]),
      ),
    );
    return [declaration, ...binds, this.#reached(index)].map((each) => at(each, statement));
  }

  #importEquals(statement: ts.ImportEqualsDeclaration, index: number): ts.Statement[] {
    const { moduleReference, name, isTypeOnly } = statement;
    if (isTypeOnly) return [];
    if (!ts.isExternalModuleReference(moduleReference)) {
      return [
        statement,
        assign(this.#scope(name.text), factory.createIdentifier(name.text)),
        this.#reached(index),
      ];
    }
    const required = factory.createCallExpression(factory.createIdentifier('require'), undefined, [
      moduleReference.expression,
    ]);
    return [assign(this.#scope(name.text), required), this.#reached(index)];
  }

  #scope(name: string): ts.PropertyAccessExpression {
    return factory.createPropertyAccessExpression(factory.createIdentifier(SCOPE), name);
  }

  /** `(0, scope.f)`: a function of the notebook must not get the shared object as `this`. */
  #withoutThis(callee: ts.Identifier): ts.Expression {
    return at(
      factory.createParenthesizedExpression(
        factory.createComma(factory.createNumericLiteral(0), at(this.#scope(callee.text), callee)),
      ),
      callee,
    );
  }

  #reached(index: number): ts.Statement {
    return factory.createExpressionStatement(
      factory.createCallExpression(factory.createIdentifier(AT), undefined, [
        factory.createNumericLiteral(index),
      ]),
    );
  }
}
