// Somebody comes back after long: a device that was away while others wrote thousands of messages in many rooms. They are written
// straight into the store while the broker is down, and it is known what the list of rooms has to say afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietLog } from '../../broker/quiet-log';
import { contentHash } from '../../broker/store/content-hash';
import { openLevelStore } from '../../broker/store/level-store';
import type { AppendRequest } from '../../broker/store/store';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { SignedInAccount } from '../../src/db/schema';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { readRooms } from '../../src/store/rooms-view';
import { startBrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

/** A room as the list has to show it. */
export interface ExpectedRoom {
  readonly room: RoomId;
  readonly unread: number;
  readonly author: string;
  /** Whole; a list may show its beginning. */
  readonly text: string;
  readonly newestSeq: number;
}

/** A PUBLISH that reached the device. */
interface Arrival {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface LongAbsence {
  /** Behind the weak network, which refuses everything until it is healed. */
  readonly ann: Device;
  readonly weak: WeakNetwork;
  /** In the order of the list. */
  readonly expected: readonly ExpectedRoom[];
  /** The newest seq of each room. */
  readonly headOf: (room: RoomId) => number;
  /** What came since the last dial, oldest first. */
  readonly arrivals: Arrival[];
  /** Of what comes from the next dial on, only `count` get in before `open` is called. */
  hold(count: number): { open(): void };
  /** `performance.now()` of the dials. */
  readonly dialsAtMs: number[];
  close(): Promise<void>;
}

const minuteMs = 60_000;
const authors = ['Asha', 'Bo', 'Chidi', 'Dana', 'Emeka', 'Fumiko', 'Gustavo', 'Hannah', 'Ibrahim', 'Jytte'];
const usual = (n: number) => `Forty characters, the usual words: no. ${n}`.slice(0, 40).padEnd(40, '.');
const long = (n: number) => `This is a long story, the one of room ${n}. ${'It goes on and on. '.repeat(40)}`;

/**
 * What the broker knows of her session when she is back: all, nothing, or less than she acknowledged, as after an end in the middle
 * of something.
 */
export type SessionThen = 'there' | 'gone' | 'older';

export async function createLongAbsence({
  roomCount,
  messagesInRoom,
  session = 'there',
}: {
  roomCount: number;
  messagesInRoom: number;
  session?: SessionThen;
}): Promise<LongAbsence> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const broker = await startBrokerProcess({ dataDir: folder });
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
  const arrivals: Arrival[] = [];
  let gate = createGate(Infinity);
  const dialsAtMs: number[] = [];
  const ann = await createDevice({ http: weak.url, mqtt: weak.url }, newName('ann'), 'create', {
    wrapLink: (link) => ({
      async dial(request, events, abort) {
        dialsAtMs.push(performance.now());
        arrivals.length = 0;
        const message: typeof events.message = async (topic, payload, ...more) => {
          await gate.pass();
          arrivals.push({ topic, payload });
          await events.message(topic, payload, ...more);
        };
        return await link.dial(request, { ...events, message }, abort);
      },
    }),
  });
  await ann.online();
  const rooms = [await ann.lobby()];
  while (rooms.length < roomCount) {
    const room = `absence-${String(rooms.length).padStart(3, '0')}` as RoomId;
    await ann.engine.calls.enter('create', { room, name: `Room number ${rooms.length}` });
    rooms.push(room);
  }
  for (const room of rooms) await ann.write(room, 'I will be away for a while.');
  await until('all is stored', async () => (await ann.db.outbox.list()).length === 0 || undefined);
  weak.refuse();
  await until('she is away', () => ann.engine.status.get().state === 'offline' || undefined);
  await broker.stop();
  const { expected, heads } = await writeMeanwhile(folder, ann.account, rooms, messagesInRoom, session);
  await broker.restart();

  return {
    ann,
    weak,
    expected,
    headOf: (room) => heads.get(room) ?? 0,
    arrivals,
    hold: (count) => (gate = createGate(count)),
    dialsAtMs,
    async close() {
      ann.stop();
      await weak.close();
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The list as the screen shows it now, and whether each place in it is right. */
export async function readList({ ann, expected }: LongAbsence) {
  const people = new Map((await ann.db.rooms.people()).map(({ user, name }) => [user, name]));
  const { rooms } = await readRooms(
    ann.db,
    ann.account.user,
    (user) => people.get(user) ?? 'Someone',
    new Set(),
  );
  return rooms.map((shown, place) => {
    const { room, unread, author, text } = expected[place]!;
    const words = shown.last?.text ?? '';
    const isText = words.endsWith('…')
      ? text.startsWith(words.slice(0, -1)) && words.length > 20
      : words === text;
    const isRight = shown.room === room && shown.unread === unread && shown.last?.author === author && isText;
    return { ...shown, isRight };
  });
}

/** Lets `count` pass, and the others when it is opened. */
function createGate(count: number) {
  let passed = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, pass: async () => (++passed > count ? opened : undefined) };
}

/** Each room gets `count` entries, and the newest message of each has a minute of its own, in an order unlike the rooms'. */
async function writeMeanwhile(
  path: string,
  { user: ann, device }: SignedInAccount,
  rooms: readonly RoomId[],
  count: number,
  then: SessionThen,
) {
  // Behind her own words by the broker's clock, however short the test.
  let nowMs = Date.now() + minuteMs;
  const store = await openLevelStore({ path, clock: () => nowMs, log: quietLog, sync: false });
  await store.commit(
    authors.map((name, k) => ({
      table: 'user',
      key: userOf(k),
      row: { name, passwordHash: '-', createdAtMs: nowMs },
    })),
  );
  const expected: ExpectedRoom[] = [];
  const found = await store.heads(rooms);
  const heads = new Map(rooms.map((room, k) => [room, found[k] ?? 0]));
  let written = 0;
  const request = (room: RoomId, author: number, kind: number, body: unknown, target?: EntryId) => {
    const id = `00000000-0000-7000-9000-${(++written).toString(16).padStart(12, '0')}` as EntryId;
    const entry = { id, kind, body, waitedSec: 0 };
    const aim = target && { target, retracts: kind === entryKind.retract };
    const [payload, hash] = [encodeEntry(entry), contentHash(entry)];
    const whose = { author: userOf(author), client: 'device-of-others' };
    return {
      room,
      ...whose,
      id,
      contentHash: hash,
      payload,
      refusal: undefined,
      aim,
    } satisfies AppendRequest;
  };

  for (const room of rooms)
    await store.append(
      Array.from({ length: count - 3 }, (_, n) =>
        request(room, n % authors.length, entryKind.text, usual(n)),
      ),
    );
  for (let n = 0; n < rooms.length; n++) {
    const k = (n * 17 + 5) % rooms.length;
    const room = rooms[k]!;
    const author = k % authors.length;
    nowMs += minuteMs;
    const text = k % 8 === 3 ? long(k) : usual(k);
    const newest = request(room, author, entryKind.text, text);
    const { edit, retract } = entryKind;
    const amended =
      k % 8 === 5
        ? ['first', 'last'].map((word) =>
            request(room, author, edit, editBodyOf(newest.id, `${word} of ${k}`), newest.id),
          )
        : k % 8 === 7
          ? [request(room, author, retract, retractBodyOf(newest.id), newest.id)]
          : [];
    const before = Array.from({ length: 2 - amended.length }, (_, m) =>
      request(room, author, entryKind.text, usual(m)),
    );
    const results = await store.append([...before, newest, ...amended]);
    const last = results.at(-1);
    if (last?.outcome !== 'stored') throw new Error(`Not stored: ${JSON.stringify(results)}`);
    // On another device she has read on in some rooms.
    const left = heads.get(room) ?? 0;
    const read = k % 4 === 1 ? 150 : left;
    await store.commit([{ table: 'marks', key: `${room}/${ann}`, row: { read, delivered: left } }]);
    heads.set(room, last.seq);
    expected.unshift({
      room,
      unread: last.seq - amended.length - read,
      author: authors[author]!,
      text: k % 8 === 5 ? `last of ${k}` : k % 8 === 7 ? '' : text,
      newestSeq: last.seq - amended.length,
    });
  }
  const key = `${ann}/${device}`;
  const session = await store.get('session', key);
  if (!session) throw new Error('Her session was not kept.');
  const subscriptions = session.subscriptions.map((each, n) =>
    n < 5 && each.cursor ? { ...each, cursor: 0 } : each,
  );
  const row = then === 'gone' ? undefined : then === 'older' ? { ...session, subscriptions } : session;
  await store.commit([{ table: 'session', key, row }]);
  await store.close();
  return { expected, heads };
}

const userOf = (k: number) => `person-${k}` as UserId;
