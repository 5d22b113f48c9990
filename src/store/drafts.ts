// The text in the box, kept on disk within 300 ms of a key, and forgotten in the transaction that saves the message.
import type { Rooms } from '../db/rooms';
import type { RoomId } from '../protocol/ids';
import type { EngineDeps } from '../sync/engine';

export interface Drafts {
  save(room: RoomId, text: string): void;
  /** The text is about to go to the outbox: what still waits to be saved of it must not come after. */
  forget(room: RoomId): void;
  /** Writes what still waits, now. */
  flush(): Promise<void>;
}

const delayMs = 150;

export function createDrafts(
  rooms: Rooms,
  clock: EngineDeps['clock'],
  trouble: (error: unknown) => void,
): Drafts {
  const textByRoom = new Map<RoomId, string>();
  let cancel: (() => void) | undefined;

  const flush = async () => {
    cancel?.();
    cancel = undefined;
    const texts = [...textByRoom];
    textByRoom.clear();
    await Promise.all(texts.map(([room, text]) => rooms.putDraft(room, text))).catch(trouble);
  };

  return {
    save(room, text) {
      textByRoom.set(room, text);
      cancel ??= clock.after(delayMs, () => void flush());
    },
    forget(room) {
      textByRoom.delete(room);
    },
    flush,
  };
}
