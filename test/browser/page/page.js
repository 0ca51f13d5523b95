// The page: starts workers, computes on its own thread, draws a map. Its functions are called from outside.
import { cases } from './cases.js';

const COLOURS = ['#0b7a3e', '#e08214', '#5e3c99', '#1f78b4'];

/** Asks a new worker; `where` is '' or '#plain'. */
function ask(name, where) {
  const worker = new Worker(`/page/worker.js${where}`, { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', (event) =>
      reject(new Error(event.message ?? 'the worker could not be loaded')),
    );
    worker.postMessage(name);
  }).finally(() => worker.terminate());
}

/** Bytes as text, which is all that leaves a page. */
function base64({ buffer, byteOffset, byteLength }) {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

window.isolated = () => crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined';

window.inWorker = async (name, where) => {
  const { arrays, ...rest } = await ask(name, where);
  return { ...rest, ...(arrays === undefined ? {} : { arrays: arrays.map(base64) }) };
};

window.onPage = async (name) => {
  const embedding = await import('/dist/embedding/index.js');
  return { arrays: (await cases[name](embedding)).map(base64) };
};

window.draw = async () => {
  const answer = await ask('picture', '');
  if (answer.error !== undefined) throw new Error(answer.error);
  const { data, kinds } = answer.picture;
  const canvas = document.querySelector('canvas');
  const context = canvas.getContext('2d');
  const reach = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = (0.48 * canvas.width) / reach;
  for (const [i, kind] of kinds.entries()) {
    context.fillStyle = COLOURS[kind];
    context.beginPath();
    context.arc(
      canvas.width / 2 + scale * data[2 * i],
      canvas.height / 2 - scale * data[2 * i + 1],
      2.5,
      0,
      7,
    );
    context.fill();
  }
  document.querySelector('p').textContent = `${kinds.length} points of 4 kinds, t-SNE in a module worker`;
};
window.ready = true;
