import { serveThread } from '../kernels/platform.ts';
import { PlaneAttraction } from './attraction.ts';
import type { AttractionMessage } from './shared-attraction.ts';

// The thread that `sharedAttraction` starts.

let job: Exclude<AttractionMessage, 'pull'> | undefined;
let attraction: PlaneAttraction | undefined;

await serveThread(async (message) => {
  const told = message as AttractionMessage;
  if (told !== 'pull') {
    job = told;
    attraction = await PlaneAttraction.open(told.rows, told.plain);
    return undefined;
  }
  const { positions, pulls, perDof } = job!;
  attraction!.positions.set(positions);
  pulls.set(attraction!.pull(0, positions.length / 2, perDof));
  return undefined;
});
