import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, fillDisks, me, roomA, roomB, textEntry } from '../db/fake-disk';
import { raiseFloors } from '../db/floor';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import type { DecodedAsk, RoomRow } from '../protocol/ask';
import { cursorDigest } from '../protocol/digest';
import type { RoomId } from '../protocol/ids';
import { quietEvents, type LinkPeer } from '../transport/fake-link';
import type { Connection } from '../transport/link';
import { createAsker, type Asker } from './asker';
import { createCatchUp, type CatchUp } from './catch-up';
import { createCompany } from './company';
import { createModelBroker, type ModelBroker } from './model-broker';
import { createReceiver } from './receiver';
import { createSignal } from './signal';

const againMs = 15_000;

let db: Db;
let broker: ModelBroker;
let clock: FakeClock;
let asker: Asker;
let catchUp: CatchUp;
let troubles: string[];
let spares = false;
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  broker = createModelBroker();
  broker.addRoom(roomA, 'A');
  clock = createFakeClock();
  troubles = [];
  spares = false;
  start();
});
afterEach(() => {
  freeDisks();
  db.close();
});

/** As a page that was just opened. */
function start() {
  asker = createAsker();
  catchUp = createCatchUp({
    db,
    user: me,
    asker,
    clock,
    pageKept: () => undefined,
    follow: createCompany({
      db,
      user: me,
      asker,
      clock,
      choices: {
        saving: createSignal(false),
        typing: createSignal(true),
        known: Promise.resolve(),
      },
      met: () => undefined,
      trouble: (what) => troubles.push(what),
    }).follow,
    spares: () => spares,
    trouble: (what) => troubles.push(what),
  });
}

async function connect(): Promise<{ connection: Connection; peer: LinkPeer }> {
  const cursors = await catchUp.cursors();
  const receiver = createReceiver({
    db,
    answered: asker.answered,
    userChanged: () => undefined,
    kept: catchUp.kept,
    met: () => undefined,
    trouble: () => undefined,
  });
  const result = await broker.link.dial(
    { url: '', clientId: 'device-1', username: me, token: '' },
    {
      ...quietEvents,
      message: receiver.message,
      closed() {
        catchUp.lost();
        asker.lost();
      },
    },
    new AbortController().signal,
  );
  if (result.outcome !== 'connected') throw new Error(result.outcome);
  const { connection } = result;
  asker.connected(connection);
  await catchUp.backToCommon(connection);
  await catchUp.connected({ ...connection, sessionPresent: broker.link.peers.length > 1 }, cursors);
  await rest();
  return { connection, peer: broker.link.peers.at(-1)! };
}

const rest = () => settle(600);
const fillLog = (count: number, room = roomA) => {
  for (let i = 0; i < count; i++) broker.append(room, bo, `text ${i + 1}`);
};
/** Connected, and given `count` entries of room A one by one; nothing was asked so far. */
async function connectAndHold(count: number): Promise<LinkPeer> {
  const { peer } = await connect();
  fillLog(count);
  await rest();
  broker.asked.length = 0;
  return peer;
}
/** The pages asked for, as from–to. */
const pages = (room: RoomId = roomA) =>
  broker.asked
    .filter((ask): ask is Extract<DecodedAsk, { method: 'range' }> => ask.method === 'range')
    .filter(({ params }) => params.room === room)
    .map(({ params }) => `${params.from}–${params.to}`);
const syncs = () => broker.asked.flatMap((ask) => (ask.method === 'sync' ? [ask.params] : []));
const stretch = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => textEntry(from + i));
const roomRow = (head: number, room = roomA): RoomRow => ({
  room,
  name: 'A',
  visibility: 'public',
  head,
  read: 0,
});

