import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { ThreadTeam } from '../kernels/thread-team.ts';
import type { BrowserWorker, ThreadModule } from '../kernels/platform.ts';
import { padRows, type Attraction, type PaddedRows } from './attraction.ts';

/** What the attraction's thread is told: first the affinities, then at each step that there are new positions. */
export type AttractionMessage =
  | {
      readonly rows: PaddedRows;
      /** `[n, 2]` each, in shared memory. */
      readonly positions: Float32Array;
      readonly pulls: Float32Array;
      readonly perDof: number;
      readonly plain: boolean | undefined;
    }
  | 'pull';

declare const Worker: new (url: URL, options: { type: 'module' }) => BrowserWorker;

const MODULE: ThreadModule = {
  node: new URL('./attraction-thread.ts', import.meta.url),
  browser: () => new Worker(new URL('./attraction-thread.js', import.meta.url), { type: 'module' }),
};

/**
 * Pulls in two dimensions on a thread of their own, with the same result as on this one.
 * @param P - affinities, `[n, n]`
 */
export async function sharedAttraction(
  P: SparseMatrix,
  { dof, plain }: { dof: number; plain: boolean | undefined },
): Promise<Attraction & { close(): Promise<void> }> {
  const positions = new Float32Array(new SharedArrayBuffer(8 * P.rows));
  const pulls = new Float32Array(new SharedArrayBuffer(8 * P.rows));
  const team = await ThreadTeam.start(MODULE, 1, 'TSNE');
  await team.all([
    { rows: padRows(P), positions, pulls, perDof: 1 / dof, plain } satisfies AttractionMessage,
  ]);
  return {
    compute: async (from, _pulled, out) => {
      positions.set(from);
      await team.all(['pull' satisfies AttractionMessage]);
      out.set(pulls);
    },
    close: () => team.end(),
  };
}
