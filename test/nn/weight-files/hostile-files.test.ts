// Weight files that attack, lie or are broken: each is refused in one sentence, runs nothing and takes little memory.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { CheckpointError, decodeWeightFile, encodeSafetensors, readWeightFile, WtDfnError } from 'wt-dfn';
import { GOLDEN_WEIGHTS } from '../../support/golden-weights.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';
import { callOf, integer, pickle, stateDict, text, torchLegacy, torchZip, zipFile } from './torch-files.ts';

const folder = temporaryFolder();
const MARKER = join(folder.path, 'executed');
const COMMAND = `touch ${MARKER}`;
/** What all of the files together, of 30 MB, may add to the largest memory of a process. */
const LARGEST_GROWTH_MEGABYTES = 96;

const golden = (name: string): Buffer => readFileSync(new URL(name, GOLDEN_WEIGHTS));
const square = { length: 4, shape: [2, 2], strides: [2, 1] };

/** A file with some bytes replaced where others are found. */
function changed(file: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
  const at = file.indexOf(from);
  assert.ok(at >= 0, 'the bytes to change are there');
  const copy = Buffer.from(file);
  copy.set(to, at);
  return copy;
}

function sizes(...values: number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => bytes.writeBigUInt64LE(BigInt(value), 8 * i));
  return bytes;
}

function circle(): Buffer {
  const file = Buffer.from(golden('layouts.h5'));
  const root = file.readBigUInt64LE(64);
  // The first name of the first group leads back to the root.
  file.writeBigUInt64LE(root, file.indexOf('SNOD') + 16);
  return file;
}

function safetensors(values: number[]): Buffer {
  return Buffer.from(
    encodeSafetensors(new Map([['a', { shape: [values.length], data: Float32Array.from(values) }]])),
  );
}

function overlappingSafetensors(): Buffer {
  const entry = { dtype: 'F32', shape: [262_144], data_offsets: [0, 2 ** 20] };
  const header = Buffer.from(
    JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`t${String(i)}`, entry]))),
  );
  return Buffer.concat([sizes(header.length), header, Buffer.alloc(2 ** 20)]);
}

