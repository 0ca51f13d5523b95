import type { AuditedMap } from '../../lib/figures/embedding-findings.ts';
import type { MapCells } from '../../lib/figures/embedding-cells.ts';

/** Six cells of three people, one of them unknown, in two folds. */
export const sampleCells: MapCells = {
  x: [0, 1, 2, 8, 9, 10],
  y: [0, 1, 0, 5, 6, 5],
  labels: [0, 0, 1, 1, 1, undefined],
  classes: ['normal', 'lymphoblast'],
  subjects: ['H3', 'H3', '11', '11', '7', undefined],
  folds: ['fold_0', 'fold_0', 'fold_1', 'fold_1', 'fold_1', 'fold_1'],
  stain: [100, 110, 120, 130, 140, NaN],
  area: [2000, 2100, 3000, 3100, 3200, 3300],
  images: ['a.png', 'b.png', 'c.png', 'd.png', 'e.png', '<f>.png'],
};

/** An audit with every number. */
export const sampleAudit: AuditedMap = {
  points: 6,
  k: 2,
  class: { share: 0.8, chance: 0.5, groups: 2, silhouette: 0.31 },
  subject: { share: 0.6, chance: 0.1, groups: 3, silhouette: 0.52 },
  fold: { share: 0.7, chance: 0.6, groups: 2, silhouette: 0.4 },
  within: { accuracy: 0.9, balancedAccuracy: 0.88, majority: 0.6 },
  across: { accuracy: 0.6, balancedAccuracy: 0.58, majority: 0.6 },
  othersOfClass: { share: 0.2, chance: 0.4 },
  stain: 0.2,
  area: 0.93,
};
