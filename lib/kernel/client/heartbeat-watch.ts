import type { KernelChannels } from './kernel-channels.ts';

/** Milliseconds between two heartbeats. */
const INTERVAL = 1000;

/**
 * Sends a heartbeat every second and tells when a kernel has not answered for a while.
 *
 * Beats are counted, not seconds: a machine that slept, or a client that was busy itself, does not make a kernel dead.
 * @param channels - of the kernel, which has answered already
 * @param beats - heartbeats in a row without an answer that count as hung
 * @param onHung - is called once
 * @returns ends the watch
 */
export function watchHeartbeat(channels: KernelChannels, beats: number, onHung: () => void): () => void {
  let sent = 0;
  let answered = 0;
  void channels.onPong((text) => {
    answered = Math.max(answered, Number(text));
  });
  const timer = setInterval(() => {
    if (sent - answered >= beats) {
      clearInterval(timer);
      onHung();
      return;
    }
    sent += 1;
    channels.ping(String(sent));
  }, INTERVAL);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
