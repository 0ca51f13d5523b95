import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import {
  environmentPrefix,
  jupyterDataFolders,
  userDataFolder,
} from '../../../lib/kernel/install/jupyter-folders.ts';

const home = resolve('/home/ada');

describe("Jupyter's folders", () => {
  it('knows the folder of each system, and those that are chosen', () => {
    const on = (platform: NodeJS.Platform, env = {}) => userDataFolder({ platform, env, home });
    assert.equal(on('linux'), join(home, '.local/share/jupyter'));
    assert.equal(on('linux', { XDG_DATA_HOME: '/x' }), join('/x', 'jupyter'));
    assert.equal(on('darwin'), join(home, 'Library/Jupyter'));
    assert.equal(on('win32', { APPDATA: 'roaming' }), join('roaming', 'jupyter'));
    assert.equal(on('darwin', { JUPYTER_DATA_DIR: '/mine' }), resolve('/mine'));
    assert.equal(on('linux', { JUPYTER_DATA_DIR: '' }), join(home, '.local/share/jupyter'));
  });

  it('finds the environment that is switched on, or says that none is', () => {
    const prefix = (env: Record<string, string>) => environmentPrefix({ platform: 'linux', env, home });
    assert.equal(prefix({ VIRTUAL_ENV: '/v', CONDA_PREFIX: '/c' }), resolve('/v'));
    assert.equal(prefix({ CONDA_PREFIX: '/c' }), resolve('/c'));
    assert.throws(
      () => prefix({}),
      (error) =>
        error instanceof ParameterError && /neither VIRTUAL_ENV nor CONDA_PREFIX is set/.test(error.message),
    );
  });

  it('looks in the order in which Jupyter looks', function () {
    const python = process.env.WT_DFN_JUPYTER_PYTHON;
    if (python === undefined) this.skip();
    const prefix = resolve(python, '../..');
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      VIRTUAL_ENV: prefix,
      JUPYTER_PATH: '/first:/second',
      JUPYTER_PREFER_ENV_PATH: '1',
    };
    for (const changes of [{}, { JUPYTER_PREFER_ENV_PATH: '0' }, { JUPYTER_DATA_DIR: '/mine' }]) {
      const around = { ...env, ...changes };
      const program =
        'import json\nfrom jupyter_core.paths import jupyter_path\nprint(json.dumps(jupyter_path()))';
      const theirs: string = execFileSync(python, ['-c', program], { env: around, encoding: 'utf8' });
      assert.deepEqual(
        jupyterDataFolders({ platform: process.platform, env: around, home }),
        JSON.parse(theirs),
      );
    }
  });
});
