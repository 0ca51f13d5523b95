import { join, resolve } from 'node:path';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import {
  dataOf,
  environmentPrefix,
  surroundings,
  userDataFolder,
  type Surroundings,
} from './jupyter-folders.ts';

/** Where a person wants the kernel; nothing means their own folder. */
export interface KernelPlace {
  readonly user?: boolean;
  /** A prefix such as /usr/local. */
  readonly prefix?: string;
  /** The Python environment that is switched on. */
  readonly sysPrefix?: boolean;
}

/** The options by which a person chooses a place. */
export type KernelPlaceOption = '--user' | '--prefix' | '--sys-prefix';

/** The option by which a person chose a place; that of their own folder where they chose none. */
export function placeOption({ prefix, sysPrefix = false }: KernelPlace): KernelPlaceOption {
  if (prefix !== undefined) return '--prefix';
  return sysPrefix ? '--sys-prefix' : '--user';
}

/**
 * Jupyter's data folder that a person means.
 * @param place - their choice
 * @param around - this process's surroundings
 * @throws {ParameterError} if they choose two, or an environment that is not switched on
 */
export function dataFolderOf(place: KernelPlace, around: Surroundings = surroundings()): string {
  const { user = false, prefix, sysPrefix = false } = place;
  if (Number(user) + Number(prefix !== undefined) + Number(sysPrefix) > 1) {
    throw new ParameterError('--prefix', '--user, --prefix, --sys-prefix: choose one of them');
  }
  if (prefix === '') throw new ParameterError('--prefix', '--prefix: must be a folder, got ""');
  if (prefix !== undefined) return dataOf(resolve(prefix));
  return sysPrefix ? dataOf(environmentPrefix(around)) : userDataFolder(around);
}

/** The folder of a kernel inside Jupyter's data folder. */
export function kernelFolder(data: string, name: string): string {
  return join(data, 'kernels', name);
}
