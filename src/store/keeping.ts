// What this device holds of an account: how much that is, the way to make space, and the way to take all of it along. Loaded with the screen
// for it. None of it needs a link.
import { findOld, removeOld, type OldStretch } from '../db/clear';
import type { Db } from '../db/db';
import { countMessages, exportMessages, exportRest, exportRoom } from '../db/export';
import { languageChoice } from '../db/language-choice';
import type { SignedInAccount } from '../db/schema';
import type { UserId } from '../protocol/ids';
import { lookOf } from './look';
import type { Actions } from './state';

/** All that this device holds of whoever is signed in. */
export interface Kept {
  readonly db: Db;
  readonly account: SignedInAccount;
  readonly nameOf: (user: UserId) => string;
}
type Reach = Pick<Actions, 'withKept'>;

export interface KeptCounts {
  readonly messages: number;
  /** Those that hold a message. */
  readonly rooms: number;
  readonly unsent: number;
  readonly drafts: number;
}

export interface OldMessages {
  readonly messages: number;
  readonly stretches: readonly OldStretch[];
}

/** `done` of `of` messages. */
export type TellProgress = (done: number, of: number) => void;

/** Text gathered before it is handed to the browser, which may keep it elsewhere than in memory. */
const partChars = 1_000_000;

export const countKept = ({ withKept }: Reach): Promise<KeptCounts | undefined> =>
  withKept(async ({ db }) => {
    const [held, rows, drafts] = await Promise.all([db.log.allHeld(), db.outbox.list(), db.rooms.drafts()]);
    const counts = await Promise.all(held.map(({ room }) => countMessages(db, [room])));
    return {
      messages: counts.reduce((sum, count) => sum + count, 0),
      rooms: counts.filter((count) => count > 0).length,
      unsent: rows.length,
      drafts: drafts.length,
    };
  });

export const findOldMessages = ({ withKept }: Reach): Promise<OldMessages | undefined> =>
  withKept(async ({ db }) => {
    const stretches = await findOld(db);
    return { stretches, messages: stretches.reduce((sum, each) => sum + each.messages, 0) };
  });

/** Resolves with how many messages went, also when it was stopped. */
export async function removeOldMessages(
  { withKept }: Reach,
  { messages, stretches }: OldMessages,
  { stopped, tell }: { stopped: AbortSignal; tell: TellProgress },
): Promise<number> {
  let removed = 0;
  await withKept(async ({ db }) => {
    for await (const some of removeOld(db, stretches)) {
      removed += some;
      tell(removed, messages);
      if (stopped.aborted) return;
    }
  });
  return removed;
}

/** The file; `undefined`: it was stopped, or nobody is signed in. `version`: of the app. */
export const exportAll = (
  { withKept }: Reach,
  how: { version: string; nowMs: number; stopped: AbortSignal; tell: TellProgress },
): Promise<Blob | undefined> =>
  withKept(async (kept) => {
    const parts: Blob[] = [];
    let text = '';
    for await (const piece of textOf(kept, how)) {
      if (how.stopped.aborted) return undefined;
      text += piece;
      if (text.length < partChars) continue;
      parts.push(new Blob([text]));
      text = '';
    }
    return new Blob([...parts, text], { type: 'application/json' });
  });

/** The file as docs/export.md has it, piece by piece: a message a line. */
async function* textOf(
  { db, account, nameOf }: Kept,
  { version, nowMs, tell }: { version: string; nowMs: number; tell: TellProgress },
): AsyncGenerator<string, void> {
  const records = await db.rooms.list();
  const rooms = records.map(({ room }) => room);
  const total = await countMessages(db, rooms);
  const { user } = account;
  const head = {
    format: 'onebar-export',
    version: 1,
    app: version,
    exportedAt: new Date(nowMs).toISOString(),
    account: { user, name: nameOf(user) },
    people: await db.rooms.people(),
  };
  yield `{\n${membersOf(head)},\n"rooms": [`;
  let done = 0;
  let betweenRooms = '\n';
  for (const record of records) {
    yield `${betweenRooms}{${membersOf(await exportRoom(db, record))},\n"messages": [`;
    betweenRooms = ',\n';
    let between = '\n';
    for await (const messages of exportMessages(db, record.room, nameOf)) {
      yield between + messages.map((message) => JSON.stringify(message)).join(',\n');
      between = ',\n';
      done += messages.length;
      tell(Math.min(done, total), total);
    }
    yield ']}';
  }
  const look = { theme: lookOf('theme'), size: lookOf('size'), density: lookOf('density') };
  const { roomChoices, ...rest } = await exportRest(db, rooms);
  const choices = { language: languageChoice() ?? 'auto', look, rooms: roomChoices };
  yield `\n],\n${membersOf({ ...rest, choices })}\n}\n`;
}

/** What stands between the braces of an object. */
const membersOf = (object: object): string =>
  Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n');
