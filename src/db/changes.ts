// Change notices: said after a commit, never before; heard by the store of this tab and, through the tab channel, of every other.
import type { EntryId, RoomId } from '../protocol/ids';
import type { OutboxRow } from './schema';

/** What was changed. `room` where the change is in one room. */
export type Change =
  /** `added`: nothing but this row, which is on disk. */
  | { readonly in: 'outbox'; readonly room: RoomId; readonly added?: OutboxRow }
  /** `amended`: messages that were here before and read differently now. */
  | { readonly in: 'log'; readonly room: RoomId; readonly amended: readonly EntryId[] }
  | { readonly in: 'marks'; readonly room: RoomId }
  /** `only`: nothing but how far this person has read. */
  | { readonly in: 'rooms'; readonly only?: 'read' }
  | { readonly in: 'people' }
  /** What this person chose on this device. */
  | { readonly in: 'settings' };

export interface Changes {
  /** Says it to the subscribers here; `heard` are told by the tab channel in other tabs. */
  announce(change: Change): void;
  subscribe(listener: (change: Change) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  return {
    announce(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
