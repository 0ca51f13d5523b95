// The thread behind auditDataset: looks at one file after the other.
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { auditFile } from './audit-file.ts';
import type { MaskOptions } from './foreground-mask.ts';
import { serveTasks } from './serve-tasks.ts';

const { setup } = workerData as { setup: MaskOptions };
sharp.concurrency(1); // the pool's threads are the parallelism

serveTasks(async (path) => ({ result: await auditFile(path as string, setup), move: [] }));
