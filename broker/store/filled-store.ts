// A store that has seen something, on disk, and ways to damage it: for the tests of damage and repair.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietLog } from '../quiet-log';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { openLevelStore, type LevelStore } from './level-store';
import type { Store } from './store';
import type { ChangeTable } from './tables';
import { edit, entryId, reaction, retract, roomA, text } from './entry-requests';
import { StoreError } from './store-error';

export const cave = 'cave' as RoomId;
export const ann = 'author' as UserId;
/** Entries of room A: texts, two reactions, two edits and, last, a retract. */
export const entriesInRoomA = 260;
export const entriesInCave = 12;
/** The oldest entry of the cave that is kept. */
export const caveFloor = 4;
/** Of both rooms. */
export const entriesKept = entriesInRoomA + entriesInCave - caveFloor + 1;
export const plenty = { maxEntries: 1e6, maxBytes: 1e9 };

export const openQuietly = (path: string): Promise<LevelStore> =>
  openLevelStore({ path, clock: () => 1_790_000_000_500, log: quietLog, sync: false });

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export type Content = Awaited<ReturnType<typeof contentOf>>;

/** Everything an operator would miss: logs, heads, known ids, aims, reactions and rows. */
export async function contentOf(store: Store) {
  const logs = await Promise.all(
    [roomA, cave].map((room) => store.readForward(room, 1, Number.MAX_SAFE_INTEGER, plenty)),
  );
  return {
    heads: await store.heads([roomA, cave]),
    floors: await store.floors([roomA, cave]),
    logs: logs.map((log) => log.map(({ payload, ...rest }) => ({ ...rest, payload: hex(payload) }))),
    aims: (await store.readAims(roomA, 1, entriesInRoomA)).map(({ target, by }) => [target, by.seq]),
    reactions: (await store.readReactions(roomA, [entryId(7), entryId(200)])).map(({ target, by }) => [
      target,
      by.author,
      by.seq,
    ]),
    known: await store.append([text(7), text(255), text(1)]),
    // It was removed, and its id outlives it.
    knownInCave: await store.append([text(40, { room: cave })]),
    users: await store.list('user'),
    names: await store.list('userName'),
    rooms: await store.list('room'),
    roomNames: await store.list('roomName'),
    tokens: await store.list('token'),
    devices: await store.list('device'),
    seen: await store.list('deviceSeen'),
    invites: await store.list('invite'),
    inviteUses: await store.list('inviteUse'),
    members: await store.list('member'),
    left: await store.list('left'),
    bans: await store.list('ban'),
    blocks: await store.list('block'),
    directs: await store.list('direct'),
    marks: await store.list('marks'),
    sessions: await store.list('session'),
    plainSessions: await store.list('plainSession'),
    plainMessages: await store.list('plainMessage'),
    plainQueues: await store.list('plainQueued'),
    plainReceived: await store.list('plainReceived'),
    retained: await store.list('retained'),
    plainWills: await store.list('plainWill'),
  };
}

/** What a lamp has on plain topics that is away: two messages in its queue, one of them released, one it sent at QoS 2, and a will. */
const plainRows = (): ChangeTable[] => {
  const message = (topic: string, retain: boolean) => ({
    topic,
    payload: Uint8Array.of(0, 255, 10),
    qos: 2 as const,
    retain,
    properties: Uint8Array.of(0x26, 0, 1, 97, 0, 1, 98),
    expiresAtMs: 1_790_000_003_600,
  });
  const queued = { qos: 2 as const, retain: false, ids: [7, 300], isRetained: false };
  const lamp = `${ann}/lamp/1`;
  return [
    {
      table: 'plainSession',
      key: lamp,
      row: {
        device: 'app-one',
        expirySec: 3600,
        expiresAtMs: 1_790_000_003_600,
        sentUpTo: 1,
        subscriptions: [
          { filter: 'things/#', qos: 2, noLocal: true, retainAsPublished: false, id: 7 },
          { filter: '$share/lamps/things/+', qos: 1, noLocal: false, retainAsPublished: true, id: undefined },
        ],
      },
    },
    { table: 'plainMessage', key: 'word-1', row: message('things/a', false) },
    { table: 'plainQueued', key: `${lamp}/000000000001`, row: { ...queued, message: undefined } },
    { table: 'plainQueued', key: `${lamp}/000000000002`, row: { ...queued, message: 'word-1' } },
    { table: 'plainReceived', key: `${lamp}/42`, row: {} },
    {
      table: 'retained',
      key: 'things/switch',
      row: { ...message('things/switch', true), expiresAtMs: undefined },
    },
    {
      table: 'plainWill',
      key: lamp,
      row: { message: message('things/gone', true), device: 'app-one', delaySec: 60, dueAtMs: undefined },
    },
  ];
};

