/** Scores that need a decision, so they change with the operating threshold. */
export const DECISION_METRICS = [
  'weightedF1',
  'macroF1',
  'accuracy',
  'balancedAccuracy',
  'sensitivity',
  'specificity',
  'precision',
  'negativePredictiveValue',
  'f1',
  'mcc',
  'kappa',
] as const;

/** Scores of the probabilities themselves, which no threshold changes. */
export const PROBABILITY_METRICS = ['auroc', 'averagePrecision', 'brier', 'logLoss', 'ece'] as const;

/** A score at one operating threshold. */
export type DecisionMetric = (typeof DECISION_METRICS)[number];

/** A score of the probabilities. */
export type ProbabilityMetric = (typeof PROBABILITY_METRICS)[number];

/** Any score that a report gives for a stream or a vote. */
export type MetricName = DecisionMetric | ProbabilityMetric;

/** What a person needs to read one score. */
export interface MetricMeaning {
  /** Short name for a table's head. */
  readonly label: string;
  /** One phrase that explains it, with no jargon left unexplained. */
  readonly meaning: string;
  readonly better: 'higher' | 'lower';
}

/** The name and meaning of every score. "Positive" is class 1, the lymphoblast. Source: Method 6. */
export const METRIC_MEANINGS: Readonly<Record<MetricName, MetricMeaning>> = {
  weightedF1: {
    label: 'WF1S',
    meaning: "weighted F1: each class's F1, weighted by its share of the cells (the paper's main score)",
    better: 'higher',
  },
  macroF1: { label: 'macro F1', meaning: 'plain mean of the F1 of both classes', better: 'higher' },
  accuracy: { label: 'accuracy', meaning: 'share of cells that are named correctly', better: 'higher' },
  balancedAccuracy: {
    label: 'balanced accuracy',
    meaning: 'mean of sensitivity and specificity',
    better: 'higher',
  },
  sensitivity: {
    label: 'sensitivity',
    meaning: 'share of the lymphoblasts that are found (recall)',
    better: 'higher',
  },
  specificity: {
    label: 'specificity',
    meaning: 'share of the normal cells that are left alone',
    better: 'higher',
  },
  precision: {
    label: 'precision',
    meaning: 'share of the cells called lymphoblast that are one (positive predictive value)',
    better: 'higher',
  },
  negativePredictiveValue: {
    label: 'NPV',
    meaning: 'negative predictive value: share of the cells called normal that are normal',
    better: 'higher',
  },
  f1: { label: 'F1', meaning: 'harmonic mean of precision and sensitivity', better: 'higher' },
  mcc: {
    label: 'MCC',
    meaning: 'Matthews correlation of decision and truth: 0 is chance, 1 perfect',
    better: 'higher',
  },
  kappa: {
    label: 'kappa',
    meaning: "Cohen's kappa: agreement of decision and truth beyond chance",
    better: 'higher',
  },
  auroc: {
    label: 'AUROC',
    meaning: 'chance that a lymphoblast scores higher than a normal cell: 0.5 is guessing, 1 perfect',
    better: 'higher',
  },
  averagePrecision: {
    label: 'PR-AUC',
    meaning: 'average precision: area under the precision-recall curve',
    better: 'higher',
  },
  brier: {
    label: 'Brier',
    meaning: 'mean squared distance of the probability from the truth',
    better: 'lower',
  },
  logLoss: {
    label: 'log loss',
    meaning: 'mean negative logarithm of the probability given to the truth',
    better: 'lower',
  },
  ece: {
    label: 'ECE',
    meaning: 'expected calibration error: mean gap of stated probability and observed share',
    better: 'lower',
  },
};