describe('after a connect', () => {
  it('learns of its rooms, subscribes to them, and is given what is missing', async () => {
    broker.addRoom(roomB, 'B');
    fillLog(3);
    const { peer } = await connect();
    // There is no session to trust, but what a screen shows may come with the SUBACK.
    expect(syncs()).toEqual([{ digest: cursorDigest([]) }, { cursors: [], open: undefined }]);
    expect(peer.subscribes.map(({ topics }) => topics)).toEqual([
      ['answer', `user/${me}`],
      [`room/${roomA}`, `room/${roomB}`],
    ]);
    expect((await db.rooms.list()).map(({ name, head }) => [name, head])).toEqual([
      ['A', 3],
      ['B', 0],
    ]);
    expect(await db.log.held(roomA)).toEqual([[3, 3]]);
  });

  it('misses nothing that is written between the answer and the subscription', async () => {
    fillLog(3);
    broker.byHand = true;
    void connect();
    for (let i = 0; i < 5; i++) {
      // Subscribe to what is known, sync by digest, sync; then the rooms of the answer are subscribed to.
      await rest();
      if (i === 3) fillLog(2);
      broker.arrive(1);
      broker.leave(1);
    }
    broker.byHand = false;
    await rest();
    for (let i = 0; i < 5; i++) {
      broker.arrive(1);
      broker.leave(1);
      await rest();
    }
    expect(await db.log.held(roomA)).toEqual([[3, 5]]);
  });

  it('says in eight bytes what it holds when the session is there, and asks for nothing when nothing is missing', async () => {
    (await connectAndHold(3)).cut();
    const { peer } = await connect();
    expect(syncs()).toEqual([{ digest: cursorDigest([[roomA, 3]]) }]);
    expect(broker.asked).toHaveLength(1);
    expect(peer.subscribes).toEqual([]);
  });

  it('asks for the marks of the open room though nothing is missing: they may have risen meanwhile', async () => {
    (await connectAndHold(3)).cut();
    catchUp.openRoom(roomA);
    await connect();
    expect(broker.asked).toContainEqual(
      expect.objectContaining({ method: 'marks', params: { room: roomA, seq: 3 } }),
    );
    expect(pages()).toEqual([]);
  });

  it('is pushed what is missing when the session is there and differs', async () => {
    (await connectAndHold(3)).cut();
    fillLog(2);
    const { peer } = await connect();
    expect(await db.log.held(roomA)).toEqual([[1, 5]]);
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 5 });
    expect(peer.subscribes).toEqual([]);
    expect(pages()).toEqual([]);
  });

  it('tells its cursors and subscribes again when the broker knows something else', async () => {
    (await connectAndHold(3)).cut();
    // A hole at the top of what the broker believes to be acknowledged: as after a restored disk.
    await db.log.put(roomA, stretch(9, 9));
    fillLog(10);
    const { peer } = await connect();
    expect(syncs()).toEqual([
      { digest: cursorDigest([[roomA, 9]]) },
      { cursors: [[roomA, 9]], open: undefined },
    ]);
    expect(peer.subscribes[0]?.topics).toEqual(['answer', `user/${me}`, `room/${roomA}`]);
    expect(await db.log.held(roomA)).toEqual([
      [1, 3],
      [9, 13],
    ]);
  });

  it('subscribes to rooms that are new since', async () => {
    const first = await connect();
    first.peer.cut();
    broker.addRoom(roomB, 'B');
    fillLog(2, roomB);
    const { peer } = await connect();
    expect(peer.subscribes.map(({ topics }) => topics)).toEqual([[`room/${roomB}`]]);
    expect(await db.log.held(roomB)).toEqual([[2, 2]]);
  });

  it('remembers the epoch of the store', async () => {
    broker.link.answerDials({ answer: 'accept', epoch: 'abcdefgh' });
    const { connection } = await connect();
    expect(await catchUp.backToCommon(connection)).toBe(true);
    expect(await db.setting('epoch')).toBe('abcdefgh');
  });

  it('does nothing with an answer that comes after the link is gone', async () => {
    fillLog(3);
    broker.byHand = true;
    const connecting = connect();
    await rest();
    broker.arrive(1);
    broker.leave(1);
    await rest();
    broker.arrive(1);
    broker.cut();
    await connecting;
    expect(await db.rooms.list()).toEqual([]);
    expect(troubles).toEqual([]);
  });
});

