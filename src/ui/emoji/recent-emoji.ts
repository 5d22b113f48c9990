// The emoji picked last on this device, the newest first.
import type { Actions } from '../../store/state';

type Memory = Pick<Actions, 'remembered' | 'remember'>;

/** Two rows on a phone. */
const kept = 14;

export async function recentEmoji(memory: Memory): Promise<readonly string[]> {
  const known = await memory.remembered('recentEmoji');
  return Array.isArray(known) ? known.filter((each) => typeof each === 'string').slice(0, kept) : [];
}

/** Resolves when it is on disk. */
export async function noteRecentEmoji(memory: Memory, emoji: string): Promise<void> {
  const before = await recentEmoji(memory);
  await memory.remember('recentEmoji', [emoji, ...before.filter((each) => each !== emoji)].slice(0, kept));
}
