#!/usr/bin/env node
// Two processes: this one takes the signals, the second one computes (lib/cli/supervise.ts says why).
// In a checkout the TypeScript sources run as they are (through tsx); the published package holds compiled files only.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inCheckout = existsSync(new URL('../lib/cli/main.ts', import.meta.url));
if (inCheckout) {
  const { register } = await import('tsx/esm/api');
  register();
}
const file = (name) =>
  new URL(inCheckout ? `../lib/cli/${name}.ts` : `../dist/cli/${name}.js`, import.meta.url);

const supervised = process.env.WT_DFN_SUPERVISED === '1';
delete process.env.WT_DFN_SUPERVISED; // not for processes that this one starts
// The kernel is a pair of processes by itself: its front end's signals are for the one that it has started.
const isKernel = process.argv[2] === 'kernel' && process.argv[3] === 'start';
if (supervised || isKernel) {
  await import(file('main').href);
} else {
  const { supervise } = await import(file('supervise').href);
  process.exitCode = await supervise(fileURLToPath(import.meta.url), process.argv.slice(2));
}
