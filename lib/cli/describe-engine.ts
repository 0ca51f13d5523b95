import type { Engine } from '../engine/engine.ts';

/**
 * The engine in a line, with what it lacks where it is slower than it could be.
 * @param engine - that runs
 */
export function describeEngine({ backend, version, threads, gpu, notice }: Engine): string {
  const place = gpu ?? `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `engine: ${backend} ${version}, ${place}${notice === '' ? '' : `\n${notice}`}`;
}
