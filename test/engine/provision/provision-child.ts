// A process of its own that provisions on a fake machine whose variables it has inherited.
import { appendFileSync } from 'node:fs';
import type { EngineAttempt } from '../../../lib/engine/engine.ts';
import type { WheelSet } from '../../../lib/engine/provision/pinned-wheels.ts';
import { provisionNative } from '../../../lib/engine/provision/provision-native.ts';
import { fakeProbe } from './fake-machine.ts';

const tried: EngineAttempt[] = [];
let waiting = false;
const ready = await provisionNative({
  flavour: 'cpu',
  tried,
  wheels: JSON.parse(process.env.FAKE_WHEELS ?? '') as WheelSet,
  probe: fakeProbe,
  onProgress: ({ phase }) => {
    if (waiting || !phase.startsWith('wait for another process')) return;
    waiting = true;
    appendFileSync(process.env.FAKE_LOG ?? '', 'waiting\n');
  },
});
process.stdout.write(JSON.stringify({ path: ready?.path, tried }));
