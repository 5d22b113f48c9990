// The first question of a connection: what is missing here? In eight bytes where the session is as this device left it, otherwise
// room by room. After a long absence the rooms that a screen shows are answered first, and kept before the rest is here.
import type { Db } from '../db/db';
import type { RoomRow, RoseSince, SyncResult, SyncRow, SyncState } from '../protocol/ask';
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
  /** Of these rooms the entries below the floor were removed. Resolves when they count as held. */
  readonly removed: (floors: readonly Cursor[], epoch: string | undefined) => Promise<void>;
  /** Bytes are spared: of rooms that are not open only the newest message. */
  readonly spares?: (() => boolean) | undefined;
  readonly trouble: (error: unknown) => void;
}

export interface Synced {
  /** All its rows are kept. */
  readonly answer: AskOutcome<SyncResult>;
  /** What the broker took this device to hold. */
  readonly held: readonly Cursor[];
}

/** Rooms that the list shows at once on a telephone. */
const screenRows = 12;

/**
 * `cursorsAtDial`: left out where they say nothing of this connection. `undefined`: the link went before all was subscribed to.
 * Rejects when the disk fails.
 */
export async function askSync(
  { db, user, asker, cursors, removed, spares, trouble }: AskSyncDeps,
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
      spares: spares?.() === true || undefined,
      take(part) {
        if (part.outcome !== 'differs') return;
        first.push(...part.rooms);
        keepRows(part.rooms).catch(trouble);
      },
    });
    if (answer.outcome !== 'answered' || answer.value.outcome !== 'differs') return answer;
    const rooms = [...first, ...answer.value.rooms];
    await keepRows(rooms);
    await keepRisen(answer.value.reads);
    return { outcome: 'answered', value: { ...answer.value, rooms } };
  };

  const keepRows = async (rows: readonly SyncRow[]) => {
    // Names first: the list is read when its rooms change.
    await db.rooms.putPeople(rows.flatMap(({ line }) => (line && line.name !== '' ? [line] : [])));
    await db.rooms.put(rows.map(({ pushedBehind: _pushedBehind, ...row }) => row));
    await removed(floorsOf(rows), on.epoch);
  };

  /** What rose while this device was away: what was read on others, and where rooms begin. */
  const keepRisen = async (told: RoseSince | undefined) => {
    if (!told) return;
    for (const [room, read] of told.reads) await db.rooms.markRead(room, read);
    await removed(told.floors ?? [], on.epoch);
    await db.putSetting('readsUpTo', told.upTo);
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

export const floorsOf = (rows: readonly RoomRow[]): Cursor[] =>
  rows.flatMap(({ room, floor }) => (floor === undefined ? [] : [[room, floor] as const]));
