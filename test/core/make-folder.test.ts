import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../lib/core/make-folder.ts';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wt-dfn-folder-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('makes what is missing, again and again and several at once', async () => {
    const deep = join(folder, 'a/b/c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(folder, 'a/b/d'))]);
    await makeFolder(deep);
    assert.ok(statSync(deep).isDirectory());
    await makeFolder(folder);
    await makeFolder('.');
  });

  it('refuses where a file stands, or a link that leads nowhere', async () => {
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(makeFolder(join(folder, 'file')), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(folder, 'file/deep/er')), { code: 'ENOTDIR' });
    if (process.platform === 'win32') return;
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    await assert.rejects(makeFolder(join(folder, 'link/deep')), { code: 'EEXIST' });
  });

  it('ends where the system makes no folders, as below /proc', async function () {
    if (!existsSync('/proc/self')) this.skip();
    await assert.rejects(makeFolder('/proc/nowhere/share/jupyter'), { code: /ENOENT|EACCES|EPERM|EROFS/ });
  });
});
