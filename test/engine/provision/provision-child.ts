// A process of its own that provisions on a fake machine whose variables it has inherited.
import type { EngineAttempt } from '../../../lib/engine/engine.ts';
import type { WheelSet } from '../../../lib/engine/provision/pinned-wheels.ts';
import { provisionNative } from '../../../lib/engine/provision/provision-native.ts';
import { fakeProbe } from './fake-machine.ts';

const tried: EngineAttempt[] = [];
const phases = new Set<string>();
const ready = await provisionNative({
  flavour: 'cpu',
  tried,
  wheels: JSON.parse(process.env.FAKE_WHEELS ?? '') as WheelSet,
  probe: fakeProbe,
  onProgress: ({ phase }) => phases.add(phase),
});
process.stdout.write(JSON.stringify({ path: ready?.path, tried, phases: [...phases] }));
