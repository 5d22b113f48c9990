// What came in since this device last looked, of each room as far as it calls this person; and what of that is said, and how.
import type { Db } from '../db/db';
import { readMessage } from '../db/fold';
import { heldUpTo } from '../db/held-ranges';
import type { RoomChoices, RoomRecord } from '../db/schema';
import type { Person } from '../protocol/ask';
import type { RoomId, UserId } from '../protocol/ids';
import { messageCallsFor, notifyOf, type Reader } from './attention';
import { isOffTheList, lineCallsFor, lineOf } from './rooms-view';

export interface RoomNews {
  readonly room: RoomId;
  readonly name: string;
  /** A room of two is called like the other one. */
  readonly isDirect: boolean;
  readonly messages: number;
  readonly newest: { readonly seq: number; readonly author: string; readonly text: string };
}

/** How far each room is known here, by seq: what is above is news. */
export type Seen = Map<RoomId, number>;

/** Of one room no more are counted at a time. */
const countedMessages = 50;
const beginningChars = 140;

export async function readSeen(db: Db): Promise<Seen> {
  return new Map((await knownRooms(db)).map(({ record, upTo }) => [record.room, newestOf(record, upTo)]));
}

/** Raises `seen`, so nothing is news twice. What this person has read is none. */
export async function readNews(
  db: Db,
  seen: Seen,
  reader: Reader & { readonly nameOf: (user: UserId) => string },
): Promise<RoomNews[]> {
  const [rooms, choices, blocked = []] = await Promise.all([
    knownRooms(db),
    db.choices.list(),
    db.setting('blocked') as Promise<Person[] | undefined>,
  ]);
  const choicesByRoom = new Map(choices.map((each) => [each.room, each]));
  const fresh = rooms.flatMap(({ record, upTo }) => {
    const { room, read, left } = record;
    const since = seen.get(room) ?? read;
    const newest = newestOf(record, upTo);
    // Down as well: the log may have been set back.
    seen.set(room, newest);
    const isNews = newest > Math.max(since, read) && !left && !isOffTheList(record, blocked);
    return isNews ? [{ record, upTo, since: Math.max(since, read) }] : [];
  });
  const news = await Promise.all(
    fresh.map((each) => newsOf(db, each, choicesByRoom.get(each.record.room), reader)),
  );
  return news.filter((each) => each !== undefined);
}

async function newsOf(
  db: Db,
  { record, upTo, since }: { record: RoomRecord; upTo: number; since: number },
  choices: RoomChoices | undefined,
  reader: Reader & { readonly nameOf: (user: UserId) => string },
): Promise<RoomNews | undefined> {
  const { room, name, partner } = record;
  const notify = notifyOf(choices);
  if (notify === 'none') return undefined;
  const here = await db.log.messages(room, { from: since + 1, to: upTo, limit: countedMessages });
  const calling = here.filter((message) => messageCallsFor(notify, message, reader));
  const told = lineOf(record, Math.max(upTo, since));
  const line = told && lineCallsFor(notify, told, reader) ? told : undefined;
  const last = calling.at(-1);
  // What lies before a line that was told is not here; nobody knows what of it names somebody.
  const notHere = line && (notify === 'all' ? line.seq - Math.max(upTo, since) : 1);
  const newest = line
    ? { seq: line.seq, author: reader.nameOf(line.user), text: line.text }
    : last && { seq: last.seq, author: reader.nameOf(last.from), text: readMessage(last).text };
  return (
    newest && {
      room,
      name,
      isDirect: partner !== undefined,
      messages: calling.length + (notHere ?? 0),
      newest: { ...newest, text: beginningOf(newest.text) },
    }
  );
}

async function knownRooms(db: Db): Promise<{ record: RoomRecord; upTo: number }[]> {
  const [records, held] = await Promise.all([db.rooms.list(), db.log.allHeld()]);
  const upToByRoom = new Map(held.map(({ room, ranges }) => [room, heldUpTo(ranges)]));
  return records.map((record) => ({ record, upTo: upToByRoom.get(record.room) ?? 0 }));
}

/** The newest that is here, or of which the broker told. */
const newestOf = (record: RoomRecord, upTo: number): number => lineOf(record, upTo)?.seq ?? upTo;

const beginningOf = (text: string): string => {
  const chars = Array.from(text.slice(0, 2 * beginningChars + 1));
  return chars.length > beginningChars ? `${chars.slice(0, beginningChars).join('')}…` : text;
};

/** What is said of news: of each room its newest words, or, where that would be a heap, one sentence for all. */
export type Telling =
  | { readonly what: 'each'; readonly news: readonly RoomNews[] }
  | { readonly what: 'sum'; readonly messages: number; readonly rooms: number };

/** Said one by one, at the most. */
const maxEach = 3;

/** `isCatchingUp`: it lay at the server while there was no link, and came in one go. */
export function tellingOf(news: readonly RoomNews[], isCatchingUp: boolean): Telling | undefined {
  if (news.length === 0) return undefined;
  const messages = news.reduce((sum, each) => sum + each.messages, 0);
  const isHeap = news.length > maxEach || (isCatchingUp && messages > maxEach);
  return isHeap ? { what: 'sum', messages, rooms: news.length } : { what: 'each', news };
}
