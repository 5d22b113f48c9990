// Changing or taking back what one wrote: where it still waits untried it is rewritten or goes, otherwise an entry goes behind it.
import { isUnsent } from '../db/outbox';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry-kind';
import type { EntryId } from '../protocol/ids';
import { readTextBody, textBodyOf } from '../protocol/text-body';
import type { Engine } from '../sync/engine';
import { discardReactions, notHere } from './reacting';
import type { Outcome } from './state';

export function createAmending({ db, account, write }: Pick<Engine, 'db' | 'account' | 'write'>) {
  const rowOf = async (id: EntryId) => (await db.outbox.list()).find((row) => row.id === id);

  /** The entry goes behind the message, in its room. */
  const amend = async (id: EntryId, kind: number, body: unknown): Promise<Outcome> => {
    const [row, message] = await Promise.all([rowOf(id), db.log.message(id)]);
    const room = message?.room ?? row?.room;
    if (room === undefined) return notHere;
    if (message && message.from !== account.user)
      return { ok: false, message: 'You can change only your own messages.' };
    await write(room, kind, body);
    return { ok: true };
  };

  return {
    async edit(id: EntryId, text: string): Promise<Outcome> {
      if (text.trim() === '') return { ok: false, message: 'There is nothing to save yet.' };
      const row = await rowOf(id);
      // It answers what it answered.
      const body = textBodyOf(text, readTextBody(row?.body)?.replyTo);
      if (row && isUnsent(row) && (await db.outbox.rewrite(id, body))) return { ok: true };
      return await amend(id, entryKind.edit, editBodyOf(id, text));
    },
    async takeBack(id: EntryId): Promise<Outcome> {
      const row = await rowOf(id);
      if (row && isUnsent(row) && (await db.outbox.discard(id))) {
        await discardReactions(db, row.room, id);
        return { ok: true };
      }
      return await amend(id, entryKind.retract, retractBodyOf(id));
    },
  };
}
