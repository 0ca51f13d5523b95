import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notebookText } from '../../lib/kernel/notebook/notebook-text.ts';
import { codeCell, markdownCell, notebookOf } from '../kernel/notebook/sample-notebook.ts';
import { runCli } from './run-cli.ts';

const clean = notebookText(notebookOf(markdownCell('# Clean <b>'), codeCell('1 + 1')));
const wrong = notebookText(notebookOf(codeCell('a\nread("/home/ada/x")', { execution_count: 4 })));

async function withNotebooks(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-notebook-'));
  try {
    await writeFile(join(folder, '00-clean.ipynb'), clean);
    await writeFile(join(folder, '01-wrong.ipynb'), wrong);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('wt-dfn notebook', function () {
  this.timeout(120_000);

  it('check names notebook, cell and line, and exits with 1', () =>
    withNotebooks(async (cwd) => {
      const fine = await runCli(['notebook', 'check', '00-clean.ipynb'], { cwd });
      assert.deepEqual([fine.code, fine.stdout], [0, '1 notebook: 0 problems, 0 warnings\n'], fine.stderr);
      await writeFile(join(cwd, '02-broken.ipynb'), '{');
      const { code, stdout } = await runCli(['notebook', 'check', '.'], { cwd });
      assert.equal(code, 1);
      assert.match(stdout, /^01-wrong\.ipynb: cell 1: has the execution count 4, where 1 is expected/m);
      assert.match(stdout, /^01-wrong\.ipynb: cell 1, line 2: names a path of a machine, \/home\/ada\/x/m);
      assert.match(stdout, /^02-broken\.ipynb: is no notebook, for it is no JSON/m);
      assert.match(stdout, /^3 notebooks: 3 problems, 0 warnings$/m);
    }));

  it('strip takes outputs and counts away, once; --check writes nothing', () =>
    withNotebooks(async (cwd) => {
      const path = join(cwd, '01-wrong.ipynb');
      const asked = await runCli(['notebook', 'strip', '--check', '01-wrong.ipynb'], { cwd });
      assert.deepEqual([asked.code, asked.stdout], [1, '01-wrong.ipynb: has something to strip\n']);
      assert.equal(await readFile(path, 'utf8'), wrong);
      const done = await runCli(['notebook', 'strip', '01-wrong.ipynb'], { cwd });
      assert.deepEqual([done.code, done.stdout], [0, '01-wrong.ipynb: stripped\n']);
      assert.match(await readFile(path, 'utf8'), /"execution_count": null/);
      const again = await runCli(['notebook', 'strip', '--check', '01-wrong.ipynb'], { cwd });
      assert.deepEqual([again.code, again.stdout], [0, '']);
    }));

  it('html writes one page for a notebook, and one with contents for several', () =>
    withNotebooks(async (cwd) => {
      const one = await runCli(['notebook', 'html', '00-clean.ipynb'], { cwd });
      assert.deepEqual([one.code, one.stdout], [0, '00-clean.html\n'], one.stderr);
      assert.match(await readFile(join(cwd, '00-clean.html'), 'utf8'), /<title>Clean<\/title>/);
      const several = await runCli(['notebook', 'html', '.', '--title', 'All <of> it'], { cwd });
      assert.deepEqual([several.code, several.stdout], [0, 'index.html\n'], several.stderr);
      const page = await readFile(join(cwd, 'index.html'), 'utf8');
      assert.match(page, /<title>All &lt;of&gt; it<\/title>/);
      assert.match(page, /<a href="#01-wrong">01-wrong\.ipynb<\/a>/);
      assert.match(page, /makes no diagnosis/);
    }));

  it('says what is wrong with its arguments, with exit code 2', () =>
    withNotebooks(async (cwd) => {
      for (const [args, message] of [
        [['check', '.', 'missing.ipynb'], /^wt-dfn: missing\.ipynb: there is no such file or folder; /],
        [['html', 'missing.ipynb'], /^wt-dfn: missing\.ipynb: there is no such file or folder; /],
        [['strip', '.', 'missing.ipynb'], /^wt-dfn: missing\.ipynb: there is no such file or folder; /],
        ...(existsSync('/proc/self')
          ? ([
              [
                ['html', '00-clean.ipynb', '--out', '/proc/nowhere'],
                /^wt-dfn: \/proc\/nowhere: cannot be written, .*; choose another folder/,
              ],
              [
                ['html', '00-clean.ipynb', '--out', '/proc/nowhere/x.html'],
                /^wt-dfn: \/proc\/nowhere\/x\.html: cannot be written, .*; choose another folder/,
              ],
            ] as const)
          : []),
        [
          ['html', '.', '--out', '00-clean.ipynb'],
          /--out: must be a page, such as index\.html, got the notebook/,
        ],
        [['check'], /missing required argument/],
      ] as const) {
        const { code, stdout, stderr } = await runCli(['notebook', ...args], { cwd });
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.equal(stdout, '');
        if (args.length > 1) assert.equal(stderr.trim().split('\n').length, 1, stderr);
      }
      assert.equal(await readFile(join(cwd, '01-wrong.ipynb'), 'utf8'), wrong, 'nothing was stripped');
    }));
});
