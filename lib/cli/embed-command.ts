import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { METRICS } from '../embedding/metrics.ts';
import { EMBED_METHODS, embedFeatures } from '../experiments/embed-features.ts';
import { embedQuality } from '../experiments/embed-quality.ts';
import { readEmbeddingFile, type EmbeddingInput } from '../experiments/embedding-input.ts';
import { mapFormatOf, writeEmbedding } from '../experiments/write-embedding.ts';
import { MAP_COLOURS } from '../figures/embedding-cells.ts';
import { mapFindings } from '../figures/embedding-findings.ts';
import { describeCells } from '../training/describe-cells.ts';
import { versionInfo } from '../training/run/run-info.ts';
import { commandLine } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';
import { progressPrinter, type ProgressPrinter } from './progress-printer.ts';

interface EmbedFlags {
  readonly out: string;
  readonly method: string;
  readonly color: string;
  readonly perplexity?: string;
  readonly neighbors?: string;
  readonly minDist?: string;
  readonly metric: string;
  readonly pca?: string;
  readonly seed: string;
  readonly threads?: string;
  readonly split?: string;
  readonly stream?: string;
  readonly testIntoTrain?: true;
  readonly data?: string;
  readonly cells?: string;
  readonly checkpoint?: string;
  readonly skipBadImages?: true;
  readonly quiet?: true;
}

/** Flags that say something about a run, and nothing about a file. */
const RUN_FLAGS = ['split', 'stream', 'testIntoTrain', 'data', 'checkpoint', 'skipBadImages'] as const;

const COLOURS = [...MAP_COLOURS, 'all'] as const;

