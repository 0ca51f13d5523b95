import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createExclusively } from '../../../core/create-exclusively.ts';
import { makeFolder } from '../../../core/make-folder.ts';
import { writeAtomically } from '../../../core/write-atomically.ts';
import type { OpenSweep } from '../sweep-folder.ts';
import { sbatchParameters, slurmScript, type SlurmJob } from './slurm-script.ts';
import type { SlurmClient } from './slurm-client.ts';

/** One job array that a sweep has submitted, as its record says. */
export interface Submission {
  readonly name: string;
  /** Null between the record and sbatch's answer, or where we were killed there. */
  readonly job: string | null;
  /** The tasks by their index in the array. */
  readonly tasks: readonly string[];
  /** ISO date and time. */
  readonly submitted: string;
}

/** Tasks an array: Slurm's default MaxArraySize is 1001. */
const LARGEST_ARRAY = 1000;

const folderOf = (sweep: string): string => join(sweep, 'slurm');

/**
 * Submits tasks as a job array (more than one only beyond a thousand tasks). The record is on the disk before sbatch is
 * called, so that a kill in between leaves a trace to find the job by.
 * @param sweep - whose tasks
 * @param tasks - ids
 * @param client - Slurm's commands
 * @returns one record an array; without a job where the controller did not answer
 * @throws {ExecutorError} if Slurm refuses
 */
export async function submitTasks(
  sweep: OpenSweep,
  tasks: readonly string[],
  client: SlurmClient,
): Promise<Submission[]> {
  await makeFolder(join(sweep.path, 'logs'));
  const submissions: Submission[] = [];
  for (let at = 0; at < tasks.length; at += LARGEST_ARRAY) {
    submissions.push(await submitArray(sweep, tasks.slice(at, at + LARGEST_ARRAY), client));
  }
  return submissions;
}

async function submitArray(
  sweep: OpenSweep,
  tasks: readonly string[],
  client: SlurmClient,
): Promise<Submission> {
  const folder = folderOf(sweep.path);
  let record: Submission;
  let file: string;
  let number = (await readSubmissions(sweep.path)).length;
  do {
    number++;
    // With the time, since a sweep of the same name may lie in another store.
    const name = `wt-dfn-${sweep.spec.name}-${number}-${Date.now().toString(36)}`;
    file = join(folder, `${String(number).padStart(4, '0')}.json`);
    record = { name, job: null, tasks, submitted: new Date().toISOString() };
  } while (!(await createExclusively(file, toJson(record))));
  const job: SlurmJob = {
    name: record.name,
    sweep: sweep.path,
    script: file.replace(/\.json$/, '.sh'),
    list: file.replace(/\.json$/, '.tasks'),
    tasks: tasks.length,
    from: process.cwd(),
    executor: sweep.spec.executor ?? {},
  };
  await writeAtomically(job.list, tasks.map((id) => `${id}\n`).join(''));
  await writeAtomically(job.script, slurmScript(job));
  const answer = await client.submit(sbatchParameters(job));
  if (answer === 'no answer') return record; // by its name, recoverJobs finds out what has become of it
  const submission = { ...record, job: answer.job };
  await writeAtomically(file, toJson(submission));
  return submission;
}

/**
 * The job arrays that a sweep has submitted, in their order.
 * @param sweep - the sweep's folder
 */
export async function readSubmissions(sweep: string): Promise<Submission[]> {
  const folder = folderOf(sweep);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^\d+\.json$/.test(name)).sort();
  return Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Submission),
  );
}

/**
 * Finds the jobs of records without an id, left by a kill between record and answer, by their names.
 * @param sweep - whose submissions
 * @param client - Slurm's commands
 * @returns false where the controller does not answer
 */
export async function recoverJobs(sweep: OpenSweep, client: SlurmClient): Promise<boolean> {
  for (const [i, record] of (await readSubmissions(sweep.path)).entries()) {
    if (record.job !== null) continue;
    const jobs = await client.jobsNamed(record.name);
    if (jobs === 'no answer') return false;
    const [job] = jobs;
    if (job === undefined) continue;
    const file = join(folderOf(sweep.path), `${String(i + 1).padStart(4, '0')}.json`);
    await writeAtomically(file, toJson({ ...record, job }));
  }
  return true;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
