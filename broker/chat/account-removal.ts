// An account is deleted: at once nobody comes in with it, then it is taken out of its rooms. What is left to do stands in the
// row of the account, and goes on after a restart.
//
//   devices, tokens, sessions, password (one commit) ──▶ out of each room, which gets another owner ──▶ messages emptied ──▶ done
import type { AskError } from '../../src/protocol/ask';
import { endedWords } from '../../src/protocol/ended';
import { decodeEntry } from '../../src/protocol/entry';
import { entryKind } from '../../src/protocol/entry-kind';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { foldName } from '../../src/protocol/names';
import type { MembershipChange, RoomChange } from '../../src/protocol/room-change';
import type { FanOut } from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { covers } from '../topic-filter';
import type { ChangeTable } from '../store/tables';
import { endConnection, noSuchPerson, onlyAdmin, type EndConnection } from './account-changes';
import type { Devices } from './devices';
import type { InTurn } from './in-turn';
import type { RoomLog } from './log';
import type { People } from './people';
import type { PlainAccess } from './plain-access';
import type { RoomChanges } from './room-changes';
import type { Rooms } from './rooms';

export interface AccountRemoval {
  /**
   * Resolves when nobody comes in with the account any more, with what ends its connections; the rest is done afterwards.
   * Rejects when the store fails: then the account is as it was.
   */
  begin(user: UserId, messages: 'keep' | 'empty'): Promise<readonly EndConnection[] | AskError>;
  /** Resolves when nothing is being done any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const retryMs = 60_000;
const page = { maxEntries: 200, maxBytes: 256 * 1024 } as const;

/** Goes on with what an earlier run has left. */
export async function createAccountRemoval({
  store,
  people,
  devices,
  rooms,
  roomChanges,
  roomLog,
  fanOut,
  named,
  plainAccess,
  inTurn,
  clock,
  log,
}: {
  store: Store;
  people: People;
  devices: Devices;
  rooms: Rooms;
  roomChanges: RoomChanges;
  roomLog: Pick<RoomLog, 'write' | 'takeBack'>;
  fanOut: () => FanOut;
  /** What is shown of somebody is another name, on disk. */
  named: (user: UserId) => void;
  plainAccess: Pick<PlainAccess, 'ownFilters'>;
  inTurn: InTurn;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): Promise<AccountRemoval> {
  let isClosing = false;
  let retry: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  /** Who is still in rooms. */
  const waiting = new Map<UserId, 'keep' | 'empty'>();

  for (const [user, { removing }] of await store.list('user'))
    if (removing) waiting.set(user as UserId, removing);
  workSoon();

  async function begin(
    user: UserId,
    messages: 'keep' | 'empty',
  ): Promise<readonly EndConnection[] | AskError> {
    const ended = await inTurn(async () => {
      const row = await store.get('user', user);
      if (!row || row.deletedAtMs !== undefined) return noSuchPerson;
      if (people.isOnlyAdmin(user)) return onlyAdmin;
      const { name, displayName } = row;
      // What is kept keeps its author's name, and nobody else can take it.
      const names =
        messages === 'keep' ? { name, ...(displayName !== undefined && { displayName }) } : { name: '' };
      const known = { ...names, passwordHash: '', createdAtMs: row.createdAtMs };
      const nowMs = clock();
      const deleted = {
        ...known,
        deletedAtMs: nowMs,
        removing: messages,
        ...(messages === 'empty' && { namedAtMs: nowMs }),
      };
      const changes: ChangeTable[] = [{ table: 'user', key: user, row: deleted }];
      // Whoever takes the name then is not to find what stood on the topics of its own.
      const freed = messages === 'empty' ? plainAccess.ownFilters(name) : [];
      if (messages === 'empty')
        for (const each of [name, ...(displayName === undefined ? [] : [displayName])])
          changes.push({ table: 'userName', key: foldName(each), row: undefined });
      if (freed.length > 0)
        for (const [key] of await store.list('retained'))
          if (freed.some((filter) => covers(filter, key)))
            changes.push({ table: 'retained', key, row: undefined });
      for (const table of ['session', 'block'] as const)
        for (const [key] of await store.list(table, `${user}/`)) changes.push({ table, key, row: undefined });
      const own = devices.of(user);
      await devices.remove(own, changes);
      people.put(user, deleted);
      if (messages === 'empty') named(user);
      fanOut().forgetRetained(freed);
      return own;
    });
    if ('code' in ended) return ended;
    waiting.set(user, messages);
    workSoon();
    return ended.map((known) => endConnection(known, fanOut, endedWords.deleted));
  }

  function workSoon(): void {
    clearTimeout(retry);
    retry = undefined;
    work = work.then(async () => {
      try {
        for (const [user, messages] of waiting) if (!isClosing) await remove(user, messages);
      } catch (error) {
        log.warn('a deleted account could not be taken out of its rooms yet', error);
        if (!isClosing) retry ??= setTimeout(workSoon, retryMs).unref();
      }
    });
  }

  async function remove(user: UserId, messages: 'keep' | 'empty'): Promise<void> {
    for (const room of rooms.roomsOf(user)) await leave(room, user);
    if (messages === 'empty') for (const room of await roomsEver(user)) await empty(room, user);
    if (isClosing) return;
    const row = await store.get('user', user);
    if (row) {
      const { removing: _done, ...rest } = row;
      await store.commit([{ table: 'user', key: user, row: rest }]);
    }
    waiting.delete(user);
  }

  async function leave(room: RoomId, user: UserId): Promise<void> {
    // The other one of a direct room keeps it as it is.
    if (rooms.row(room)?.visibility === 'direct') return;
    if (rooms.roleOf(room, user) === 'owner') {
      const successor = findSuccessor(room, user);
      if (successor === undefined) return change(room, user, { what: 'delete' });
      await change(room, user, { what: 'make-owner', user: successor });
      // Not the owner any more, or the successor has left meanwhile.
      return leave(room, user);
    }
    await change(room, user, { what: 'leave', user });
  }

  async function change(room: RoomId, user: UserId, what: MembershipChange | RoomChange): Promise<void> {
    await roomLog.write(room, user, () => {
      const plan = rooms.isMember(room, user) ? roomChanges.plan(room, user, what) : undefined;
      return plan && !('refused' in plan) ? { ...plan, change: what } : undefined;
    });
  }

  /** The admin who is in the room for the longest time, or else the member; somebody suspended only if there is nobody else. */
  function findSuccessor(room: RoomId, user: UserId): UserId | undefined {
    const rank = (member: UserId, role: string | undefined) =>
      (people.isSuspended(member) ? 2 : 0) + (role === 'admin' ? 0 : 1);
    return [...rooms.membersOf(room)]
      .filter(([member]) => member !== user)
      .toSorted(
        ([a, rowA], [b, rowB]) => rank(a, rowA.role) - rank(b, rowB.role) || rowA.sinceMs - rowB.sinceMs,
      )[0]?.[0];
  }

  /** Where their words may be: also in rooms that they left, and that were deleted. */
  async function roomsEver(user: UserId): Promise<Set<RoomId>> {
    const [left, members] = await Promise.all([store.list('left'), store.list('member')]);
    const keys = [...left, ...members].map(([key]) => key.split('/') as [RoomId, UserId]);
    return new Set(keys.filter(([, who]) => who === user).map(([room]) => room));
  }

  async function empty(room: RoomId, user: UserId): Promise<void> {
    const [head = 0] = await store.heads([room]);
    let from = 1;
    while (from <= head && !isClosing) {
      const entries = await store.readForward(room, from, head, page);
      const own = entries
        .filter(({ author }) => author === user)
        .flatMap(({ payload }) => decodeEntry(payload, payload.length) ?? [])
        .filter(({ kind, body }) => kind === entryKind.text && body !== null);
      await Promise.all(own.map(({ id }) => roomLog.takeBack(room, user, id)));
      const last = entries.at(-1);
      if (!last) return;
      from = last.seq + 1;
    }
  }

  return {
    begin,
    idle: () => work,
    close: () => {
      isClosing = true;
      clearTimeout(retry);
      return work;
    },
  };
}
