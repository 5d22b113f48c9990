import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, fillDisks, me, roomA, textEntry } from '../db/fake-disk';
import { encodeEntry, stampEntry, type LogEntry } from '../protocol/entry';
import { encodeUserChange, type UserChange } from '../protocol/user-change';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import { settle } from '../platform/fake-clock';
import { createReceiver, type Receiver } from './receiver';

let db: Db;
let receiver: Receiver;
let peer: LinkPeer;
let closed: string[];
let happened: unknown[];
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  happened = [];
  closed = [];
  receiver = createReceiver({
    met: () => undefined,
    db,
    answered: (payload) => happened.push(['answered', [...payload]]),
    userChanged: (change: UserChange) => happened.push(change),
    kept: (room, { seq }) => happened.push(['kept', room, seq]),
    trouble: (what) => happened.push(['trouble', what]),
  });
  ({ peer } = createFakeConnection({
    ...quietEvents,
    message: receiver.message,
    closed: (why) => closed.push(why),
  }));
});
afterEach(() => {
  freeDisks();
  db.close();
});

const wire = (entry: LogEntry) => stampEntry(encodeEntry(entry), entry);

it('acknowledges an entry only after it is committed', async () => {
  const { put } = db.log;
  let finish = () => {};
  db = {
    ...db,
    log: { ...db.log, put: (...args) => new Promise((resolve) => (finish = () => resolve(put(...args)))) },
  };
  receiver = createReceiver({
    met: () => undefined,
    db,
    answered: () => undefined,
    userChanged: () => undefined,
    kept: (room, { seq }) => happened.push(['kept', room, seq]),
    trouble: () => undefined,
  });
  ({ peer } = createFakeConnection({
    ...quietEvents,
    message: receiver.message,
  }));
  peer.push(`room/${roomA}`, wire(textEntry(1)));
  await settle();
  expect([peer.acknowledged, happened]).toEqual([[], []]);
  finish();
  await settle();
  expect(peer.acknowledged).toEqual([0]);
  expect(happened).toEqual([['kept', roomA, 1]]);
  expect(await db.log.entries(roomA)).toMatchObject([{ ...textEntry(1), room: roomA }]);
});

it('refuses an entry that could not be kept, so that it comes again', async () => {
  freeDisks = fillDisks();
  peer.push(`room/${roomA}`, wire(textEntry(1)));
  await settle();
  expect([peer.acknowledged, closed]).toEqual([[], ['lost']]);
  expect(happened).toEqual([['trouble', 'An entry could not be kept']]);
});

it('acknowledges what it cannot read, or it would come for ever', async () => {
  peer.push(`room/${roomA}`, new Uint8Array([0xc1, 0xff]));
  peer.push(`room/${roomA}`, wire(textEntry(2)));
  await settle();
  expect(peer.acknowledged).toEqual([0, 1]);
  expect(happened).toEqual([
    ['trouble', 'An entry could not be read'],
    ['kept', roomA, 2],
  ]);
  expect(await db.log.held(roomA)).toEqual([[2, 2]]);
});

it('keeps kinds of entry that it does not know', async () => {
  peer.push(`room/${roomA}`, wire(textEntry(1, { kind: 99, body: ['from', { the: 'future' }] })));
  await settle();
  expect(await db.log.entries(roomA)).toMatchObject([{ kind: 99, body: ['from', { the: 'future' }] }]);
});

it('hands answers and changes of the person over', async () => {
  peer.push('answer', new Uint8Array([1, 2]));
  const changes: UserChange[] = [
    { change: 'joined', room: roomA },
    { change: 'read', room: roomA, read: 7 },
  ];
  for (const change of changes) peer.push(`user/${me}`, encodeUserChange(change));
  peer.push(`user/${me}`, new Uint8Array([0xc1]));
  await settle();
  expect(happened).toEqual([['answered', [1, 2]], ...changes]);
  expect(peer.acknowledged).toHaveLength(4);
});

it('lets topics pass that it does not know', async () => {
  for (const topic of ['weather/today', `room/${roomA}/from-the-future`, `room/${roomA}/marks`, 'ask', ''])
    peer.push(topic, wire(textEntry(1)));
  await settle();
  expect(peer.acknowledged).toHaveLength(5);
  expect([happened, closed]).toEqual([[], []]);
  expect(await db.log.entries(roomA)).toEqual([]);
});
