import { embeddingAudit } from '../../lib/figures/embedding-audit.ts';
import { embeddingMap } from '../../lib/figures/embedding-map.ts';
import { embeddingPanels } from '../../lib/figures/embedding-panels.ts';
import { confusionMatrix } from '../../lib/figures/confusion-matrix.ts';
import { learningCurves, type LearningEpoch } from '../../lib/figures/learning-curves.ts';
import type { PlotlyFigure } from '../../lib/figures/plotly-figure.ts';
import { prCurves } from '../../lib/figures/pr-curves.ts';
import type { RankingCurve } from '../../lib/figures/ranking-curve.ts';
import { reliabilityCurve } from '../../lib/figures/reliability-curve.ts';
import { rocCurves } from '../../lib/figures/roc-curves.ts';
import { scoreAgainstArea } from '../../lib/figures/score-against-area.ts';
import { scoreBars } from '../../lib/figures/score-bars.ts';
import { estimateDots } from '../../lib/figures/estimate-dots.ts';
import { stepCurves } from '../../lib/figures/step-curves.ts';
import { subjectDots } from '../../lib/figures/subject-dots.ts';
import type { Estimate } from '../../lib/evaluation/report-types.ts';
import { sampleAudit, sampleCells } from './sample-maps.ts';

/** A score with an interval of five hundredths to each side. */
export function estimate(value: number): Estimate {
  return { value, low: value - 0.05, high: Math.min(1, value + 0.05), undefinedReplicates: 0 };
}

/** Two epochs of two streams, the second without validation of crop. */
export const epochs: readonly LearningEpoch[] = [
  {
    epoch: 1,
    train: { raw: { loss: 0.7, weightedF1: 0.5 }, voted: { weightedF1: 0.55 } },
    validation: { raw: { loss: 0.8, weightedF1: 0.45 }, voted: { weightedF1: 0.5 } },
  },
  {
    epoch: 2,
    train: { raw: { loss: 0.4, weightedF1: 0.8 }, voted: { weightedF1: 0.85 } },
    validation: { raw: { loss: 0.6, weightedF1: null } },
  },
];

/** A step curve with a band, and one without. */
export const curves: readonly RankingCurve[] = [
  { name: 'raw', x: [0, 0, 0.5, 1], y: [0, 0.5, 0.75, 1], band: null, area: estimate(0.6875) },
  {
    name: 'voted',
    x: [0, 0, 0.5, 1],
    y: [0, 0.75, 1, 1],
    band: { grid: [0, 0.5, 1], low: [0.5, 0.75, 1], median: [0.75, 1, 1], high: [1, 1, 1] },
    area: estimate(0.875),
  },
];

const bin = { observedLow: 0.1, observedHigh: 0.6 };

/** Every figure of the room on data that fits on a page. */
export const SAMPLE_FIGURES: Readonly<Record<string, PlotlyFigure>> = {
  'learning-curves': learningCurves(epochs, { bestEpoch: 2 }),
  'roc-curves': rocCurves(curves),
  'pr-curves': prCurves(curves, { prevalence: 0.65 }),
  'confusion-matrix': confusionMatrix(
    [
      [3, 1],
      [0, 4],
    ],
    { classes: ['normal', 'lymphoblast'] },
  ),
  'reliability-curve': reliabilityCurve([
    { low: 0, high: 0.5, cells: 10, meanProbability: 0.3, observed: 0.2, ...bin },
    {
      low: 0.5,
      high: 1,
      cells: 0,
      meanProbability: null,
      observed: null,
      observedLow: null,
      observedHigh: null,
    },
  ]),
  'subject-dots': subjectDots(
    [
      { subject: '11', label: 1, cells: 40, meanProbability: 0.9 },
      { subject: 'H3', label: 0, cells: 10, meanProbability: 0.2 },
      { subject: 'both', label: null, cells: 5, meanProbability: 0.5 },
    ],
    { classes: ['normal', 'lymphoblast'] },
  ),
  'score-against-area': scoreAgainstArea(
    { areas: [300, 100, 200, NaN], scores: [0.9, 0.1, 0.5, 0.7], labels: [1, 0, 1, 1] },
    { classes: ['normal', 'lymphoblast'], spearman: 1 },
  ),
  'score-bars': scoreBars([
    { name: 'voted', auroc: estimate(0.9), weightedF1: estimate(0.8) },
    {
      name: 'silhouette',
      auroc: { value: null, low: null, high: null, undefinedReplicates: 3 },
      weightedF1: estimate(0.7),
    },
  ]),
  'estimate-dots': estimateDots(
    [
      { label: 'crop <less> raw', estimate: { ...estimate(0.02), low: -0.03 }, series: 'crop' },
      { label: 'none', estimate: { value: null, low: null, high: null, undefinedReplicates: 3 } },
    ],
    { quantity: 'difference of AUROC', reference: 0, signed: true },
  ),
  'step-curves': stepCurves(
    [
      { step: 1, loss: 0.8, images: 12, seconds: 5 },
      { step: 2, loss: 0.6, images: 12, seconds: 5.5 },
      { step: 3, loss: 0.4, images: 6, seconds: 6 },
    ],
    { window: 2 },
  ),
  'embedding-by-class': embeddingMap(sampleCells, { title: 'openTSNE of raw features' }),
  'embedding-by-subject': embeddingMap(sampleCells, { colour: 'subject' }),
  'embedding-placed': embeddingMap({ ...sampleCells, placed: [0, 0, 0, 0, 1, 1] }, { colour: 'stain' }),
  'embedding-panels': embeddingPanels(
    [
      { title: 'Raw, before', lines: ['neighbours name it: 50 %'], cells: sampleCells },
      { title: 'Raw, after', cells: { ...sampleCells, x: [0, 1, 2, 3, 4, 5] } },
    ],
    { title: 'Before and after', subtitle: 'one legend for both' },
  ),
  'embedding-audit': embeddingAudit(sampleCells, sampleAudit),
};