describe('a room with more than a page waiting', () => {
  beforeEach(async () => {
    (await connectAndHold(5)).cut();
    start();
  });

  it('gives only its newest entry, for the list of rooms, while it is not open', async () => {
    fillLog(300);
    await connect();
    expect(pages()).toEqual(['305–305']);
    expect(await db.log.held(roomA)).toEqual([
      [1, 5],
      [305, 305],
    ]);
  });

  it('brings the pages newest first, up to 1,000 entries, when it is open', async () => {
    fillLog(500);
    catchUp.openRoom(roomA);
    await connect();
    await rest();
    expect(pages()).toEqual(['6–505', '6–305', '6–105']);
    expect(await db.log.held(roomA)).toEqual([[1, 505]]);
  });

  it('brings one page of more than 1,000 and leaves the rest to its button', async () => {
    fillLog(1500);
    catchUp.openRoom(roomA);
    await connect();
    await rest();
    expect(pages()).toEqual(['1306–1505']);
    expect(await db.log.held(roomA)).toEqual([
      [1, 5],
      [1306, 1505],
    ]);
    expect(await catchUp.fill(roomA, 6, 1305)).toEqual({ outcome: 'answered', value: undefined });
    expect(await db.log.held(roomA)).toEqual([
      [1, 5],
      [1106, 1505],
    ]);
  });

  it('brings one page, and says that it spares bytes, when the device does', async () => {
    fillLog(500);
    catchUp.openRoom(roomA);
    spares = true;
    await connect();
    await rest();
    expect(broker.asked.find(({ method }) => method === 'sync')).toMatchObject({ spares: true });
    expect(pages()).toEqual(['306–505']);
    // What is older comes when somebody asks for it.
    expect(await catchUp.fill(roomA, 6, 305)).toEqual({ outcome: 'answered', value: undefined });
    expect(await db.log.held(roomA)).toEqual([
      [1, 5],
      [106, 505],
    ]);
  });

  it('brings the page when it is opened later', async () => {
    fillLog(300);
    await connect();
    catchUp.openRoom(roomA);
    await rest();
    await rest();
    expect(await db.log.held(roomA)).toEqual([[1, 305]]);
    expect(broker.asked.filter(({ method }) => method === 'open')).toMatchObject([
      { params: { room: roomA } },
    ]);
  });

  it('brings the newest page of a room that nothing is held of, and no more', async () => {
    fillLog(300, roomA);
    broker.addRoom(roomB, 'B');
    fillLog(450, roomB);
    catchUp.openRoom(roomB);
    await connect();
    await rest();
    expect(await db.log.held(roomB)).toEqual([[251, 450]]);
  });
});

describe('holes in the open room', () => {
  it('are filled when an entry shows them, and by nobody else', async () => {
    broker.addRoom(roomB, 'B');
    await connect();
    catchUp.openRoom(roomA);
    await rest();
    fillLog(2);
    await rest();
    // An entry that was lost here on the way in.
    await db.log.put(roomA, [textEntry(5)]);
    await db.log.put(roomB, [textEntry(5, { id: textEntry(99).id })]);
    await db.rooms.put([roomRow(5), roomRow(5, roomB)]);
    fillLog(3);
    catchUp.kept(roomA, textEntry(5));
    catchUp.kept(roomB, textEntry(5));
    await rest();
    expect((await db.log.held(roomA))[0]).toEqual([1, 5]);
    expect(await db.log.held(roomB)).toEqual([[5, 5]]);
  });

  it('wait while there is no link, and are filled when it comes back', async () => {
    (await connectAndHold(3)).cut();
    await db.log.put(roomA, stretch(7, 8));
    fillLog(5);
    catchUp.openRoom(roomA);
    await rest();
    expect(pages()).toEqual([]);
    await connect();
    await rest();
    expect(await db.log.held(roomA)).toEqual([[1, 8]]);
    expect(pages()).toEqual(['4–6']);
  });

  it('stop being asked for when the broker has nothing there', async () => {
    await connectAndHold(1);
    await db.rooms.put([roomRow(9)]);
    await db.log.put(roomA, [textEntry(9)]);
    catchUp.openRoom(roomA);
    await rest();
    expect(pages()).toEqual(['2–8']);
  });
});

describe('the newest entries, which should be pushed', () => {
  it('are asked for when they do not come, as what a copy of this device wrote', async () => {
    (await connectAndHold(3)).cut();
    broker.pushes = false;
    fillLog(2);
    catchUp.openRoom(roomA);
    await connect();
    await clock.advance(4_999);
    expect(pages()).toEqual([]);
    await clock.advance(1);
    await rest();
    expect(pages()).toEqual(['4–5']);
    expect(await db.log.held(roomA)).toEqual([[1, 5]]);
  });

  it('are not asked for while they come, however slowly', async () => {
    (await connectAndHold(3)).cut();
    broker.pushes = false;
    fillLog(3);
    catchUp.openRoom(roomA);
    await connect();
    for (const seq of [4, 5, 6]) {
      await clock.advance(4_000);
      await db.log.put(roomA, [textEntry(seq)]);
      catchUp.kept(roomA, textEntry(seq));
      await rest();
    }
    await clock.advance(60_000);
    expect(pages()).toEqual([]);
  });

  it('are not asked for when the link is gone', async () => {
    (await connectAndHold(3)).cut();
    broker.pushes = false;
    fillLog(2);
    catchUp.openRoom(roomA);
    (await connect()).peer.cut();
    expect(clock.waits()).toEqual([]);
  });
});

