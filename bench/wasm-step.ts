// The ternary training step without native code, beside the native engine: `npm run bench:wasm`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measurement } from './report.ts';

const script = fileURLToPath(new URL('ternary-step-once.ts', import.meta.url));
for (const [backbone, size, batch, steps] of [
  ['nano', 64, 16, 6],
  ['resnet18', 96, 16, 2],
] as const) {
  for (const engine of ['tensorflow', 'wasm']) {
    const sizes = [size, batch, steps].map(String);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [...process.execArgv, script, ...sizes, backbone, engine],
      { encoding: 'utf8' },
    );
    const result = status === 0 ? (JSON.parse(stdout.trim().split('\n').at(-1)!) as Measurement) : undefined;
    const rate =
      result === undefined
        ? (stderr.trim().split('\n').at(-1) ?? '')
        : `${result.imagesPerSecond.toFixed(1)} images/s`;
    console.log(`${backbone}, ${String(size)} px, batch ${String(batch)}, ${engine}: ${rate}`);
  }
}
