// Waits for something to become true, and says what it waited for when it does not.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves with the first answer that is not `undefined`. Rejects after `timeoutMs`, with what `state` tells of it. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 60_000,
  state: () => unknown = () => '',
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > endMs)
      throw new Error(`Waited ${timeoutMs} ms for: ${what}. ${String(await state())}`);
    await sleep(20);
  }
}
