import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { checkpointPath } from '../../lib/training/run/checkpoint.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';
import { runCli } from './run-cli.ts';

const SETTINGS = ['training.batch=4', 'training.workers=0', 'input.detailSize=32'].flatMap((setting) => [
  '--set',
  setting,
]);

describe('the command line, from cells to figures', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let data = '';
  let run = '';
  after(folder.remove);

  before(async () => {
    data = await drawTinyDataset(folder.path);
    run = join(folder.path, 'run');
    const { code, stderr, stdout } = await runCli([
      ...['train', '--data', data, '--preset', 'nano', '--hold-out', '0.25', '--out', run],
      ...SETTINGS,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /engine: .*\n/);
    assert.match(stderr, /12 training, 6 validation, 6 held-out images/);
    assert.match(stderr, /epoch 2\/2: loss \d/);
    assert.match(stdout, /next: wt-dfn evaluate/);
  });

  it('writes a whole run folder', () => {
    assert.deepEqual(
      readdirSync(run)
        .filter((name) => !name.startsWith('.'))
        .map((name) => name.replace(/^(events\.out\.tfevents)\.\d{10}\.wt-dfn$/, '$1'))
        .sort(),
      [
        'checkpoints',
        'config.json',
        'events.out.tfevents',
        'log.txt',
        'metrics.jsonl',
        'run.json',
        'split.json',
      ],
    );
    const info = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as {
      status: string;
      sessions: { command: string; engine: { backend: string } }[];
      data: { train: { images: number; subjects: number } };
    };
    assert.equal(info.status, 'finished');
    assert.match(info.sessions[0]!.command, /^wt-dfn train --data /);
    assert.deepEqual([info.data.train.images, info.data.train.subjects], [12, 4]);
  });

  it('evaluates on the people held out, with baseline, attention and pictures', async () => {
    const { code, stdout, stderr } = await runCli(['evaluate', run, '--data', data, '--bootstrap', '50']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /18 cells of people that the run was trained on are left out; 6 remain/);
    assert.match(stdout, /report: .*report\.html/);
    const evaluation = join(run, 'evaluation');
    const report = JSON.parse(readFileSync(join(evaluation, 'report.json'), 'utf8')) as {
      counts: { cells: number };
      silhouette: { protocol: string };
      attention: { images: number };
      size: object | null;
      rows: { name: string; atChosen: object | null }[];
    };
    assert.equal(report.counts.cells, 6);
    assert.equal(report.silhouette.protocol, 'train-test');
    assert.equal(report.attention.images, 6);
    assert.ok(report.size !== null && report.rows.every(({ atChosen }) => atChosen !== null));
    assert.deepEqual(
      report.rows.slice(0, 4).map(({ name }) => name),
      ['raw', 'crop', 'erase', 'mean'],
    );
    assert.equal(readFileSync(join(evaluation, 'predictions.csv'), 'utf8').trim().split('\n').length, 7);
    const page = readFileSync(join(evaluation, 'report.html'), 'utf8');
    assert.match(page, /See details|What does it get wrong/);
    assert.doesNotMatch(page, /<script[^>]*\ssrc=/);
  });

  it('draws every figure in every form', async () => {
    for (const [name, format, begin] of [
      ['learning-curves', 'json', '{'],
      ['roc', 'svg', '<svg'],
      ['scores', 'png', '\x89PNG'],
      ['area', 'html', '<!doctype html>'],
    ] as const) {
      const { code, stdout, stderr } = await runCli(['figure', name, run, '--format', format]);
      assert.equal(code, 0, stderr);
      assert.ok(readFileSync(stdout.trim(), 'latin1').toLowerCase().startsWith(begin.toLowerCase()), name);
    }
  });

  it('predicts single files of any kind, with overlays, and names what it cannot read', async () => {
    const cells = join(data, 'training_data', 'fold_0', 'all');
    const [one, two] = readdirSync(cells).map((name) => join(cells, name));
    const junk = join(folder.path, 'junk.bmp');
    writeFileSync(junk, 'not an image');
    const overlays = join(folder.path, 'overlays');
    const { code, stdout, stderr } = await runCli([
      ...['predict', run, one!, junk, two!, '--skip-bad-images', '--json', '--overlay', overlays],
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /left out .*junk\.bmp: not an image/);
    const answers = JSON.parse(stdout) as {
      image: string;
      lymphoblast: number;
      streams: Record<string, number>;
    }[];
    assert.deepEqual(
      answers.map(({ image }) => image),
      [one, two],
    );
    for (const { lymphoblast, streams } of answers) {
      const mean = (streams.raw! + streams.crop! + streams.erase!) / 3;
      assert.ok(Math.abs(lymphoblast - mean) < 1e-6);
    }
    assert.equal(readdirSync(overlays).length, 4);
    const strict = await runCli(['predict', run, one!, junk]);
    assert.equal(strict.code, 2);
    assert.match(strict.stderr, /junk\.bmp: not an image/);
  });

  it('says that a checkpoint is damaged', async () => {
    const path = checkpointPath(run, 'best');
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1]! ^= 1;
    writeFileSync(path, changed);
    const { code, stderr } = await runCli(['evaluate', run, '--data', data]);
    writeFileSync(path, bytes);
    assert.equal(code, 2);
    assert.match(stderr, /the checkpoint is damaged \(its checksum does not fit\)/);
  });

  it('saves and stops in order where nobody reads its output any more', async () => {
    const out = join(folder.path, 'unread');
    const settings = [
      ...SETTINGS,
      '--set',
      'training.epochs=15',
      '--set',
      'training.checkpointEverySteps=1000',
    ];
    const stopped = await runCli(['train', '--data', data, '--preset', 'nano', '--out', out, ...settings], {
      onStart: (child) => {
        // As `2>&1 | tee log` and Ctrl-C: the reader is gone before we are.
        child.stderr!.once('data', () => {
          child.stdout!.destroy();
          child.stderr!.destroy();
          void (async () => {
            while (!existsSync(join(out, 'run.json'))) await setTimeout(20);
            await setTimeout(300);
            child.kill('SIGINT');
          })();
        });
      },
    });
    assert.equal(stopped.code, 130);
    assert.ok(existsSync(checkpointPath(out, 'last')));
  });

  it('ends after the step on Ctrl-C, and resumes with nothing but --resume', async () => {
    const out = join(folder.path, 'interrupted');
    const train = ['train', '--data', data, '--preset', 'nano', '--out', out, '--set', 'training.epochs=15'];
    const stopped = await runCli([...train, ...SETTINGS], {
      onStart: (child) => {
        void (async () => {
          while (!existsSync(checkpointPath(out, 'last')) && child.exitCode === null) await setTimeout(20);
          child.kill('SIGINT');
        })();
      },
    });
    assert.equal(stopped.code, 130, stopped.stderr);
    assert.match(stopped.stderr, /stopping after this step/);
    assert.match(stopped.stdout, /go on with: wt-dfn train --out .*interrupted --resume/);
    const other = await runCli(['train', '--out', out, '--resume', '--set', 'training.batch=3']);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /cannot go on with other settings.*training\.batch was 4, now 3/);
    const resumed = await runCli(['train', '--out', out, '--resume', '--json']);
    assert.equal(resumed.code, 0, resumed.stderr);
    const result = JSON.parse(resumed.stdout) as { status: string; epochs: number };
    assert.deepEqual([result.status, result.epochs], ['finished', 15]);
    assert.equal(resumed.stderr, '');
  });
});
