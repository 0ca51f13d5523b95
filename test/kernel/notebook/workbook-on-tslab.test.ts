import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { readNotebook } from '../../../lib/kernel/notebook/notebook-file.ts';

const FOLDER = fileURLToPath(new URL('../../../notebooks/', import.meta.url));
const NOTEBOOKS = [FOLDER, join(FOLDER, 'solutions')].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => join(folder, name)),
);

/**
 * What the stock tslab kernel (1.0.22) loses between cells: a shorthand property `{ a }` whose variable is an earlier
 * cell's, and a name that destructuring renames.
 */
function lostOnTslab(cells: readonly string[]): string[] {
  const lost: string[] = [];
  const earlier = new Set<string>();
  const bind = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) {
      earlier.add(name.text);
      return;
    }
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      if (element.propertyName !== undefined && element.dotDotDotToken === undefined)
        lost.push(name.getText());
      bind(element.name);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node) && earlier.has(node.name.text))
      lost.push(node.parent.getText());
    ts.forEachChild(node, visit);
  };
  for (const code of cells) {
    const source = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true);
    visit(source);
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement))
        for (const { name } of statement.declarationList.declarations) bind(name);
    }
  }
  return lost;
}

describe('workbook on tslab', () => {
  it('finds what tslab loses', () => {
    assert.deepEqual(
      lostOnTslab(['const a = 1;', 'f({ a });', 'const { b: c } = o;', 'const d = { d: 1 }; f({ e });']),
      ['{ a }', '{ b: c }'],
    );
  });

  for (const path of NOTEBOOKS) {
    it(`${basename(path)}: nothing that tslab loses`, async () => {
      const { cells } = await readNotebook(path);
      assert.deepEqual(
        lostOnTslab(cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => source)),
        [],
      );
    });
  }
});