/** Adds `wt-dfn embed`. */
export function addEmbedCommand(program: Command): void {
  program
    .command('embed')
    .description('a map of cells by their features (t-SNE, UMAP), and what it separates: classes, or people')
    .argument('<source>', 'folder that wt-dfn train wrote, or features as .npy or .csv')
    .requiredOption('--out <file>', 'page to explore (.html), figure (.png, .svg) or places (.csv)')
    .option('--method <tsne|umap>', 'how the map is made', 'tsne')
    .option('--color <what>', `by what cells are coloured: ${COLOURS.join(', ')} (all: small maps)`, 'label')
    .option('--perplexity <n>', 't-SNE: about how many neighbours a cell has (30)')
    .option('--neighbors <n>', 'UMAP: neighbours of a cell (15)')
    .option('--min-dist <x>', 'UMAP: how closely cells may lie (0.1)')
    .option('--metric <metric>', METRICS.join(', '), 'euclidean')
    .option('--pca <n|none>', 'so many principal components in the place of the features')
    .option('--seed <n>', 'same seed, same map', '1')
    .option('--threads <n>', 'threads (all processors); the map does not depend on it')
    .option('--split <name>', 'run: train, validation or test cells (test where there are any)')
    .option('--stream <name>', 'run: features of raw, crop, erase, or voted: all side by side (raw)')
    .option('--test-into-train', 'run: a map of training cells, with test cells placed into it')
    .option('--data <dir>', 'run: where the data set is now, if not where the run found it')
    .option('--checkpoint <best|last>', 'run: which weights (best)')
    .option('--skip-bad-images', 'run: leave unreadable images out and name them, rather than stop')
    .option('--cells <csv>', '.npy: columns label, subject, fold, image, stain, area, a line a row')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
A .csv has a header: columns label, subject, fold, image, stain and area tell of a cell, all others are its features.

Examples:
  $ wt-dfn embed runs/first --out out/map.html
  $ wt-dfn embed runs/first --test-into-train --stream voted --color all --out out/map.png
  $ wt-dfn embed features.npy --cells cells.csv --method umap --color subject --out out/map.svg`,
    )
    .action(embed);
}

async function embed(source: string, flags: EmbedFlags): Promise<void> {
  const format = mapFormatOf(flags.out);
  const method = oneOf('--method', flags.method, EMBED_METHODS);
  const colour = oneOf('--color', flags.color, COLOURS);
  const metric = oneOf('--metric', flags.metric, METRICS);
  const seed = wholeNumber('--seed', flags.seed, -Infinity);
  const options = {
    method,
    metric,
    seed,
    perplexity: flags.perplexity === undefined ? undefined : positive('--perplexity', flags.perplexity),
    neighbours: flags.neighbors === undefined ? undefined : wholeNumber('--neighbors', flags.neighbors, 2),
    minDist: flags.minDist === undefined ? undefined : positive('--min-dist', flags.minDist, true),
    pca: components(flags.pca ?? 'none'),
    threads: flags.threads === undefined ? undefined : wholeNumber('--threads', flags.threads, 1),
  };
  refuseOthersFlags(method, flags);
  const printer = progressPrinter({ silent: flags.quiet === true });
  await interruptible(printer.say, 'embed: stopping', async (signal) => {
    const told = { signal, onProgress: printer.listener };
    try {
      const input = await inputOf(source, flags, printer, signal);
      const { features, paths } = input;
      const { x, y, words, reduced } = await embedFeatures(features, input.cells.placed, {
        ...options,
        ...told,
      });
      const needsPictures =
        format !== 'png' && format !== 'svg' ? true : ['stain', 'area', 'all'].includes(colour);
      const described =
        paths === undefined || !needsPictures
          ? undefined
          : await describe(paths, format === 'html', { seed, ...told });
      const cells = {
        ...input.cells,
        x,
        y,
        ...(described === undefined
          ? {}
          : { stain: input.cells.stain ?? described.stain, area: input.cells.area ?? described.areas }),
      };
      const needsQuality = format === 'html' || colour === 'all';
      const quality = needsQuality
        ? await embedQuality(features, cells, { metric, seed, ...told })
        : undefined;
      printer.stop();
      const { wtDfn, node } = versionInfo();
      await writeEmbedding(
        flags.out,
        {
          cells,
          quality,
          thumbnails: described?.thumbnails,
          colour,
          title: input.title,
          words,
          warnings: input.warnings,
          origin: {
            command: commandLine(),
            versions: { 'wt-dfn': wtDfn, node },
            seed,
            created: new Date().toISOString(),
          },
        },
        signal,
      );
      for (const warning of input.warnings) printer.say(warning);
      if (reduced !== undefined) process.stdout.write(`The map is made of ${reduced.words}.\n`);
      if (quality !== undefined) process.stdout.write(`${mapFindings(quality.audit).join('\n')}\n`);
      process.stdout.write(`${flags.out}\n`);
    } finally {
      printer.stop();
    }
  });
}

async function inputOf(
  source: string,
  flags: EmbedFlags,
  printer: ProgressPrinter,
  signal: AbortSignal,
): Promise<EmbeddingInput> {
  const info = await stat(source).catch(() => undefined);
  if (info === undefined) {
    throw new DataError(`embed: ${source}: there is no such file or folder`, [
      { path: source, reason: 'there is no such file or folder' },
    ]);
  }
  if (!info.isDirectory()) {
    const flag = RUN_FLAGS.find((name) => flags[name] !== undefined);
    if (flag !== undefined) {
      const name = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw new ParameterError(name, `${name}: is for the folder of a run, and ${source} is a file`);
    }
    return readEmbeddingFile(source, flags.cells);
  }
  if (flags.cells !== undefined) {
    throw new ParameterError('--cells', '--cells: goes with a .npy file; a run knows its cells');
  }
  // Only a run needs TensorFlow: a map of a file begins at once.
  const { FEATURE_STREAMS, runFeatures, SPLITS } = await import('../experiments/run-features.ts');
  const { startEngine } = await import('../engine/start-engine.ts');
  const { readRun } = await import('../training/run/run-folder.ts');
  const { describeEngine } = await import('./describe-engine.ts');
  const split = flags.split === undefined ? undefined : oneOf('--split', flags.split, SPLITS);
  const stream = oneOf('--stream', flags.stream ?? 'raw', FEATURE_STREAMS);
  const checkpoint = oneOf('--checkpoint', flags.checkpoint ?? 'best', ['best', 'last'] as const);
  const run = await readRun(source);
  const engine = await startEngine({ ...run.config.engine, signal, onProgress: printer.listener });
  printer.stop();
  printer.say(describeEngine(engine));
  const input = await runFeatures(run, {
    split,
    stream,
    checkpoint,
    testIntoTrain: flags.testIntoTrain === true,
    data: flags.data,
    onBadImage: flags.skipBadImages === true ? 'skip' : 'fatal',
    signal,
    onProgress: printer.listener,
  });
  return { ...input, title: `${input.title}, run ${source}` };
}

/** Area, stain and, for a page, pictures of the cells whose image files are known. */
async function describe(
  paths: readonly (string | undefined)[],
  withPictures: boolean,
  options: Parameters<typeof describeCells>[1],
) {
  const known = paths.flatMap((path, i) => (path === undefined ? [] : [{ path, i }]));
  const found = await describeCells(
    known.map(({ path }) => path),
    { ...options, ...(withPictures ? {} : { thumbnails: 0 }) },
  );
  const spread = <T>(values: ArrayLike<T>, none: T): T[] => {
    const out = new Array<T>(paths.length).fill(none);
    for (const [at, { i }] of known.entries()) out[i] = values[at] ?? none;
    return out;
  };
  return {
    areas: Float64Array.from(spread(found.areas, Number.NaN)),
    stain: Float64Array.from(spread(found.stain, Number.NaN)),
    thumbnails: withPictures ? spread(found.thumbnails, undefined) : undefined,
  };
}

function oneOf<T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === given);
  if (found !== undefined) return found;
  throw new ParameterError(flag, `${flag}: must be ${allowed.join(', ')}, got ${given}`);
}

function components(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new ParameterError(
    '--pca',
    `--pca: must be a whole number from 1 on, or none, got ${JSON.stringify(text)}`,
  );
}

function positive(flag: string, text: string, zeroToo = false): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && (value > 0 || (zeroToo && value === 0))) return value;
  throw new ParameterError(
    flag,
    `${flag}: must be a number ${zeroToo ? 'from 0 on' : 'above 0'}, got ${JSON.stringify(text)}`,
  );
}

function refuseOthersFlags(method: string, flags: EmbedFlags): void {
  const others =
    method === 'tsne'
      ? ({ '--neighbors': flags.neighbors, '--min-dist': flags.minDist } as const)
      : ({ '--perplexity': flags.perplexity } as const);
  const flag = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (flag === undefined) return;
  throw new ParameterError(flag, `${flag}: goes with --method ${method === 'tsne' ? 'umap' : 'tsne'}`);
}
