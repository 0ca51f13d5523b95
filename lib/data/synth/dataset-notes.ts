import type { PlanOptions } from './plan-dataset.ts';

/** `manifest.json` of a synthetic data set: how it was made, so that anybody can make it again. */
export interface SynthManifest {
  /** Always this text: how the generator knows its own folders. */
  readonly generator: 'wt-dfn data synth';
  /** Raised when the same seed would draw other pictures. */
  readonly generatorVersion: number;
  readonly synthetic: true;
  readonly notice: string;
  readonly seed: number;
  readonly options: PlanOptions;
  readonly counts: {
    readonly lymphoblastSubjects: number;
    readonly normalSubjects: number;
    readonly lymphoblastCells: number;
    readonly normalCells: number;
    readonly smears: number;
  };
}

/** Version of the pictures, not of the package: same version and seed, same bytes. */
export const GENERATOR_VERSION = 1;

const NOTICE =
  'These cells are drawn by a program. No patient stands behind them, and no result on them says anything about real cells.';

/** Describes a data set of these options. */
export function synthManifest(seed: number, options: PlanOptions): SynthManifest {
  const { subjects, cells, smears } = options;
  return {
    generator: 'wt-dfn data synth',
    generatorVersion: GENERATOR_VERSION,
    synthetic: true,
    notice: NOTICE,
    seed,
    options,
    counts: {
      lymphoblastSubjects: subjects,
      normalSubjects: subjects,
      lymphoblastCells: subjects * cells,
      normalCells: subjects * cells,
      smears,
    },
  };
}

/** `README.md` of a synthetic data set. */
export function synthReadme({ seed, options, counts, generatorVersion }: SynthManifest): string {
  const { subjects, cells, smears, format } = options;
  const smearLine =
    smears === 0
      ? ''
      : `- \`smears/\`: ${smears} unsegmented smear-like tiles for figures, not for training\n`;
  return `# Synthetic cells

${NOTICE}

Drawn by \`wt-dfn data synth\` (generator version ${generatorVersion}, seed ${seed}); the same command draws the same bytes:

    wt-dfn data synth DIR --subjects ${subjects} --cells ${cells} --smears ${smears} --format ${format} --seed ${seed}

- \`C-NMC_Leukemia/training_data/fold_{0,1,2}/{all,hem}\`: ${counts.lymphoblastCells} lymphoblasts of ${subjects} subjects
  (\`UID_<n>_…_all\`) and ${counts.normalCells} normal lymphocytes of ${subjects} others (\`UID_H<n>_…_hem\`), in the names, the
  layout, the tile size and the file format of C-NMC 2019. Folds are disjoint by subject.
${smearLine}- \`manifest.json\`: the options, for programs

Size, outline, nucleus-to-cytoplasm ratio and colours are drawn without looking at the class, and subject n and subject Hn
are matched in them. Only the chromatin differs: lymphoblasts have a fine, open one with nucleoli, mature lymphocytes a
coarse, clumped one. Every nucleus has the same histogram.
`;
}
