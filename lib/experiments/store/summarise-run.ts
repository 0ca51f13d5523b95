import { readdir } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';
import { coursePlan } from '../../training/course-plan.ts';
import { readRun, type RunRecord } from '../../training/run/run-folder.ts';
import { runHolder } from '../../training/run/run-lock.ts';
import { nameConfig } from './config-changes.ts';
import { countedPasses } from './counted-passes.ts';
import { findRuns } from './find-runs.ts';
import { readEvaluation } from './read-evaluation.ts';
import type { EvaluationSummary, RunState, RunSummary } from './run-summary.ts';
import { summariseEvaluation } from './summarise-evaluation.ts';

/** The runs of a store, and what could not be looked into. */
export interface ListedRuns {
  readonly runs: readonly RunSummary[];
  /** Whole sentences. */
  readonly problems: readonly string[];
}

/**
 * Reads every run under a folder without taking any of their locks; one that is damaged is named so and keeps none of
 * the others from being read.
 * @param root - the store, or one run
 * @param options - `evaluation`: folder in each run where `wt-dfn evaluate` wrote, `evaluation`
 * @throws {CheckpointError} if there is no such folder
 */
export async function listRuns(
  root: string,
  options: { readonly evaluation?: string } = {},
): Promise<ListedRuns> {
  const { paths, problems } = await findRuns(root);
  const runs: RunSummary[] = [];
  for (const path of paths) runs.push(await summariseRun(path, { ...options, root }));
  return { runs, problems: problems.map(({ path, reason }) => `${path}: ${reason}.`) };
}

/**
 * Reads one run without taking its lock.
 * @param path - the run's folder
 * @param options - `root`: the store that its name starts from; `evaluation`: where in the run `wt-dfn evaluate` wrote;
 *   `ours`: the caller holds the run, so its lock says nothing
 * @returns a damaged run too, with the reason
 */
export async function summariseRun(
  path: string,
  options: { readonly root?: string; readonly evaluation?: string; readonly ours?: boolean } = {},
): Promise<RunSummary> {
  const { root = path, evaluation = 'evaluation', ours = false } = options;
  const folder = resolve(path);
  const name = relative(resolve(root), folder).split(sep).join('/') || basename(folder);
  const holder = ours ? undefined : await runHolder(folder);
  const held =
    holder === undefined
      ? undefined
      : `process ${holder.pid ?? 'unknown'} on ${holder.host ?? 'an unknown machine'}${holder.paused ? ', paused' : ''}`;
  let record: RunRecord;
  try {
    record = await readRun(folder);
  } catch (error) {
    const begun = !(await readdir(folder).catch((): string[] => ['config.json'])).includes('config.json');
    const reason = error instanceof Error ? error.message : String(error);
    const state = held !== undefined ? 'running' : begun ? 'begun' : 'damaged';
    return {
      ...UNKNOWN,
      path: folder,
      name,
      state,
      reason: held ?? (begun ? 'ended before its records were written' : reason),
      problems: begun ? [] : [`${reason}.`],
    };
  }
  const { info, config, metrics } = record;
  const judged = await evaluationOf(join(folder, evaluation));
  const counted = countedPasses(metrics);
  const imagesShown = info.data.train.images * metrics.length;
  const { state, reason } = stateOf(record, held);
  return {
    path: folder,
    name,
    state,
    reason,
    started: info.sessions[0]?.started ?? null,
    ended: state === 'running' ? null : (info.finished ?? null),
    seconds: metrics.reduce((sum, { seconds }) => sum + seconds, 0),
    epochsDone: metrics.length,
    epochs: epochsOf(record),
    data: {
      root: info.data.root,
      folds: info.data.reading?.folds ?? null,
      images: info.data.train.images,
      subjects: info.data.train.subjects,
      validationImages: info.data.validation.images,
    },
    config,
    ...nameConfig(config),
    seed: config.training.seed,
    imagesShown,
    passes: counted?.passes ?? imagesShown * config.streams.used.length,
    extraPasses: counted?.extra ?? null,
    passesCounted: counted !== undefined,
    evaluation: judged.summary,
    problems: judged.problems,
  };
}

const UNKNOWN = {
  started: null,
  ended: null,
  seconds: null,
  epochsDone: null,
  epochs: null,
  data: null,
  config: null,
  preset: null,
  changes: [],
  seed: null,
  imagesShown: null,
  passes: null,
  extraPasses: null,
  passesCounted: false,
  evaluation: null,
} satisfies Partial<RunSummary>;

function stateOf(record: RunRecord, held: string | undefined): { state: RunState; reason: string } {
  const { info, metrics } = record;
  if (held !== undefined) return { state: 'running', reason: held };
  const place = `after ${metrics.length} of ${epochsOf(record)} epochs`;
  if (info.status === 'finished' || info.status === 'diverged') {
    return { state: info.status, reason: info.status === 'finished' ? '' : place };
  }
  // A process that was killed could not write its end.
  return { state: 'stopped', reason: info.status === 'running' ? `its process was ended, ${place}` : place };
}

/** Those that its config means, also where it counts by passes. */
function epochsOf({ config, info }: RunRecord): number {
  return coursePlan(config, info.data.train.images).epochs;
}

async function evaluationOf(
  folder: string,
): Promise<{ summary: EvaluationSummary | null; problems: string[] }> {
  const names = await readdir(folder).catch((): string[] => []);
  if (!names.includes('report.json') && !names.includes('predictions.csv'))
    return { summary: null, problems: [] };
  try {
    return { summary: summariseEvaluation(await readEvaluation(folder)), problems: [] };
  } catch (error) {
    const reason = error instanceof WtDfnError ? error.message : `${folder}: its report.json is damaged`;
    return { summary: null, problems: [`${reason}.`] };
  }
}
