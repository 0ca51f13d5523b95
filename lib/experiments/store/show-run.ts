import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataTable, TableColumn } from '../../evaluation/table/data-table.ts';
import { configChanges, settingText } from './config-changes.ts';
import { dataText } from './run-fields.ts';
import type { RunSummary } from './run-summary.ts';
import { peopleText } from './runs-table.ts';

/** A file in a run's folder. */
export interface RunFile {
  /** Relative to the run, with `/`. */
  readonly name: string;
  readonly bytes: number;
}

/**
 * Every file of a run with its size; links are not followed.
 * @param path - the run's folder
 */
export async function runFiles(path: string): Promise<RunFile[]> {
  const files: RunFile[] = [];
  const look = async (folder: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) await look(join(folder, entry.name), `${name}/`);
      else if (entry.isFile()) {
        const size = await stat(join(folder, entry.name)).catch(() => undefined);
        if (size !== undefined) files.push({ name, bytes: size.size });
      }
    }
  };
  await look(path, '');
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Everything that is known about one run, as tables: facts, settings against the defaults, scores beside the ruler's,
 * files.
 * @param run - as it was read
 * @param files - of its folder
 */
export function showRun(run: RunSummary, files: readonly RunFile[]): DataTable[] {
  return [
    facts(run),
    ...(run.config === null ? [] : [settings(run.config)]),
    ...(run.evaluation === null ? [] : [scores(run.evaluation)]),
    filesTable(files),
  ];
}

const text = (key: string, label = key): TableColumn => ({ key, label, kind: 'text' });

function facts(run: RunSummary): DataTable {
  const { data, evaluation, passes, seconds, epochs, epochsDone } = run;
  const rows: [string, string | null][] = [
    ['folder', run.path],
    ['state', run.reason === '' ? run.state : `${run.state} (${run.reason})`],
    ['started', run.started],
    ['ended', run.ended],
    ['minutes', seconds === null ? null : (seconds / 60).toFixed(1)],
    ['epochs', epochsDone === null || epochs === null ? null : `${epochsDone} of ${epochs}`],
    [
      'trained on',
      data === null
        ? null
        : `${dataText(data)}: ${data.images} images of ${data.subjects} subjects, ${data.validationImages} for validation`,
    ],
    ['seed', run.seed === null ? null : String(run.seed)],
    ['images shown', run.imagesShown === null ? null : String(run.imagesShown)],
    ['passes', passes === null ? null : `${passes}${run.passesCounted ? '' : ' (images times streams)'}`],
    [
      'further passes',
      run.extraPasses === null ? null : `${run.extraPasses} (for attention or saliency of an augmentation)`,
    ],
    [
      'test set',
      evaluation === null
        ? null
        : `${evaluation.testSet}: ${evaluation.cells} cells of ${peopleText(evaluation)} subjects`,
    ],
    ['next', nextStep(run)],
  ];
  return {
    title: `Run ${run.name}`,
    columns: [text('fact'), text('value')],
    rows: rows.filter(([, value]) => value !== null),
    notes: run.problems,
  };
}

/** What a person does next with such a run. */
function nextStep({ state, path, evaluation, data }: RunSummary): string | null {
  const folder = quoted(path);
  if (state === 'stopped') return `wt-dfn train --out ${folder} --resume`;
  if (state === 'begun') return `wt-dfn train --out ${folder} --data DIR --resume`;
  if (state === 'finished' && evaluation === null) {
    return `wt-dfn evaluate ${folder} --data ${data === null ? 'DIR' : quoted(data.root)}`;
  }
  return null;
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function settings(config: NonNullable<RunSummary['config']>): DataTable {
  const changes = configChanges(config);
  return {
    title: `Settings that are not the defaults (${changes.length})`,
    columns: [text('setting'), text('value', 'here'), text('default')],
    rows: changes.map(({ setting, from, to }) => [setting, settingText(to), settingText(from)]),
    notes: [],
  };
}

function scores({
  scores: own,
  outline,
  headline,
  classes,
}: NonNullable<RunSummary['evaluation']>): DataTable {
  const column = (key: string, label: string): TableColumn => ({ key, label, kind: 'interval' });
  const few = classes.some(({ fewSubjects }) => fewSubjects);
  const row = ({
    auroc,
    weightedF1,
    balancedAccuracy,
  }: Pick<typeof own, 'auroc' | 'weightedF1' | 'balancedAccuracy'>) =>
    [auroc, weightedF1, balancedAccuracy].map(({ value, low, high }) => ({ value, low, high }));
  return {
    title: 'Scores at threshold 0.5, intervals from a bootstrap over subjects',
    columns: [
      text('of'),
      column('auroc', 'AUROC'),
      column('wf1s', 'WF1S'),
      column('balancedAccuracy', 'balanced accuracy'),
      column('sizeMatched', 'size-matched AUROC'),
    ],
    rows: [
      [headline === 'mean' ? 'vote' : 'raw stream', ...row(own), own.sizeMatched],
      ...(outline === null ? [] : [['outline alone', ...row(outline), null]]),
    ],
    notes: few ? ['Fewer than 10 people in a class: do not trust the intervals.'] : [],
  };
}

function filesTable(files: readonly RunFile[]): DataTable {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    title: `Files (${(total / 1e6).toFixed(1)} MB)`,
    columns: [text('file'), { key: 'bytes', label: 'bytes', kind: 'number' }],
    rows: files.filter(({ name }) => !name.startsWith('.')).map(({ name, bytes }) => [name, bytes]),
    notes: [],
  };
}
