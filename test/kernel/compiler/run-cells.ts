import { CellCompiler } from '../../../lib/kernel/compiler/cell-compiler.ts';
import { CellContext, enterCell } from '../../../lib/kernel/session/cell-context.ts';
import { CellFrames } from '../../../lib/kernel/session/cell-frames.ts';
import { CellRunner } from '../../../lib/kernel/session/cell-runner.ts';

/** A notebook in this process: cells are compiled and run as the kernel does it, without its processes. */
export class CellsOfNotebook {
  readonly #compiler: CellCompiler;
  readonly #frames: CellFrames;
  readonly #runner: CellRunner;
  #cells = 0;

  constructor(folder: string) {
    this.#compiler = new CellCompiler(folder);
    this.#frames = new CellFrames(folder);
    this.#runner = new CellRunner(folder, this.#frames);
  }

  /** Runs a cell; a type error is thrown as `TS2322 1:7: …`. */
  async run(code: string): Promise<unknown> {
    const cell = ++this.#cells;
    const compiled = this.#compiler.compile(cell, code);
    if (!compiled.ok) {
      const [first] = compiled.diagnostics;
      throw new SyntaxError(`TS${first?.code} ${first?.line}:${first?.column}: ${first?.message}`);
    }
    const context = new CellContext(cell, cell);
    this.#frames.add(cell, { count: cell, code, sourceMap: compiled.sourceMap });
    enterCell(context);
    try {
      const value = await this.#runner.run(compiled.javascript, context);
      this.#compiler.settle(cell, 'all');
      return value;
    } catch (error) {
      this.#compiler.settle(cell, context.reached);
      throw error;
    } finally {
      enterCell(undefined);
    }
  }

  /** Where in its cell an error happened: `cell 2:3:5`. */
  place(error: unknown): string | undefined {
    return /cell \d+:\d+:\d+/.exec(this.#frames.translate((error as Error).stack ?? ''))?.[0];
  }
}
