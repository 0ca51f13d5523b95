import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { CELL_PARAMETERS } from '../compiler/cell-parameters.ts';
import type { CellContext } from './cell-context.ts';
import type { CellFrames } from './cell-frames.ts';
import { each, gate, resume } from './stoppable-globals.ts';

type Names = Record<string, unknown>;
type CellFunction = (...parameters: unknown[]) => Promise<unknown>;

/** Runs compiled cells one after the other, with one set of names. */
export class CellRunner {
  /** The names of the notebook: one object that all cells share. */
  readonly #scope = Object.create(null) as Names;
  readonly #frames: CellFrames;
  readonly #meta: object;
  readonly #require: NodeJS.Require;

  /**
   * @param folder - where the notebook lies
   * @param frames - knows where the cells' lines are
   */
  constructor(folder: string, frames: CellFrames) {
    this.#frames = frames;
    const filename = process.env.JPY_SESSION_NAME ?? join(folder, 'notebook.ipynb');
    const url = pathToFileURL(filename).href;
    this.#require = createRequire(join(folder, 'notebook.ts'));
    const require = this.#require;
    this.#meta = {
      url,
      filename,
      dirname: folder,
      resolve: (specifier: string) =>
        /^\.{0,2}\//.test(specifier)
          ? new URL(specifier, url).href
          : pathToFileURL(require.resolve(specifier)).href,
    };
  }

  /**
   * Runs a cell.
   * @param javascript - compiled
   * @param context - the cell
   * @returns the value of its last expression
   */
  run(javascript: string, context: CellContext): Promise<unknown> {
    const script = new Script(
      `(async function (${CELL_PARAMETERS.join(', ')}) { "use strict";\n${javascript}\n})`,
      {
        filename: this.#frames.fileName(context.cell),
        lineOffset: -1,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      },
    );
    const cell = script.runInThisContext() as CellFunction;
    const reached = (statement: number): void => {
      context.reached[context.reached.length] = statement; // a cell may have replaced Array's methods
    };
    return cell(this.#scope, reached, this.#bind, this.#meta, gate, resume, each, this.#require);
  }

  /** Binds an imported name: it always has the value that its module has now. */
  readonly #bind = (local: string, module: Names, imported: string | null, specifier: string): void => {
    const set = (value: unknown): void => {
      define(this.#scope, local, { value, writable: true, enumerable: true, configurable: true });
    };
    if (imported === null) {
      set(module);
      return;
    }
    const holder = holderOf(module, imported);
    if (holder === undefined) {
      throw new SyntaxError(`The module ${JSON.stringify(specifier)} has no export named ${imported}`);
    }
    const get = (): unknown => holder[imported];
    define(this.#scope, local, { get, set, enumerable: true, configurable: true });
  };
}

/** Defines a name, whatever a cell has given to all objects. */
function define(scope: Names, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(scope, name, Object.setPrototypeOf(descriptor, null) as PropertyDescriptor);
}

/** CommonJS packages may have a name only in what they export as a whole. */
function holderOf(module: Names, name: string): Names | undefined {
  if (name in module) return module;
  const { default: whole } = module;
  return (typeof whole === 'object' || typeof whole === 'function') && whole !== null && name in whole
    ? (whole as Names)
    : undefined;
}
