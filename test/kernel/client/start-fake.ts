import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseKernelSpec, type KernelSpec } from '../../../lib/kernel/client/kernel-spec.ts';

// By its path: a kernel works in its notebook's folder, where nothing is installed.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const program = fileURLToPath(new URL('fake-kernel.ts', import.meta.url));

/**
 * The kernelspec of the fake kernel.
 * @param mode - `dies` at once, `foreign`: signs with another key, `stays` when it is asked to end
 */
export function fakeSpec(mode = '', spec: Readonly<Record<string, unknown>> = {}): KernelSpec {
  const argv = [process.execPath, '--import', tsx, program, '{connection_file}', mode];
  return parseKernelSpec(
    JSON.stringify({
      argv,
      display_name: 'Fake',
      language: 'typescript',
      interrupt_mode: 'message',
      ...spec,
    }),
    'fake',
  );
}
