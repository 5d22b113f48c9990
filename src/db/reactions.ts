// Reactions as this device holds them: of each person the last one to each message, in whatever order they come.
import type { IDBPObjectStore, StoreNames } from 'idb';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { readReaction } from '../protocol/reaction';
import type { AccountDatabase, AccountSchema, EntryRow, ReactionRow } from './schema';

export interface Reactions {
  /** Those to each of these messages, by seq; what takes one away is among them. A message that has none is left out. */
  of(room: RoomId, targets: readonly EntryId[]): Promise<ReadonlyMap<EntryId, readonly ReactionRow[]>>;
}

type ReactionStore = IDBPObjectStore<AccountSchema, StoreNames<AccountSchema>[], 'reactions', 'readwrite'>;

/** Where ids are far apart there may be many others between them: then each is read for itself. */
const maxAtOnce = 2000;

export const reactionKeyOf = ({ room, target, from }: ReactionRow): [RoomId, EntryId, UserId] => [
  room,
  target,
  from,
];

export const reactionsTo = (room: RoomId, target: EntryId): IDBKeyRange =>
  IDBKeyRange.bound([room, target], [room, target, []]);

/** `undefined` for every other kind of entry. */
export function reactionOf(entry: EntryRow): ReactionRow | undefined {
  const reaction = readReaction(entry);
  return reaction && { ...reaction, room: entry.room, from: entry.from, seq: entry.seq };
}

/** Each person's last one to each message. Pure. */
export function lastReactions(rows: readonly ReactionRow[]): ReactionRow[] {
  const lastByName = new Map<string, ReactionRow>();
  for (const row of rows) {
    const name = reactionKeyOf(row).join();
    const other = lastByName.get(name);
    if (!other || other.seq < row.seq) lastByName.set(name, row);
  }
  return [...lastByName.values()];
}

/** To keep one again, or an older one, changes nothing. */
export async function keepReactions(store: ReactionStore, entries: readonly EntryRow[]): Promise<void> {
  await Promise.all(
    lastReactions(entries.flatMap((entry) => reactionOf(entry) ?? [])).map(async (row) => {
      const old = await store.get(reactionKeyOf(row));
      if (!old || old.seq < row.seq) await store.put(row);
    }),
  );
}

export function createReactions(database: AccountDatabase): Reactions {
  return {
    async of(room, targets) {
      const byTarget = new Map<EntryId, ReactionRow[]>();
      const sorted = targets.toSorted();
      const [first] = sorted;
      const last = sorted.at(-1);
      if (first === undefined || last === undefined) return byTarget;
      const { store } = database.transaction('reactions');
      // An id begins with its time, so what was written at one time lies side by side, and one reading brings all of it.
      const range = IDBKeyRange.bound([room, first], [room, last, []]);
      let rows = await store.getAll(range, maxAtOnce);
      const reached = rows.length === maxAtOnce ? rows.at(-1)?.target : undefined;
      if (reached !== undefined) {
        const left = sorted.filter((target) => target >= reached);
        const rest = await Promise.all(left.map((target) => store.getAll(reactionsTo(room, target))));
        rows = [...rows.filter(({ target }) => target < reached), ...rest.flat()];
      }
      const wanted = new Set(targets);
      for (const row of rows.toSorted((a, b) => a.seq - b.seq)) {
        if (!wanted.has(row.target)) continue;
        const known = byTarget.get(row.target);
        if (known) known.push(row);
        else byTarget.set(row.target, [row]);
      }
      return byTarget;
    },
  };
}
