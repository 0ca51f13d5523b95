import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineAttempt } from '../../../lib/engine/engine.ts';
import type { WheelSet } from '../../../lib/engine/provision/pinned-wheels.ts';
import type { Probe } from '../../../lib/engine/provision/probe-binding.ts';
import {
  provisionNative,
  type ProvisionOptions,
  type ReadyBinding,
} from '../../../lib/engine/provision/provision-native.ts';
import { writeWheel } from './fake-wheel.ts';

const PIP = `#!/bin/sh
case "$*" in *--version*) echo "pip 0.0 from nowhere"; exit 0;; esac
echo pip >> "$FAKE_LOG"
[ -n "$FAKE_PIP_ERROR" ] && { echo "ERROR: $FAKE_PIP_ERROR" >&2; exit 1; }
while [ -n "$FAKE_PIP_GATE" ] && [ ! -e "$FAKE_PIP_GATE" ] && [ -d "$FAKE_WHEELS_FOLDER" ]; do /bin/sleep 0.1; done
[ -n "$FAKE_PIP_SECONDS" ] && /bin/sleep "$FAKE_PIP_SECONDS"
while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; name=$1; shift; done
/bin/cp "$FAKE_WHEELS_FOLDER/\${name%%==*}.whl" "$dest/"
`;
const COMPILER = `#!/bin/sh
echo compiler >> "$FAKE_LOG"
[ -n "$FAKE_COMPILER_ERROR" ] && { echo "x.cc:1: error: $FAKE_COMPILER_ERROR" >&2; exit 1; }
while [ $# -gt 0 ]; do [ "$1" = -o ] && out=$2; shift; done
echo binding > "$out"
`;

/** Stands in for the real probe: the fakes' binding is no library. */
export const fakeProbe: Probe = (path) => {
  if (!existsSync(path)) throw new Error(`no ${path}`);
  return Promise.resolve({ library: '0.0.0-fake', gpu: false });
};

/** A machine of fakes in a temporary folder: pip, compiler, cache and a server that refuses. */
export class FakeMachine {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'wt-dfn-provision-'));
  readonly tried: EngineAttempt[] = [];
  wheels: WheelSet;
  readonly #before: NodeJS.ProcessEnv = { ...process.env };

  constructor() {
    mkdirSync(join(this.folder, 'bin'));
    this.wheels = writeWheel(this.wheel);
    this.program('python3', PIP);
    this.program('g++', COMPILER);
    this.program('tar', '#!/bin/sh\nexport PATH=/usr/bin:/bin\nexec tar "$@"\n');
    // Port 9 (discard) refuses at once nearly everywhere, so upstream's way is closed.
    this.serveUpstreamFrom('http://127.0.0.1:9');
    Object.assign(process.env, {
      PATH: join(this.folder, 'bin'),
      WT_DFN_CACHE: join(this.folder, 'cache'),
      FAKE_LOG: join(this.folder, 'log'),
      FAKE_WHEELS_FOLDER: this.folder,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    });
    delete process.env.CXX;
  }

  get wheel(): string {
    return join(this.folder, 'tensorflow-fake.whl');
  }

  get engines(): string {
    return join(this.folder, 'cache', 'engine');
  }

  /** Which of the fakes ran, in order. */
  get log(): string[] {
    const file = join(this.folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  program(name: string, script: string): void {
    writeFileSync(join(this.folder, 'bin', name), script, { mode: 0o755 });
  }

  without(name: string): void {
    rmSync(join(this.folder, 'bin', name));
  }

  serveUpstreamFrom(address: string): void {
    process.env.TFJS_NODE_CDN_STORAGE = `${address}/`;
    process.env.npm_config_tfjs_binding_binary_host_mirror = address;
  }

  provision(options: Partial<ProvisionOptions> = {}): Promise<ReadyBinding | undefined> {
    return provisionNative({
      flavour: 'cpu',
      tried: this.tried,
      wheels: this.wheels,
      probe: fakeProbe,
      ...options,
    });
  }

  /** Why a way was closed. */
  reason(what: string): string {
    return this.tried.find((entry) => entry.what.includes(what))?.reason ?? 'never tried';
  }

  dispose(): void {
    for (const name of Object.keys(process.env)) {
      if (!(name in this.#before)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, this.#before);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
