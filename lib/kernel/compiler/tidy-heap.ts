import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much may gather above what the last tidying left, in bytes. */
const MOST_GROWTH = 64e6;

/**
 * Makes a function that clears this thread's heap once it has grown by a fixed amount. Left alone, V8 waits until the heap
 * has doubled: with the types of a whole program in it, a long notebook would hold hundreds of megabytes of dead trees.
 */
export function heapTidier(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let floor = Number.POSITIVE_INFINITY;
  return () => {
    const used = getHeapStatistics().used_heap_size;
    if (floor === Number.POSITIVE_INFINITY) floor = used;
    if (used < floor + MOST_GROWTH) return;
    collect();
    floor = getHeapStatistics().used_heap_size;
  };
}
