// The first question of a connection: what is missing here? In eight bytes where the session is as this device left it, otherwise
// room by room. After a long absence the rooms that a screen shows are answered first, and kept before the rest is here.
import type { Db } from '../db/db';
import type { SyncResult, SyncRow, SyncState } from '../protocol/ask';
import { cursorDigest, type Cursor } from '../protocol/digest';
import type { RoomId, UserId } from '../protocol/ids';
import { answerTopic, roomTopic, userTopic } from '../protocol/topics';
import type { Connection } from '../transport/link';
import type { Asker, AskOutcome } from './asker';

export interface AskSyncDeps {
  readonly db: Db;
  readonly user: UserId;
  readonly asker: Asker;
  readonly cursors: () => Promise<readonly Cursor[]>;
  readonly trouble: (error: unknown) => void;
}

export interface Synced {
  /** All its rows are kept. */
  readonly answer: AskOutcome<SyncResult>;
  /** What the broker took this device to hold. */
  readonly held: readonly Cursor[];
}

type SyncDiffers = Extract<SyncResult, { outcome: 'differs' }>;

/** Rooms that the list shows at once on a telephone. */
const screenRows = 12;

/**
 * `cursorsAtDial`: left out where they say nothing of this connection. `undefined`: the link went before all was subscribed to.
 * Rejects when the disk fails.
 */
export async function askSync(
  { db, user, asker, cursors, trouble }: AskSyncDeps,
  on: Connection,
  cursorsAtDial: readonly Cursor[] | undefined,
  open: RoomId | undefined,
): Promise<Synced | undefined> {
  const [subscribedBefore, readsUpTo] = await Promise.all([
    db.setting('subscribed'),
    db.setting('readsUpTo'),
  ]);
  const ask = async (state: SyncState, rows: number): Promise<AskOutcome<SyncResult>> => {
    const first: SyncRow[] = [];
    const answer = await asker.ask('sync', state, {
      rows,
      readsSince: (readsUpTo as number | undefined) ?? 0,
      take(part) {
        if (part.outcome !== 'differs') return;
        first.push(...part.rooms);
        keepRows(db, part.rooms).catch(trouble);
      },
    });
    if (answer.outcome !== 'answered' || answer.value.outcome !== 'differs') return answer;
    const rooms = [...first, ...answer.value.rooms];
    await keepRows(db, rooms);
    await keepReads(db, answer.value.reads);
    return { outcome: 'answered', value: { ...answer.value, rooms } };
  };

  const digest = cursorsAtDial && { digest: cursorDigest(cursorsAtDial) };
  // A session that was never fully subscribed would not even bring the answer.
  const isWhole = on.sessionPresent && subscribedBefore === true;
  if (digest && isWhole) {
    // Heard before anything is pushed.
    if (open !== undefined) void asker.ask('open', { room: open });
    const answer = await ask(digest, screenRows);
    if (answer.outcome !== 'answered' || answer.value.outcome !== 'tell-cursors')
      return { answer, held: cursorsAtDial };
  }

  const held = await cursors();
  // All of them again where the session is gone or not as we think: subscribing twice keeps the cursor.
  const topics = [answerTopic, userTopic(user), ...held.map(([room]) => roomTopic(room))];
  await db.putSetting('subscribed', false);
  const subscribed = on.subscribe(topics);
  // Without a session there is no trusting the digest, but what the screen shows comes a round trip earlier.
  const isEarly = digest && !on.sessionPresent;
  if (isEarly) void ask(digest, screenRows).catch(trouble);
  if (!(await subscribed)) return undefined;
  await db.putSetting('subscribed', true);
  const isShown = isEarly || (digest && isWhole);
  return { answer: await ask({ cursors: held, open }, isShown ? 0 : screenRows), held };
}

/** What was read on another device while this one was away. */
async function keepReads(db: Db, told: SyncDiffers['reads']): Promise<void> {
  if (!told) return;
  for (const [room, read] of told.reads) await db.rooms.markRead(room, read);
  await db.putSetting('readsUpTo', told.upTo);
}

async function keepRows(db: Db, rows: readonly SyncRow[]): Promise<void> {
  // Names first: the list is read when its rooms change.
  await db.rooms.putPeople(rows.flatMap(({ line }) => (line && line.name !== '' ? [line] : [])));
  await db.rooms.put(rows.map(({ pushedBehind: _pushedBehind, ...row }) => row));
}
