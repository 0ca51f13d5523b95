import type { Label } from '../dataset.ts';

/** One picture to draw and where it goes. */
export interface DrawingJob {
  readonly kind: 'cell' | 'smear';
  /** Path below the data set's folder, with forward slashes. */
  readonly path: string;
  readonly label: Label;
  /** Number of the matched pair of subjects, from 1. */
  readonly pair: number;
  /** Number of the cell within its subject, or of the smear, from 1. */
  readonly cell: number;
}

/** How large a data set to plan. */
export interface PlanOptions {
  /** Subjects a class. */
  readonly subjects: number;
  /** Cells a subject. */
  readonly cells: number;
  readonly smears: number;
  /** File name ending. */
  readonly format: 'bmp' | 'png';
}

/** C-NMC's training data come in three folds that are disjoint by subject. */
export const FOLDS = 3;

const CELLS_A_PICTURE = 6;

/**
 * Names every picture of a data set as C-NMC does: `UID_<n>_<image>_<cell>_all.bmp` and `UID_H<n>_<image>_<cell>_hem.bmp`
 * in `C-NMC_Leukemia/training_data/fold_<k>/{all,hem}`. Subjects 4 and H4 are a matched pair and share a fold, so every
 * fold holds as many subjects of each class.
 */
export function planDataset({ subjects, cells, smears, format }: PlanOptions): DrawingJob[] {
  const jobs: DrawingJob[] = [];
  for (let pair = 1; pair <= subjects; pair++) {
    for (const label of [1, 0] as const) {
      const folder = `C-NMC_Leukemia/training_data/fold_${(pair - 1) % FOLDS}/${label === 1 ? 'all' : 'hem'}`;
      for (let cell = 1; cell <= cells; cell++) {
        const image = Math.ceil(cell / CELLS_A_PICTURE);
        const name = `UID_${label === 1 ? '' : 'H'}${pair}_${image}_${((cell - 1) % CELLS_A_PICTURE) + 1}`;
        const path = `${folder}/${name}_${label === 1 ? 'all' : 'hem'}.${format}`;
        jobs.push({ kind: 'cell', path, label, pair, cell });
      }
    }
  }
  for (let smear = 1; smear <= smears; smear++) {
    const label = smear % 2 === 1 ? 1 : 0;
    const path = `smears/smear_${smear}_${label === 1 ? 'all' : 'hem'}.png`;
    jobs.push({ kind: 'smear', path, label, pair: 1 + ((smear - 1) % subjects), cell: smear });
  }
  return jobs;
}
