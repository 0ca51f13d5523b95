import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** How the cells of a notebook are compiled. */
export interface NotebookOptions {
  readonly options: ts.CompilerOptions;
  /** Files that every cell sees without importing them. */
  readonly globals: readonly string[];
  /** What is wrong with the notebook's tsconfig.json. */
  readonly problems: readonly string[];
}

const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

/** What a cell needs whatever its tsconfig.json says: it is run at once, and never becomes a declaration file. */
const FIXED: ts.CompilerOptions = {
  noEmit: false,
  sourceMap: true,
  inlineSourceMap: false,
  inlineSources: false,
  declaration: false,
  declarationMap: false,
  composite: false,
  incremental: false,
  isolatedDeclarations: false,
  isolatedModules: false,
  verbatimModuleSyntax: false,
  importHelpers: false,
  noEmitOnError: false,
  emitDeclarationOnly: false,
  removeComments: false,
  preserveConstEnums: true,
  skipLibCheck: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: false,
  erasableSyntaxOnly: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  checkJs: false,
};

/**
 * Compiler options of the notebooks in a folder: those of the nearest tsconfig.json, strict ones where there is none,
 * with the types of Node and of wt-dfn always at hand.
 * @param folder - where the notebook lies
 */
export function notebookOptions(folder: string): NotebookOptions {
  const problems: string[] = [];
  const file = ts.findConfigFile(folder, (path) => ts.sys.fileExists(path));
  const own = file === undefined ? DEFAULTS : readConfig(file, problems);
  const options: ts.CompilerOptions = { ...own, ...FIXED, types: own.types ?? [] };
  delete options.outDir;
  delete options.outFile;
  delete options.rootDir;
  delete options.tsBuildInfoFile;
  delete options.mapRoot;
  delete options.sourceRoot;
  if ((options.target ?? 0) > ts.ScriptTarget.ES2022) options.target = ts.ScriptTarget.ES2022; // Node 20 has no `using`
  const moduleKind = options.module ?? ts.ModuleKind.NodeNext;
  if (moduleKind < ts.ModuleKind.ES2022) {
    options.module = ts.ModuleKind.NodeNext; // imports and top-level await need a module
    options.moduleResolution = ts.ModuleResolutionKind.NodeNext;
  }
  options.paths = {
    ...options.paths,
    'wt-dfn': [typesOf('index')],
    'wt-dfn/embedding': [typesOf('embedding/index')],
  };
  return { options, globals: nodeTypes(folder), problems };
}

function readConfig(file: string, problems: string[]): ts.CompilerOptions {
  const text = (diagnostic: ts.Diagnostic): string =>
    `${file}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  const read: { config?: unknown; error?: ts.Diagnostic } = ts.readConfigFile(file, (path) =>
    ts.sys.readFile(path),
  );
  const { config, error } = read;
  if (error !== undefined || config === undefined) {
    if (error !== undefined) problems.push(text(error));
    return DEFAULTS;
  }
  // Its files are of no interest here, and looking for them would take time.
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    readDirectory: () => [],
  };
  const { options, errors } = ts.parseJsonConfigFileContent(config, host, dirname(file));
  const NO_INPUTS = new Set([18_002, 18_003]);
  problems.push(...errors.filter(({ code }) => !NO_INPUTS.has(code)).map(text));
  return { ...DEFAULTS, ...options };
}

/** Types of Node: the project's own, or else those that came with wt-dfn. */
function nodeTypes(folder: string): string[] {
  for (const from of [join(folder, 'cell.ts'), fileURLToPath(import.meta.url)]) {
    try {
      return [join(dirname(createRequire(from).resolve('@types/node/package.json')), 'index.d.ts')];
    } catch {
      // not there
    }
  }
  return [];
}

/** The library's own types, so that a notebook anywhere can import it. */
function typesOf(entry: 'index' | 'embedding/index'): string {
  const sources = fileURLToPath(new URL(`../../${entry}.ts`, import.meta.url));
  return existsSync(sources) ? sources : sources.replace(/\.ts$/, '.d.ts');
}
