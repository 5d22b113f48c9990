// What is read of a tab without a browser: what waits there, what it holds and shows; and how its holes are filled.
import { gaps, heldFrom } from '../../src/db/held-ranges';
import type { OutboxRow } from '../../src/db/schema';
import type { RoomId } from '../../src/protocol/ids';
import type { Held, HeldReaction, LoggedEntry } from './judge';
import type { SetBacks } from './set-backs';
import type { Tab } from './tab-acts';

export async function heldBy({ name, device }: Tab, whole: boolean): Promise<Held> {
  const rooms = new Map<string, LoggedEntry[]>();
  const shown = new Map<string, [string, string | null | undefined][]>();
  const reactions = new Map<string, HeldReaction[]>();
  for (const row of await device.db.database.getAll('reactions'))
    reactions.set(row.room, [...(reactions.get(row.room) ?? []), row]);
  for (const { room } of await device.db.rooms.list()) {
    if (!reactions.has(room)) reactions.set(room, []);
    rooms.set(room, await device.entries(room));
    const messages = await device.db.log.messages(room, { limit: Number.MAX_SAFE_INTEGER });
    shown.set(
      room,
      messages.map(({ id, text, replyTo }) => [id, replyTo ? `${text} in answer to ${replyTo}` : text]),
    );
  }
  return { device: name, whole, rooms, reactions, shown };
}

/** What waits to be sent, and is not refused for good. */
export const waitingIn = async ({ device }: Tab): Promise<OutboxRow[]> =>
  (await device.db.outbox.list()).filter((row) => row.problem === undefined);

/** Its copy is of the store as it is now, and not of one that was set back. */
export async function isUpToDate({ device }: Tab, setBacks: SetBacks): Promise<boolean> {
  const epoch = setBacks.epoch();
  return epoch === undefined || (await device.db.setting('epoch')) === epoch;
}

/** Brings in what is missing of a room, page by page; resolves with a sentence when that did not work. */
export async function fillRoom({ device }: Tab, room: RoomId, head: number): Promise<string | undefined> {
  const { db, engine } = device;
  for (let tries = 0; tries < 1000; tries++) {
    const held = await db.log.held(room);
    const oldest = heldFrom(held);
    const missing = gaps(held, head);
    if (oldest > 1) missing.unshift([1, oldest - 1]);
    const newest = missing.at(-1);
    if (!newest) return undefined;
    const outcome = await engine.calls.fill(room, ...newest);
    if (!outcome.ok) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `could not fill room ${room} up to ${head}`;
}
