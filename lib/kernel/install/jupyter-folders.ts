import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { ParameterError } from '../../core/errors/parameter-error.ts';

/** What Jupyter's folders depend on; a test gives its own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly home: string;
}

/** This process's surroundings. */
export function surroundings(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir() };
}

/**
 * The folder where Jupyter looks for what a person has installed for themselves.
 * Source: jupyter_core's documentation, "Data files".
 */
export function userDataFolder({ platform, env, home }: Surroundings = surroundings()): string {
  const chosen = given(env.JUPYTER_DATA_DIR);
  if (chosen !== undefined) return resolve(chosen);
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return join(given(env.APPDATA) ?? join(home, 'AppData', 'Roaming'), 'jupyter');
  return join(given(env.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'jupyter');
}

/**
 * The folder of the Python environment that is switched on.
 * @throws {ParameterError} if none is
 */
export function environmentPrefix({ env }: Surroundings = surroundings()): string {
  const prefix = given(env.VIRTUAL_ENV) ?? given(env.CONDA_PREFIX);
  if (prefix !== undefined) return resolve(prefix);
  throw new ParameterError(
    '--sys-prefix',
    '--sys-prefix: needs a Python environment that is switched on, but neither VIRTUAL_ENV nor CONDA_PREFIX is set; activate one or give --prefix DIR',
  );
}

/**
 * Every folder that Jupyter searches for kernels (in `kernels/`), first come first served.
 *
 * Differs from jupyter_core: Python's own prefix is not known here; the environment that is switched on, or the one that
 * the `jupyter` of the PATH lies in, stands for it.
 */
export function jupyterDataFolders(around: Surroundings = surroundings()): string[] {
  const { platform, env } = around;
  const own = userDataFolder(around);
  const active = given(env.VIRTUAL_ENV) ?? given(env.CONDA_PREFIX);
  const prefix = active ?? jupyterPrefix(around);
  const environment = prefix === undefined ? [] : [dataOf(resolve(prefix))];
  const system =
    platform === 'win32'
      ? [join(given(env.PROGRAMDATA) ?? 'C:\\ProgramData', 'jupyter')]
      : ['/usr/local/share/jupyter', '/usr/share/jupyter'];
  // In an environment of its own, Jupyter prefers that one's kernels to the person's.
  const chosen = given(env.JUPYTER_PREFER_ENV_PATH)?.toLowerCase();
  const preferred =
    chosen === undefined ? prefix !== undefined : !['0', 'no', 'n', 'false', 'off'].includes(chosen);
  const listed = (env.JUPYTER_PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [
    ...new Set([
      ...listed.map((folder) => resolve(folder)),
      ...(preferred ? [...environment, own] : [own, ...environment]),
      ...system,
    ]),
  ];
}

/** Jupyter's data folder inside a prefix. */
export function dataOf(prefix: string): string {
  return join(prefix, 'share', 'jupyter');
}

/** The prefix of the `jupyter` that a shell would find; not the system's, whose folders are searched anyway. */
function jupyterPrefix({ platform, env }: Surroundings): string | undefined {
  const name = platform === 'win32' ? 'jupyter.exe' : 'jupyter';
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '' || !existsSync(join(folder, name))) continue;
    const prefix = dirname(resolve(folder));
    return existsSync(join(prefix, 'pyvenv.cfg')) || existsSync(join(prefix, 'conda-meta'))
      ? prefix
      : undefined;
  }
  return undefined;
}

/** A variable's value where it is set to something. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
