import type { RowName } from './report-types.ts';

/** Short names of rows for tables; the report's titles say them in full. */
export const ROW_NAMES: Readonly<Record<RowName | 'silhouette', string>> = {
  raw: 'raw stream',
  crop: 'crop stream',
  erase: 'erase stream',
  mean: 'mean of three (Eq. 5)',
  weighted: 'weighted mean',
  majority: 'majority of three',
  rawCrop: 'raw + crop',
  rawErase: 'raw + erase',
  silhouette: 'outline alone',
};