const CASES: readonly (readonly [what: string, file: () => Uint8Array, sentence: RegExp])[] = [
  ['a pickle that calls os.system', () => torchZip(callOf('os', 'system', COMMAND)), /asks for "os\.system"/],
  [
    'the same by its real name',
    () => torchZip(callOf('posix', 'system', COMMAND)),
    /asks for "posix\.system"/,
  ],
  [
    'an old torch file that calls it',
    () => torchLegacy(callOf('posix', 'system', COMMAND), Buffer.alloc(0)),
    /asks for "posix\.system"/,
  ],
  [
    'a bare pickle that calls eval',
    () => callOf('builtins', 'eval', `__import__("os").system("${COMMAND}")`),
    /asks for "builtins\.eval"/,
  ],
  [
    'a name put together on the stack',
    () => torchZip(pickle(text('subprocess'), text('run'), Buffer.of(0x93))),
    /asks for "subprocess\.run"/,
  ],
  [
    "Python 2's INST instruction",
    () => torchZip(pickle(Buffer.from(`(S'${COMMAND}'\nios\nsystem\n`))),
    /the instruction 0x53/,
  ],
  [
    'a call of a function of JavaScript',
    () => torchZip(pickle(text('constructor'), Buffer.from(')R'))),
    /calls what is no name/,
  ],
  ['a zip that is cut off', () => golden('resnet18-narrow.pth').subarray(0, 100_000), /zip is damaged/],
  ['a zip bomb in its pickle', zipBomb, /compressed or encrypted entry "archive\/data\.pkl"/],
  [
    'a zip whose entries lie on one another',
    () => zipFile([{ name: 'archive/data/#____', bytes: Buffer.alloc(1_000_000) }], { copies: 5000 }),
    /entries that lie on one another/,
  ],
  [
    'a zip of something else',
    () => zipFile([{ name: 'a.txt', bytes: Buffer.from('a') }]),
    /holds no data\.pkl/,
  ],
  [
    'a TorchScript program',
    () =>
      zipFile([
        { name: 'm/data.pkl', bytes: stateDict([square]) },
        { name: 'm/constants.pkl', bytes: Buffer.from('') },
      ]),
    /TorchScript/,
  ],
  [
    'a tensor that is larger than its storage',
    () => torchZip(stateDict([{ ...square, shape: [3, 2] }])),
    /shape \[3, 2\] that reaches beyond its storage of 4/,
  ],
  [
    'a tensor that begins behind its storage',
    () => torchZip(stateDict([{ ...square, offset: 1 }])),
    /reaches beyond/,
  ],
  [
    'one number that claims to be ten thousand million',
    () => torchZip(stateDict([{ length: 4, shape: [100_000, 100_000], strides: [0, 0] }])),
    /reaches beyond/,
  ],
  [
    'a storage that is shorter than it claims',
    () => torchZip(stateDict([{ length: 5, shape: [5], strides: [1] }])),
    /needs 20 bytes for storage "0", which has 16/,
  ],
  [
    'a storage that is not there',
    () => torchZip(stateDict([{ ...square, key: '../../etc/passwd' }])),
    /lacks the storage/,
  ],
  [
    'a million numbers under ten thousand names',
    () => {
      const shared = { length: 250_000, shape: [250_000], strides: [1] };
      const names = Array.from({ length: 10_000 }, (_, i) => ({ ...shared, name: `t${String(i)}` }));
      return torchZip(stateDict(names), new Float32Array(250_000));
    },
    /ask for more than twice that/,
  ],
  [
    'a pickle without end',
    () => torchZip(pickle(Buffer.alloc(8_000_000, ']0'))),
    /more than 3000000 instructions/,
  ],
  ['a list', () => torchZip(pickle(Buffer.from(']'))), /holds a list where named tensors are expected/],
  [
    'a text that is longer than the file',
    () => torchZip(Buffer.concat([Buffer.of(0x80, 2), Buffer.from('X\u00ff\u00ff\u00ff\u007f', 'latin1')])),
    /cut off or damaged/,
  ],
  [
    'an old torch file whose storage is cut off',
    () => torchLegacy(stateDict([square]), Buffer.concat([sizes(4), Buffer.alloc(15)])),
    /cut off or damaged/,
  ],
  [
    'a NaN',
    () => torchZip(stateDict([square]), Float32Array.of(1, NaN, 1, 1)),
    /conv1\.weight holds NaN or infinity/,
  ],
  ['an infinity', () => safetensors([1, Infinity]), /holds NaN or infinity/],
  [
    'safetensors that share a place ten thousand times',
    overlappingSafetensors,
    /lies where another tensor lies/,
  ],
  ['an HDF5 file that is cut off', () => golden('layouts.h5').subarray(0, 3000), /cut off or damaged/],
  ['HDF5 groups in a circle', circle, /run in a circle/],
  [
    'an HDF5 dataset of 2^42 numbers',
    () => changed(golden('layouts.h5'), sizes(5, 7), sizes(5, 2 ** 40)),
    /claims more than this file/,
  ],
  [
    'an HDF5 dataset in enormous chunks',
    () =>
      changed(
        golden('layouts.h5'),
        Buffer.from(Uint32Array.of(2, 3, 4).buffer),
        Buffer.from(Uint32Array.of(2 ** 30, 3, 4).buffer),
      ),
    /has chunks of 12884901888 bytes/,
  ],
  [
    'an HDF5 file of the newest kind',
    () => changed(golden('layouts.h5'), Buffer.of(0x1a, 0x0a, 0), Buffer.of(0x1a, 0x0a, 3)),
    /superblock 3/,
  ],
  ['nothing', () => Buffer.alloc(0), /begins like no weight file/],
  ['a text', () => Buffer.from('404: Not Found'), /begins like no weight file/],
];

