import ts from 'typescript';
import type { Completeness } from './compiled-cell.ts';

const INDENT = '  ';

/**
 * Whether a text could be run as it stands, or whether the person is in the middle of it: a bracket, a template or a
 * comment is open.
 * @param code - what has been typed
 */
export function completeness(code: string): Completeness {
  if (code.trim() === '') return { status: 'complete', indent: '' };
  const { open, unfinished } = scan(code);
  if (unfinished || open > 0) return { status: 'incomplete', indent: INDENT.repeat(open) };
  const errors = syntaxErrors(code);
  if (errors.length === 0) return { status: 'complete', indent: '' };
  // An operator or a keyword at the end asks for more: the parser then complains about the very end.
  const end = code.trimEnd().length;
  const atEnd = errors.every(({ start = 0 }) => start >= end);
  return { status: atEnd ? 'incomplete' : 'invalid', indent: '' };
}

function syntaxErrors(code: string): readonly ts.Diagnostic[] {
  const { diagnostics } = ts.transpileModule(code, {
    reportDiagnostics: true,
    fileName: 'cell.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return diagnostics ?? [];
}

/** Counts the brackets that are open at the end, and tells whether a comment or a template is. */
function scan(code: string): { readonly open: number; readonly unfinished: boolean } {
  const state = { unfinished: false };
  const scanner = ts.createScanner(
    ts.ScriptTarget.ES2022,
    true,
    ts.LanguageVariant.Standard,
    code,
    (message) => {
      // Unterminated template literal, and "*/" expected.
      if (message.code === 1160 || message.code === 1010) state.unfinished = true;
    },
  );
  const templates: number[] = [];
  let open = 0;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.TemplateHead) templates.push(open);
    if (isOpening(token)) open++;
    else if (token === ts.SyntaxKind.CloseBraceToken && templates.at(-1) === open) {
      const rest = scanner.reScanTemplateToken(false);
      if (rest === ts.SyntaxKind.TemplateTail) templates.pop();
    } else if (isClosing(token) && --open < 0) return { open: 0, unfinished: false }; // no more text mends that
  }
  return { open, unfinished: state.unfinished || templates.length > 0 };
}

function isOpening(token: ts.SyntaxKind): boolean {
  return (
    token === ts.SyntaxKind.OpenBraceToken ||
    token === ts.SyntaxKind.OpenBracketToken ||
    token === ts.SyntaxKind.OpenParenToken
  );
}

function isClosing(token: ts.SyntaxKind): boolean {
  return (
    token === ts.SyntaxKind.CloseBraceToken ||
    token === ts.SyntaxKind.CloseBracketToken ||
    token === ts.SyntaxKind.CloseParenToken
  );
}
