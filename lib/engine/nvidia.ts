import { existsSync } from 'node:fs';
import { findExecutable, runProgram } from './provision/run-program.ts';

/** Whether NVIDIA's driver is here. */
export interface NvidiaDriver {
  readonly found: boolean;
  /** Why not; empty where it is. */
  readonly reason: string;
}

/** Looks for NVIDIA's kernel driver, without which every CUDA build computes on the processor. */
export async function findNvidiaDriver(): Promise<NvidiaDriver> {
  if (process.platform !== 'linux') {
    return {
      found: false,
      reason: `TensorFlow's CUDA build is for Linux only, this is ${process.platform}`,
    };
  }
  if (existsSync('/proc/driver/nvidia/version')) return { found: true, reason: '' };
  // The Linux subsystem of Windows has the driver on the other side and this program only.
  if (findExecutable('nvidia-smi') === undefined) {
    return {
      found: false,
      reason: 'no NVIDIA driver found (neither /proc/driver/nvidia nor nvidia-smi)',
    };
  }
  const { code, stdout, stderr } = await runProgram('nvidia-smi', ['-L'], { timeoutSeconds: 15 });
  if (code === 0 && stdout.includes('GPU')) return { found: true, reason: '' };
  const said = (stderr + stdout).trim().split('\n')[0] ?? '';
  return { found: false, reason: `nvidia-smi shows no GPU (${said})` };
}

/** The first GPU's name as its driver tells it. */
export async function nvidiaGpuName(): Promise<string> {
  const { code, stdout } = await runProgram('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    timeoutSeconds: 15,
  });
  const name = stdout.trim().split('\n')[0] ?? '';
  return code === 0 && name !== '' ? name : 'NVIDIA GPU';
}
