/** The k nearest of what is offered, sorted. */
export interface KeptNearest {
  /** Nearest first, `[k]`; -1 where nothing has been offered yet. */
  readonly indices: Int32Array;
  /** `[k]`; Infinity where nothing has been offered yet. */
  readonly ranks: Float64Array;
  /** Takes a point in if it is nearer than one of those kept; of two as near, the one with the lower index is nearer. */
  readonly offer: (rank: number, index: number) => void;
  readonly clear: () => void;
}

/**
 * Keeps the nearest k of many in order, by insertion: quick where what is offered comes roughly in order, or where few
 * of many get in.
 * @param k - how many
 */
export function keepNearest(k: number): KeptNearest {
  const indices = new Int32Array(k).fill(-1);
  const ranks = new Float64Array(k).fill(Infinity);
  const last = k - 1;
  let size = 0;
  return {
    indices,
    ranks,
    offer: (rank, index) => {
      let at = size;
      if (size === k) {
        if (rank > ranks[last]! || (rank === ranks[last] && index > indices[last]!)) return;
        at = last;
      } else {
        size++;
      }
      while (at > 0 && (rank < ranks[at - 1]! || (rank === ranks[at - 1] && index < indices[at - 1]!))) {
        ranks[at] = ranks[at - 1]!;
        indices[at] = indices[at - 1]!;
        at--;
      }
      ranks[at] = rank;
      indices[at] = index;
    },
    clear: () => {
      indices.fill(-1);
      ranks.fill(Infinity);
      size = 0;
    },
  };
}
