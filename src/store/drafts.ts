// The text in the box, or of a message that is being edited, kept on disk within 300 ms of a key. A draft is forgotten in the
// transaction that saves the message.
import type { Rooms } from '../db/rooms';
import type { DraftRow, EditDraft } from '../db/schema';
import type { EntryId, RoomId } from '../protocol/ids';
import type { EngineDeps } from '../sync/engine';

export interface Drafts {
  save(room: RoomId, text: string, replyTo?: EntryId): void;
  /** `undefined`: it was ended. */
  saveEdit(room: RoomId, edit: EditDraft | undefined): void;
  /** Words below what stands there. Resolves when they are on disk. */
  add(room: RoomId, text: string): Promise<void>;
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
  const draftByRoom = new Map<RoomId, Pick<DraftRow, 'text' | 'replyTo'>>();
  const editByRoom = new Map<RoomId, EditDraft | undefined>();
  let cancel: (() => void) | undefined;

  const flush = async () => {
    cancel?.();
    cancel = undefined;
    const [texts, edits] = [[...draftByRoom], [...editByRoom]];
    draftByRoom.clear();
    editByRoom.clear();
    await Promise.all([
      ...texts.map(([room, { text, replyTo }]) => rooms.putDraft(room, text, replyTo)),
      ...edits.map(([room, edit]) => rooms.putEdit(room, edit)),
    ]).catch(trouble);
  };
  const plan = () => {
    cancel ??= clock.after(delayMs, () => void flush());
  };

  return {
    save(room, text, replyTo) {
      draftByRoom.set(room, { text, replyTo });
      plan();
    },
    saveEdit(room, edit) {
      editByRoom.set(room, edit);
      plan();
    },
    async add(room, text) {
      if (text === '') return;
      await flush();
      const [before, replyTo] = await Promise.all([rooms.draft(room), rooms.draftReplyTo(room)]);
      await rooms.putDraft(room, before === '' ? text : `${before}\n${text}`, replyTo);
    },
    forget(room) {
      draftByRoom.delete(room);
    },
    flush,
  };
}
