// Images a second from 450x450 BMP files to augmented 96-px batches: `data-loading.ts [IMAGES] [THREADS]`.
// Cold decodes every file; warm takes decoded and resized images from memory. A PyTorch DataLoader with PIL does the
// same work beside it, where a Python with torch and PIL is there (WT_DFN_PYTHON).
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BatchLoader, CELL_AUGMENT, openDataset, Random, type CellDataset } from 'wt-dfn';

const [count = 320, workers = 2] = process.argv.slice(2).map(Number);
const [SIDE, SIZE, BATCH, PAIRS] = [450, 96, 16, 5];
const python = process.env.WT_DFN_PYTHON ?? 'python3';
const peer = fileURLToPath(new URL('peers/data_loading.py', import.meta.url));

/** Seconds of the first epoch, and of the second. */
interface Times {
  readonly cold: number;
  readonly warm: number;
}

/** A purple blob with fine texture on black, as C-NMC's 54-byte-header BMP. */
function drawCell(seed: number): Buffer {
  const random = Random.fromSeed(seed);
  const stride = Math.ceil((SIDE * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * SIDE);
  file.write('BM');
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(SIDE, 18);
  file.writeInt32LE(SIDE, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  const radius = random.uniform(90, 130);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (Math.hypot(x - SIDE / 2, y - SIDE / 2) > radius) continue;
      const shade = random.integer(-20, 20);
      file.set([120 + shade, 50 + shade, 100 + shade], 54 + y * stride + x * 3);
    }
  }
  return file;
}

async function makeCells(root: string): Promise<CellDataset> {
  for (const [kind, prefix] of [
    ['all', ''],
    ['hem', 'H'],
  ] as const) {
    await mkdir(join(root, kind), { recursive: true });
    for (let i = 0; i < count / 2; i++) {
      const name = `UID_${prefix}${String(i)}_1_1_${kind}.bmp`;
      await writeFile(join(root, kind, name), drawCell(2 * i + (kind === 'all' ? 1 : 0)));
    }
  }
  return openDataset(root);
}

async function ours({ images }: CellDataset): Promise<Times> {
  const options = {
    size: SIZE,
    batch: BATCH,
    seed: 1,
    workers,
    augment: CELL_AUGMENT,
    onBadImage: 'fatal',
  } as const;
  // Threads start before the clock does, as the peer's do.
  const loader = new BatchLoader(images, { ...options, cacheBytes: 0 });
  const cached = new BatchLoader(images, options);
  const epoch = async (from: BatchLoader, number: number): Promise<number> => {
    const start = performance.now();
    let seen = 0;
    for await (const batch of from.epoch(number)) seen += batch.indices.length;
    if (seen !== images.length) throw new Error(`${String(seen)} of ${String(images.length)} images came`);
    return (performance.now() - start) / 1000;
  };
  await epoch(loader, 0);
  const cold = await epoch(loader, 1);
  await epoch(cached, 0);
  const warm = await epoch(cached, 1);
  await Promise.all([loader.close(), cached.close()]);
  return { cold, warm };
}

function theirs(root: string): Times | undefined {
  const run = spawnSync(python, [peer, root, String(SIZE), String(BATCH), String(workers)], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Times;
}

function rates(seconds: readonly number[]): string {
  const sorted = seconds.map((value) => count / value).sort((a, b) => a - b);
  const show = (i: number): string => sorted[i]!.toFixed(0);
  return `${show(sorted.length >> 1)} images/s (${show(0)} to ${show(sorted.length - 1)})`;
}

const root = await mkdtemp(join(tmpdir(), 'wt-dfn-bench-'));
try {
  const dataset = await makeCells(root);
  const hasPeer = spawnSync(python, ['-c', 'import torch, PIL'], { stdio: 'ignore' }).status === 0;
  const us: Times[] = [];
  const them: Times[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    us.push(await ours(dataset));
    const measured = hasPeer ? theirs(root) : undefined;
    if (measured !== undefined) them.push(measured);
  }
  console.log(
    `${String(count)} BMP of ${String(SIDE)} px to batches of ${String(BATCH)} at ${String(SIZE)} px, ${String(workers)} threads, ${String(PAIRS)} runs`,
  );
  console.log(`  wt-dfn cold: ${rates(us.map(({ cold }) => cold))}`);
  console.log(`  wt-dfn warm: ${rates(us.map(({ warm }) => warm))}`);
  if (them.length === 0) {
    console.log(`  no torch and PIL at ${python} (set WT_DFN_PYTHON): nothing to compare with`);
  } else {
    const ratios = us.map(({ cold }, i) => them[i]!.cold / cold).sort((a, b) => a - b);
    console.log(
      `  PyTorch DataLoader with PIL, which decodes every epoch: ${rates(them.map(({ cold }) => cold))}`,
    );
    console.log(`  ratio cold, pair by pair: ${ratios[ratios.length >> 1]!.toFixed(2)}`);
  }
} finally {
  await rm(root, { recursive: true, force: true });
}