describe('entries that this version cannot read', () => {
  it('stay a hole, in words, and do not keep older holes from being filled', async () => {
    fillLog(19);
    await connect();
    await db.log.put(
      roomA,
      [1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 18].map((seq) => textEntry(seq)),
    );
    broker.unreadable.add(16);
    broker.asked.length = 0;
    catchUp.openRoom(roomA);
    await rest();
    await rest();
    expect(await db.log.held(roomA)).toEqual([
      [1, 15],
      [17, 19],
    ]);
    expect(pages()).toEqual(['15–17', '16–16', '2–3']);
    expect(await catchUp.fill(roomA, 16, 16)).toMatchObject({ outcome: 'refused', code: 'unreadable' });
  });
});

it('asks once for two holes with little between them', async () => {
  fillLog(9);
  await connect();
  await db.log.put(roomA, [textEntry(1), textEntry(4), textEntry(8)]);
  broker.asked.length = 0;
  catchUp.openRoom(roomA);
  await rest();
  expect(await db.log.held(roomA)).toEqual([[1, 9]]);
  expect(pages()).toEqual(['2–7']);
});

describe('one page', () => {
  it('is refused in words when it could not be kept', async () => {
    fillLog(3);
    broker.mute = true;
    void connect();
    await rest();
    broker.mute = false;
    freeDisks = fillDisks();
    expect(await catchUp.fill(roomA, 1, 3)).toMatchObject({ outcome: 'refused', code: 'not-kept' });
    freeDisks();
    expect(await db.log.entries(roomA)).toEqual([]);
    expect(await catchUp.fill(roomA, 1, 3)).toMatchObject({ outcome: 'answered' });
  });

  it('brings the names of those who wrote it', async () => {
    fillLog(3);
    await connect();
    await catchUp.fill(roomA, 1, 3);
    expect(await db.rooms.people()).toEqual([{ user: bo, name: `Name of ${bo}` }]);
  });

  it('is lost without a link', async () => {
    expect(await catchUp.fill(roomA, 1, 3)).toEqual({ outcome: 'lost' });
  });
});

describe('people and rooms', () => {
  it('asks once for the name of somebody unknown', async () => {
    await connect();
    fillLog(3);
    await rest();
    expect(await db.rooms.people()).toEqual([{ user: bo, name: `Name of ${bo}` }]);
    fillLog(3);
    await rest();
    const asked = broker.asked.filter(({ method }) => method === 'people');
    expect(asked.length).toBeLessThanOrEqual(3);
    const before = asked.length;
    start();
    broker.cut();
    await connect();
    fillLog(1);
    await rest();
    expect(broker.asked.filter(({ method }) => method === 'people')).toHaveLength(before);
  });

  it('asks again for a name on the next link when the answer was cut off, also after a reload', async () => {
    await connect();
    broker.mute = true;
    fillLog(1);
    await rest();
    broker.cut();
    broker.mute = false;
    expect(await db.rooms.people()).toEqual([]);
    start();
    await connect();
    await rest();
    expect(await db.rooms.people()).toEqual([{ user: bo, name: `Name of ${bo}` }]);
    broker.asked.length = 0;
    broker.cut();
    await connect();
    expect(broker.asked.map(({ method }) => method)).toEqual(['sync']);
  });

  it('subscribes to a room that was joined and brings its newest page', async () => {
    await connect();
    broker.addRoom(roomB, 'B');
    fillLog(3, roomB);
    await catchUp.addRoom({ room: roomB, name: 'B', visibility: 'public', head: 3, read: 0 });
    await rest();
    expect(await db.log.held(roomB)).toEqual([[1, 3]]);
    fillLog(1, roomB);
    await rest();
    expect(await db.log.held(roomB)).toEqual([[1, 4]]);
  });

  it('misses nothing that is written between joining a room and subscribing to it', async () => {
    await connect();
    broker.addRoom(roomB, 'B');
    const row = roomRow(0, roomB);
    fillLog(2, roomB);
    await catchUp.addRoom(row);
    await rest();
    expect(await db.log.held(roomB)).toEqual([[1, 2]]);
  });

  it('finds a room that was joined on another device', async () => {
    await connect();
    broker.addRoom(roomB, 'B');
    fillLog(2, roomB);
    await catchUp.refresh();
    await rest();
    expect(await db.log.held(roomB)).toEqual([[2, 2]]);
    fillLog(1, roomB);
    await rest();
    expect(await db.log.held(roomB)).toEqual([[2, 3]]);
  });

  it('says what went wrong when the disk fails, raises nothing, and asks again until it can be kept', async () => {
    fillLog(3);
    freeDisks = fillDisks();
    await connect();
    expect(troubles).toEqual(['Catching up failed']);
    await clock.advance(againMs);
    await rest();
    expect(troubles).toEqual(['Catching up failed', 'Catching up failed']);
    freeDisks();
    await clock.advance(againMs);
    await rest();
    expect(await db.log.held(roomA)).toEqual([[3, 3]]);
    broker.asked.length = 0;
    await clock.advance(againMs);
    await rest();
    expect(syncs()).toEqual([]);
  });

  it('asks again on the same connection what the server could not answer, and has nothing pushed before', async () => {
    await connect();
    broker.cut();
    broker.unavailable = true;
    const { peer } = await connect();
    fillLog(2);
    await rest();
    expect(troubles).toEqual(['Catching up failed']);
    expect(await db.log.held(roomA)).toEqual([]);
    broker.unavailable = false;
    await clock.advance(againMs);
    await rest();
    expect(broker.link.peers.at(-1)).toBe(peer);
    expect(await db.log.held(roomA)).toEqual([[1, 2]]);
    fillLog(1);
    await rest();
    expect(await db.log.held(roomA)).toEqual([[1, 3]]);
  });

  it('asks nothing again on a connection that is gone', async () => {
    broker.unavailable = true;
    const { peer } = await connect();
    expect(clock.waits()).toEqual([againMs]);
    peer.cut();
    expect(clock.waits()).toEqual([]);
  });
});

