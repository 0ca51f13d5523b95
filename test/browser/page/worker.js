// A module worker in which a case is computed. `#plain`: in an engine without WebAssembly.
import { cases, picture, stopped } from './cases.js';

let threads = 0;
if (typeof Worker !== 'undefined') {
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      threads++;
      super(...given);
    }
  };
}
if (location.hash === '#plain') delete globalThis.WebAssembly;

addEventListener('message', async ({ data: name }) => {
  try {
    const embedding = await import('/dist/embedding/index.js');
    if (name === 'stopped') postMessage({ ended: await stopped(embedding) });
    else if (name === 'picture') postMessage({ picture: await picture(embedding) });
    else postMessage({ arrays: await cases[name](embedding), threads });
  } catch (error) {
    postMessage({ error: `${error.name}: ${error.message}` });
  }
});
