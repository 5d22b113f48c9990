// Brings a message of the open room among what is drawn, however far away it is: from the disk, or from the broker together with what
// stands around it.
import { heldUpTo, holds } from '../db/held-ranges';
import { isEntryId, type EntryId } from '../protocol/ids';
import type { Engine } from '../sync/engine';
import type { RoomReader } from './room-view';
import type { BringOutcome } from './state';

/** Fetched before and behind a message that is not here. */
const around = { before: 40, behind: 20 } as const;

const nowhere: BringOutcome = { ok: false, message: 'There is no such message in this room.' };
const removed: BringOutcome = {
  ok: false,
  message: 'This message was removed: this room does not keep messages that old.',
};

export async function bringMessage(
  {
    db,
    calls,
  }: { db: Pick<Engine['db'], 'log' | 'outbox' | 'rooms'>; calls: Pick<Engine['calls'], 'ask' | 'fill'> },
  reader: Pick<RoomReader, 'room' | 'showAround'>,
  target: string,
): Promise<BringOutcome> {
  const { room } = reader;

  /** Its seq, or where it stands already, or why nobody knows. */
  const find = async (id: EntryId): Promise<number | BringOutcome> => {
    const message = (await db.log.inRoom(room, [id])).get(id);
    if (message) return message.seq;
    // What waits here, and what the server lost, is drawn in any case.
    const [rows, orphans] = await Promise.all([db.outbox.list(room), db.log.orphans(room)]);
    if ([...rows, ...orphans].some((each) => each.id === id)) return { ok: true, at: id };
    const answer = await calls.ask('seqOf', { room, id });
    return answer.ok ? (answer.value ?? nowhere) : { ok: false, message: answer.message };
  };

  const fetchAround = async (seq: number): Promise<BringOutcome | undefined> => {
    // A page brings its newest entries: where these are long, it ends before it comes to the message.
    for (const to of [seq + around.behind, seq]) {
      const outcome = await calls.fill(room, Math.max(1, seq - around.before), to);
      if (!outcome.ok) return { ok: false, message: outcome.message };
      if (holds(await db.log.held(room), seq)) return undefined;
    }
    return nowhere;
  };

  const seq = isEntryId(target) ? await find(target) : Number(target);
  if (typeof seq !== 'number') return seq;
  const [record, held] = await Promise.all([db.rooms.get(room), db.log.held(room)]);
  if (!(seq >= 1 && seq <= Math.max(record?.head ?? 0, heldUpTo(held)))) return nowhere;
  if (seq < (record?.floor ?? 1)) return removed;
  const problem = holds(held, seq) ? undefined : await fetchAround(seq);
  if (problem) return problem;

  const [[next], [last]] = await Promise.all([
    db.log.messages(room, { from: seq, to: seq + around.behind, limit: around.behind + 1 }),
    db.log.messages(room, { to: seq, limit: 1 }),
  ]);
  const message = next ?? last;
  if (!message) return nowhere;
  await reader.showAround(message.seq);
  return { ok: true, at: String(message.seq) };
}