/** 64 MB of zeros in 64 kB, as the instruction stream. */
function zipBomb(): Buffer {
  return zipFile([{ name: 'archive/data.pkl', bytes: Buffer.alloc(64 * 2 ** 20), deflated: true }]);
}

describe('hostile and broken weight files', function () {
  this.timeout(60_000);
  const files = new Map<string, string>();

  before(() => {
    CASES.forEach(([what, make], i) => {
      const path = join(folder.path, `${String(i)}.pth`);
      writeFileSync(path, make());
      files.set(what, path);
    });
  });
  after(folder.remove);

  for (const [what, , sentence] of CASES) {
    it(`refuses ${what}`, async () => {
      const path = files.get(what)!;
      await assert.rejects(readWeightFile(path), (error) => {
        assert.ok(error instanceof CheckpointError, String(error));
        assert.match(error.message, sentence);
        assert.ok(error.message.startsWith(`${path}: `), error.message);
        assert.ok(error.message.length - path.length < 400, 'a sentence, not a page');
        assert.ok(!error.message.includes('\n'));
        return true;
      });
      assert.ok(!existsSync(MARKER), 'nothing was executed');
    });
  }

  it('takes little memory for all of them', function () {
    // In a process of its own: the largest memory of this one was that of loading the engine.
    const reader = new URL('../../../lib/nn/weight-files/read-weight-file.ts', import.meta.url).href;
    const program = `
      const { readWeightFile } = await import(${JSON.stringify(reader)});
      const [good, ...files] = JSON.parse(process.argv[1]);
      await readWeightFile(good);
      const before = process.resourceUsage().maxRSS;
      for (const file of files) await readWeightFile(file).catch(() => undefined);
      process.stdout.write(String(process.resourceUsage().maxRSS - before));`;
    const paths = [fileURLToPath(new URL('resnet18-narrow.pth', GOLDEN_WEIGHTS)), ...files.values()];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=wt-dfn-source',
        '--input-type=module',
        '-e',
        program,
        JSON.stringify(paths),
      ],
      { encoding: 'utf8' },
    );
    const megabytes = Number(stdout) / 1024;
    this.test!.title += ` [${megabytes.toFixed(0)} MB]`;
    assert.ok(stdout !== '' && megabytes < LARGEST_GROWTH_MEGABYTES, `${stdout} ${stderr.slice(0, 500)}`);
  });

  it('would see a command that is executed: Python runs the very pickle', function () {
    const python = spawnSync('python3', ['-c', 'import pickle, sys; pickle.load(sys.stdin.buffer)'], {
      input: callOf('os', 'system', COMMAND),
    });
    if (python.error !== undefined) {
      this.test!.title += ' [skipped: no python3]';
      this.skip();
    }
    assert.ok(existsSync(MARKER));
  });

  for (const name of ['numbers.pth', 'numbers-legacy.pth', 'layouts.h5']) {
    it(`answers every change of a byte of ${name} with tensors or a sentence`, async () => {
      const whole = golden(name);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.length - 1),
          fc.integer({ min: 0, max: 255 }),
          fc.boolean(),
          async (at, byte, cut) => {
            const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
            if (!cut) bytes[at] = byte;
            try {
              await decodeWeightFile(bytes);
            } catch (error) {
              assert.ok(error instanceof WtDfnError, String((error as Error).stack));
            }
          },
        ),
        { numRuns: 400 },
      );
    });
  }

  it('counts whole numbers as pickles do', async () => {
    const { tensors } = await decodeWeightFile(torchZip(stateDict([square]), Float32Array.of(1, 2, 3, 4)));
    assert.deepEqual([...tensors.get('conv1.weight')!.data], [1, 2, 3, 4]);
    assert.equal(integer(4).length, 10);
  });
});
