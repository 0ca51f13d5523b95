// wt-dfn/embedding in a real browser: plain ES modules as they are built, no bundler, in module workers with and without
// shared memory; every bit is compared with what Node computes from the same files.
//
//   npm run test:browser                    builds the package first
//   npm run test:browser -- --shots DIR     leaves a picture of the page there
//
// The browser is the system's Chromium, or the one that the variable CHROMIUM names; where there is none, all is skipped.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import type * as Embedding from '../../lib/embedding/index.ts';
import { cases, small, stopped, threaded } from './page/cases.js';
import { serve, type StaticServer } from './serve.ts';

interface Answer {
  readonly arrays?: readonly string[];
  readonly threads?: number;
  readonly ended?: string;
  readonly error?: string;
}

/** What the page has put on its window. */
interface PageFunctions {
  readonly ready?: boolean;
  isolated(): boolean;
  inWorker(name: string, where: string): Promise<Answer>;
  onPage(name: string): Promise<Answer>;
  draw(): Promise<void>;
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const MINUTES = 60_000;

const { shots } = parseArgs({ options: { shots: { type: 'string' } } }).values;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
let passed = 0;
let failed = 0;

async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed++;
    say(`  ok ${name}`);
  } catch (error) {
    failed++;
    say(`FAIL: ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function sameBits(answer: Answer, expected: readonly ArrayBufferView[]): void {
  assert.equal(answer.error, undefined, answer.error);
  assert.equal(answer.arrays?.length, expected.length);
  for (const [number, text] of (answer.arrays ?? []).entries()) {
    const [got, want] = [Buffer.from(text, 'base64'), bytesOf(expected[number]!)];
    assert.equal(got.length, want.length);
    const at = want.findIndex((byte, i) => byte !== got[i]);
    assert.equal(at, -1, `array ${number} differs from Node's at byte ${at} of ${want.length}`);
  }
}

async function openPage(browser: Browser, { origin }: StaticServer): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 720, height: 780 } });
  page.setDefaultTimeout(10 * MINUTES);
  page.on('pageerror', (error) => {
    say(`page: ${error.message}`);
  });
  await page.goto(`${origin}/page/index.html`);
  await page.waitForFunction(() => (globalThis as unknown as PageFunctions).ready, undefined, {
    timeout: MINUTES,
  });
  return page;
}

const inWorker = (page: Page, name: string, where = ''): Promise<Answer> =>
  page.evaluate(
    ([asked, how]) => (globalThis as unknown as PageFunctions).inWorker(asked!, how!),
    [name, where],
  );

async function tryPages(browser: Browser): Promise<void> {
  const embedding = (await import(
    new URL('../../dist/embedding/index.js', import.meta.url).href
  )) as typeof Embedding;
  const expected = new Map<string, readonly ArrayBufferView[]>();
  for (const [name, compute] of Object.entries(cases)) {
    await check(`in Node: ${name}`, async () => {
      const arrays = await compute(embedding);
      for (const array of arrays) assert.ok(array.every(Number.isFinite), 'a value is not finite');
      expected.set(name, arrays);
    });
  }
  for (const isolated of [true, false]) {
    const server = await serve({ isolated });
    const page = await openPage(browser, server);
    const how = isolated ? 'with shared memory' : 'without shared memory';
    await check(`${how}: the page has ${isolated ? '' : 'no '}SharedArrayBuffer`, async () => {
      const has = await page.evaluate(() => (globalThis as unknown as PageFunctions).isolated());
      assert.equal(has, isolated);
    });
    for (const [name, arrays] of expected) {
      await check(`${how}, in a worker: ${name}`, async () => {
        const answer = await inWorker(page, name);
        sameBits(answer, arrays);
        const threads = answer.threads ?? 0;
        if (isolated && threaded.includes(name)) assert.ok(threads > 0, 'no thread was started');
        else assert.equal(threads, 0, 'threads were started');
      });
    }
    for (const name of small) {
      const arrays = expected.get(name) ?? [];
      await check(`${how}, on the page itself: ${name}`, async () => {
        const onPage = (asked: string) => (globalThis as unknown as PageFunctions).onPage(asked);
        sameBits(await page.evaluate(onPage, name), arrays);
      });
      await check(`${how}, without WebAssembly: ${name}`, async () => {
        sameBits(await inWorker(page, name, '#plain'), arrays);
      });
    }
    await check(`${how}: an AbortSignal ends it`, async () => {
      assert.equal((await inWorker(page, 'stopped')).ended, await stopped(embedding));
      assert.equal((await inWorker(page, 'stopped')).ended, 'AbortError');
    });
    if (isolated) {
      await check('a page draws a map', async () => {
        await page.evaluate(() => (globalThis as unknown as PageFunctions).draw());
        const pixels = await page.evaluate(countColours);
        assert.ok(pixels > 1000, `only ${pixels} pixels are coloured`);
        if (shots === undefined) return;
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, 'embedding-in-a-browser.png') });
      });
    }
    await check(`${how}: no file was missing`, () => {
      assert.deepEqual(server.missing, []);
      return Promise.resolve();
    });
    await page.close();
    await server.close();
  }
}

/** Runs in the page: how many pixels of its canvas are drawn. */
function countColours(): number {
  const { document } = globalThis as unknown as {
    document: {
      querySelector(name: string): {
        readonly width: number;
        readonly height: number;
        getContext(name: string): {
          getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8Array };
        };
      };
    };
  };
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}

const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
if (executablePath === undefined) {
  say(
    `skipped: there is no Chromium (${PLACES.join(', ')}); install one, or name it in the variable CHROMIUM`,
  );
  say('browser: 0 passed, 0 failed, 1 skipped');
} else {
  // Root has no sandbox; a container's /dev/shm is small.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  try {
    const browser = await chromium.launch({ executablePath, args });
    say(`Chromium ${browser.version()}, Node ${process.version}`);
    try {
      await tryPages(browser);
    } finally {
      await browser.close();
    }
  } catch (error) {
    failed++;
    say(`FAIL: the browser ${executablePath}: ${error instanceof Error ? error.message : String(error)}`);
  }
  say(`browser: ${passed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