describe('what the server has removed', () => {
  const floor = async () => (await db.rooms.get(roomA))?.floor;
  const seqs = async () => (await db.log.entries(roomA)).map(({ seq }) => seq);

  it('is no hole to somebody who was away meanwhile, and goes here as well', async () => {
    const peer = await connectAndHold(5);
    peer.cut();
    fillLog(100);
    broker.removeBelow(roomA, 90);
    catchUp.openRoom(roomA);
    await connect();
    expect(await floor()).toBe(90);
    expect(await seqs()).toEqual(Array.from({ length: 16 }, (_, i) => 90 + i));
    expect(await db.log.held(roomA)).toEqual([[1, 105]]);
    expect(pages()).toEqual([]);
    expect((await catchUp.cursors())[0]).toEqual([roomA, 105]);
    expect(troubles).toEqual([]);
  });

  it('leaves a room empty and its cursor at the end, where all was removed', async () => {
    const peer = await connectAndHold(5);
    peer.cut();
    fillLog(10);
    broker.removeBelow(roomA, 16);
    catchUp.openRoom(roomA);
    const { peer: next } = await connect();
    expect([await seqs(), await db.log.held(roomA)]).toEqual([[], [[1, 15]]]);
    next.cut();
    broker.asked.length = 0;
    await connect();
    // Nothing is missing, in eight bytes.
    expect(syncs()).toEqual([{ digest: cursorDigest([[roomA, 15]]) }]);
    fillLog(1);
    await rest();
    expect(await seqs()).toEqual([16]);
    expect(troubles).toEqual([]);
  });

  it('is learned from a page of a hole that is there no more, which is no trouble', async () => {
    await connect();
    await db.rooms.put([roomRow(300)]);
    fillLog(300);
    await rest();
    await db.log.put(roomA, stretch(280, 300));
    broker.removeBelow(roomA, 200);
    expect(await catchUp.fill(roomA, 1, 100)).toMatchObject({ outcome: 'answered' });
    await rest();
    expect(await floor()).toBe(200);
    expect((await db.log.held(roomA))[0]?.[0]).toBe(1);
    expect((await seqs())[0]).toBe(200);
  });

  it('goes at once when the server tells of it, and what a closed page left over with the next connection', async () => {
    await connectAndHold(9);
    await catchUp.removed(roomA, 4);
    await rest();
    expect(await seqs()).toEqual([4, 5, 6, 7, 8, 9]);
    await raiseFloors(db, [[roomA, 7]], undefined);
    expect(await seqs()).toHaveLength(6);
    broker.link.peers.at(-1)?.cut();
    await connect();
    expect(await seqs()).toEqual([7, 8, 9]);
  });
});