/** A store with a past: several starts, tables of several ages, and a write-ahead log. */
async function fill(path: string): Promise<void> {
  let store = await openQuietly(path);
  await store.commit([
    { table: 'user', key: ann, row: { name: 'Ann', passwordHash: 'hash', createdAtMs: 1 } },
    { table: 'userName', key: 'ann', row: { user: ann } },
    {
      table: 'user',
      key: 'former',
      row: { name: 'Ex', displayName: 'Former', passwordHash: '', createdAtMs: 1, deletedAtMs: 2 },
    },
    { table: 'userName', key: 'ex', row: { user: 'former' as UserId } },
    { table: 'userName', key: 'former', row: { user: 'former' as UserId } },
    { table: 'user', key: 'erased', row: { name: '', passwordHash: '', createdAtMs: 1, deletedAtMs: 2 } },
    { table: 'deviceSeen', key: 'a-device', row: { atMs: 5 } },
    { table: 'invite', key: 'an-invite', row: { by: ann, createdAtMs: 1, expiresAtMs: 2, uses: 3 } },
    { table: 'inviteUse', key: 'an-invite/0', row: { user: 'former' as UserId, atMs: 2 } },
    {
      table: 'room',
      key: roomA,
      row: { name: 'Lobby', visibility: 'public', creator: undefined, createdAtMs: 1 },
    },
    { table: 'roomName', key: 'lobby', row: { room: roomA } },
    { table: 'room', key: cave, row: { name: 'Cave', visibility: 'private', creator: ann, createdAtMs: 2 } },
    {
      table: 'room',
      key: 'no-more',
      row: {
        name: 'Gone',
        visibility: 'public',
        creator: ann,
        createdAtMs: 2,
        deleted: { by: ann, atMs: 3 },
      },
    },
    { table: 'room', key: 'two', row: { name: '', visibility: 'direct', creator: ann, createdAtMs: 2 } },
    { table: 'direct', key: `${ann}/bo`, row: { room: 'two' as RoomId } },
    { table: 'member', key: `two/${ann}`, row: { sinceMs: 1 } },
    { table: 'member', key: 'two/bo', row: { sinceMs: 1 } },
    { table: 'member', key: `${roomA}/${ann}`, row: { sinceMs: 1 } },
    { table: 'member', key: `${cave}/${ann}`, row: { sinceMs: 2, role: 'owner' } },
    { table: 'left', key: `${cave}/bo`, row: { why: 'banned', by: ann, atMs: 3 } },
    { table: 'ban', key: `${cave}/bo`, row: { by: ann, atMs: 3 } },
    { table: 'block', key: `${ann}/cy`, row: { atMs: 4 } },
    { table: 'device', key: 'device-one', row: { user: ann, tokenHash: 'token-hash', createdAtMs: 3 } },
    { table: 'token', key: 'token-hash', row: { device: 'device-one' as never } },
    {
      table: 'device',
      key: 'app-one',
      row: {
        user: ann,
        tokenHash: 'app-hash',
        createdAtMs: 4,
        name: 'Sensor',
        app: { read: 'all', write: [roomA], plain: true },
      },
    },
    { table: 'token', key: 'app-hash', row: { device: 'app-one' as never } },
    ...plainRows(),
  ]);
  for (let n = 1; n <= entriesInRoomA - 5; n++) {
    await store.append([text(n), ...(n % 20 === 0 ? [text(n, { room: cave })] : [])]);
    if (n % 60 !== 0) continue;
    await store.commit([
      { table: 'marks', key: `${roomA}/${ann}`, row: { read: n, delivered: n } },
      {
        table: 'session',
        key: `${ann}/device-one`,
        row: {
          user: ann,
          clientId: 'device-one',
          device: 'device-one',
          expiresAtMs: 5,
          sessionExpirySec: 60,
          nextPacketId: 1,
          subscriptions: [{ filter: `room/${roomA}`, qos: 1, noLocal: true, cursor: n }],
        },
      },
    ]);
    await store.close();
    store = await openQuietly(path);
  }
  await store.append([reaction(903, 200), reaction(904, 200, { author: 'former' as UserId })]);
  await store.append([edit(900, 7), edit(901, 255)]);
  await store.append([retract(902, 7)]);
  await store.removeBelow(cave, caveFloor, 100);
  await store.close();
}

/** A folder with a filled store, and copies of it to be damaged. */
export async function makeCopies(): Promise<{
  copy: (name: string) => Promise<string>;
  remove: () => Promise<void>;
}> {
  const dir = await mkdtemp(join(tmpdir(), 'onebar-damage-'));
  const whole = join(dir, 'whole');
  await fill(whole);
  return {
    copy: async (name) => {
      const path = join(dir, name);
      await cp(whole, path, { recursive: true });
      return path;
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

export async function openAndRead(path: string): Promise<Content> {
  const store = await openQuietly(path);
  try {
    return await contentOf(store);
  } finally {
    await store.close();
  }
}

/** The sentence with which it refuses to open. */
export async function refusalOf(path: string): Promise<unknown> {
  try {
    await (await openQuietly(path)).close();
    return 'it opened';
  } catch (error) {
    return error instanceof StoreError && error.code === 'damaged' ? error.message : error;
  }
}

/** The files of the database with this ending, the newest last. */
export const filesOf = async (path: string, ending: '.ldb' | '.log'): Promise<string[]> =>
  (await readdir(join(path, 'store')))
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => join(path, 'store', name));

export const change = async (file: string, changed: (bytes: Buffer) => Buffer): Promise<void> =>
  writeFile(file, changed(await readFile(file)));

export const flip =
  (at: number, mask = 0xff) =>
  (bytes: Buffer): Buffer => {
    bytes[at] = (bytes[at] ?? 0) ^ mask;
    return bytes;
  };
