import { EngineError } from '../../lib/core/errors/engine-error.ts';
import type { EngineBackend } from '../../lib/engine/engine.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';

/** Starts a backend for a test without downloading anything; skips the test by name where it cannot run here. */
export async function onBackend(test: Mocha.Context, backend: EngineBackend): Promise<void> {
  try {
    await startEngine({ backend, download: false });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    test.test!.title += ` [skipped: ${error.message}]`;
    test.skip();
  }
}

/** Puts the engine back that ran before a file's tests, so that the next file's tests run where they should. */
export function restoreEngineAfterwards(): void {
  let usual: EngineBackend;
  before(async () => {
    usual = (await startEngine({ download: false })).backend;
  });
  after(async () => {
    await startEngine({ backend: usual });
  });
}
