import type { KernelSpec } from './kernel-spec.ts';

/** How a headless client starts a kernel and watches it. */
export interface KernelClientOptions {
  readonly spec: KernelSpec;
  /** Folder of the kernelspec, for `{resource_dir}` in its argv. */
  readonly resourceFolder?: string;
  /** Folder that the kernel works in; this process's own. */
  readonly cwd?: string;
  /** Environment variables beside this process's own and those of the kernelspec. */
  readonly env?: Readonly<Record<string, string>>;
  /** `tcp` on this machine's own address (default), or `ipc`: sockets in a private folder. */
  readonly transport?: 'tcp' | 'ipc';
  /** Seconds until the first answer; 60. */
  readonly startTimeout?: number;
  /** Heartbeats, one a second, that go unanswered in a row before the kernel counts as hung; 30. */
  readonly hangAfter?: number;
  /** Stops the start. */
  readonly signal?: AbortSignal;
  /** Answers a cell that asks for input; without it, asking is an error. */
  readonly onInput?: (prompt: string, password: boolean) => Promise<string>;
}
