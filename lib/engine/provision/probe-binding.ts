import { createHash } from 'node:crypto';
import { mkdir, stat, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { nativeEnvironment } from '../native-environment.ts';
import { engineCacheFolder } from './cache-folder.ts';
import { CannotProvision } from './cannot-provision.ts';
import { runProgram } from './run-program.ts';

/** What a binding told when it was loaded in a process of its own. */
export interface ProbeResult {
  /** Version of the C library. */
  readonly library: string;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
}

/** Loads a binding away from us and adds two numbers with it. */
export type Probe = (bindingPath: string, signal?: AbortSignal) => Promise<ProbeResult>;

// A binding that does not fit the machine (processor without AVX, other C library) ends the process that loads it, so
// that another process has to try first.
const SCRIPT = `
const binding = require(process.argv[1]);
const id = binding.createTensor([2], binding.TF_FLOAT, new Float32Array([1, 2]));
const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
const [sum] = binding.executeOp('AddV2', [type], [id, id], 1);
if (binding.tensorDataSync(sum.id)[1] !== 4) throw new Error('1 + 1 and 2 + 2 came out wrong');
process.stdout.write('wt-dfn ' + JSON.stringify({ library: binding.TF_Version, gpu: binding.isUsingGpuDevice() }));
`;

/**
 * Loads a binding in a process of its own and adds two numbers with it.
 * @param bindingPath - absolute path of `tfjs_binding.node`
 * @param signal - stops it
 * @throws {CannotProvision} if it cannot be loaded or ends that process
 */
export async function probeBinding(bindingPath: string, signal?: AbortSignal): Promise<ProbeResult> {
  const result = await runProgram(process.execPath, ['-e', SCRIPT, bindingPath], {
    signal,
    environment: { ...nativeEnvironment(), NODE_OPTIONS: '' },
    timeoutSeconds: 120,
  });
  const said = /wt-dfn (\{.*\})/.exec(result.stdout)?.[1];
  if (result.code === 0 && said !== undefined) return JSON.parse(said) as ProbeResult;
  const complaint = result.stderr.split('\n').find((line) => /error|cannot|not found|terminat/i.test(line));
  throw new CannotProvision(
    `the binding does not run here: ${(complaint ?? result.failure ?? `exit code ${String(result.code)}`).trim()}`,
  );
}

/**
 * As {@link probeBinding}, but remembers a success on this kind of machine: a cache in a shared home folder may be used by
 * processors that differ.
 * @param bindingPath - absolute path of `tfjs_binding.node`
 * @param options - the probe to use and the signal
 */
export async function probeOnce(
  bindingPath: string,
  { probe, signal }: { readonly probe: Probe; readonly signal?: AbortSignal | undefined },
): Promise<ProbeResult> {
  const { size, mtimeMs } = await stat(bindingPath);
  const machine = [
    process.arch,
    cpus()[0]?.model,
    glibcVersion(),
    process.env.CUDA_VISIBLE_DEVICES,
    process.env.LD_LIBRARY_PATH,
  ];
  const key = createHash('sha256')
    .update(JSON.stringify([bindingPath, size, mtimeMs, ...machine]))
    .digest('hex')
    .slice(0, 24);
  const note = join(engineCacheFolder(), 'probed', `${key}.json`);
  try {
    return JSON.parse(await readFile(note, 'utf8')) as ProbeResult;
  } catch {
    const result = await probe(bindingPath, signal);
    // Only saves time: where the folder cannot be written, the next start probes again.
    await mkdir(join(engineCacheFolder(), 'probed'), { recursive: true })
      .then(() => writeFile(note, JSON.stringify(result)))
      .catch(() => undefined);
    return result;
  }
}

/** Version of the GNU C library; nothing on other systems and on Linux with another one (musl). */
export function glibcVersion(): string | undefined {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return report.header.glibcVersionRuntime;
}
