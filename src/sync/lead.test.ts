import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, written, type FakeDisk } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeWakeUps } from '../platform/wake-ups';
import type { DeviceId } from '../protocol/ids';
import { encodeUserChange } from '../protocol/user-change';
import { createLead, type Lead } from './lead';
import { createModelBroker, type ModelBroker } from './model-broker';

let disk: FakeDisk;
let db: Db;
let broker: ModelBroker;
let clock: FakeClock;
let wakeUps: ReturnType<typeof createFakeWakeUps>;
let lead: Lead;
let troubles: string[];

beforeEach(async () => {
  disk = createFakeDisk();
  broker = createModelBroker();
  broker.addRoom(roomA, 'A');
  broker.addRoom(roomB, 'B');
  clock = createFakeClock();
  troubles = [];
  db = await disk.openDb();
});
afterEach(() => {
  lead.stop();
  db.close();
});

function start(on: Db = db, whenDrawn?: (callback: () => void) => void) {
  wakeUps = createFakeWakeUps();
  lead = createLead({
    db: on,
    account: { user: me, name: me, device: 'device-1' as DeviceId, token: 'token' },
    link: broker.link,
    http: { postOutbox: async () => ({ outcome: 'unreachable' }) },
    url: 'ws://broker/mqtt',
    clock,
    ...(whenDrawn && { whenDrawn }),
    wakeUps,
    random: () => 0.5,
    signalsChanged: () => undefined,
    trouble: (what) => troubles.push(what),
  });
  lead.start();
}
const rest = () => settle(300);

describe('the whole way there and back', () => {
  /** What may happen, one after another. `arrive` and `leave` let packets through in their direction. */
  const anyEvent = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(roomA, roomB).map((room) => ({ write: room })) },
    { weight: 2, arbitrary: fc.constantFrom(roomA, roomB).map((room) => ({ other: room })) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }).map((arrive) => ({ arrive })) },
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }).map((leave) => ({ leave })) },
    { weight: 2, arbitrary: fc.constant({ cut: true }) },
    { weight: 2, arbitrary: fc.boolean().map((failing) => ({ failing })) },
    { weight: 1, arbitrary: fc.constant({ restart: true }) },
    { weight: 3, arbitrary: fc.constantFrom(100, 1000, 10_000).map((pass) => ({ pass })) },
    { weight: 1, arbitrary: fc.constant({ wake: true }) },
  );
  type Happening = typeof anyEvent extends fc.Arbitrary<infer T> ? T : never;

  it('leaves each id once and in one order, whatever is resent, cut, restarted and refused in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 40 }), async (events: Happening[]) => {
        disk = createFakeDisk();
        db = await disk.openDb();
        broker = createModelBroker();
        for (const room of [roomA, roomB]) broker.addRoom(room);
        clock = createFakeClock();
        start();
        void lead.calls.openRoom(roomA);
        await rest();
        broker.byHand = true;
        const wroteByRoom = { [roomA]: [] as string[], [roomB]: [] as string[] };
        let n = 0;

        for (const event of events) {
          if ('write' in event) {
            const row = await db.outbox.add(written(++n, event.write));
            wroteByRoom[event.write]!.push(row.id);
          } else if ('other' in event) broker.append(event.other, bo, `other ${++n}`);
          else if ('arrive' in event) broker.arrive(event.arrive);
          else if ('leave' in event) broker.leave(event.leave);
          else if ('cut' in event) broker.cut();
          else if ('failing' in event) broker.failing = event.failing;
          else if ('pass' in event) await clock.advance(event.pass);
          else if ('wake' in event) wakeUps.wake();
          else {
            lead.stop();
            db.close();
            db = await disk.openDb();
            start();
            void lead.calls.openRoom(roomA);
          }
          // Not always to rest: things overlap.
          await settle(event === events.at(-1) ? 100 : 10);
        }

        broker.failing = false;
        broker.byHand = false;
        broker.arrive(Infinity);
        broker.leave(Infinity);
        for (let i = 0; i < 4; i++) {
          wakeUps.wake();
          await clock.advance(31_000);
          await rest();
        }
        expect(await db.outbox.list()).toEqual([]);
        expect(lead.signals().sent).toEqual(new Set());
        for (const room of [roomA, roomB]) {
          const log = broker.log(room);
          const mine = log.filter(({ from }) => from === me).map(({ id }) => id);
          expect(mine).toEqual(wroteByRoom[room]);
          expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
          const here = await db.log.entries(room);
          expect(here.map(({ seq, id }) => [seq, id])).toEqual(
            log.filter(({ seq }) => here.some((entry) => entry.seq === seq)).map(({ seq, id }) => [seq, id]),
          );
          expect(here.filter(({ from }) => from === me).map(({ id }) => id)).toEqual(wroteByRoom[room]);
        }
        // In the open room nothing is missing either.
        expect((await db.log.entries(roomA)).map(({ id }) => id)).toEqual(
          broker.log(roomA).map(({ id }) => id),
        );
        lead.stop();
        db.close();
      }),
      { numRuns: Number(process.env['ONEBAR_RUNS'] ?? 60) },
    );
    db = await disk.openDb();
    start();
  }, 60_000);
});

describe('a broker whose log was set back', () => {
  const accept = (epoch: string) =>
    broker.link.answerDials({ answer: 'accept', sessionPresent: true, epoch });
  const bodies = () => broker.log(roomA).map(({ body }) => body);
  const write = async (n: number) => {
    await db.outbox.add(written(n));
    await rest();
  };
  /** Both wrote, all is stored and held. Then the connection is cut, and only the first two are left. */
  const beSetBack = async () => {
    accept('epoch-1');
    start();
    await rest();
    await write(1);
    broker.append(roomA, bo, 'his 1');
    await write(2);
    broker.append(roomA, bo, 'his 2');
    await rest();
    expect(await db.log.held(roomA)).toEqual([[1, 4]]);
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    broker.setBack(roomA, 2);
  };
  const comeBack = async () => {
    wakeUps.wake();
    await rest();
    await clock.advance(31_000);
    await rest();
  };

  it('gets back what was written here, before what waits, and gives what was written there meanwhile', async () => {
    await beSetBack();
    // As many as were lost: by the numbers alone nothing would be missing here.
    broker.append(roomA, bo, 'new 1');
    broker.append(roomA, bo, 'new 2');
    await write(3);
    accept('epoch-2');
    await comeBack();
    expect(bodies()).toEqual(['mine 1', 'his 1', 'new 1', 'new 2', 'mine 2', 'mine 3']);
    expect((await db.log.entries(roomA)).map(({ body }) => body)).toEqual(bodies());
    expect(await db.outbox.list()).toEqual([]);
    expect((await db.log.orphans(roomA)).map(({ text }) => text)).toEqual(['his 2']);
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 6 });
    expect(troubles).toEqual([]);
  });

  it('is asked again over the next connection when the first one went in the middle, and nothing is sent before', async () => {
    await beSetBack();
    await write(3);
    const arrivals = broker.arrivals.length;
    accept('epoch-2');
    broker.mute = true;
    wakeUps.wake();
    await rest();
    broker.cut();
    await rest();
    expect(broker.arrivals).toHaveLength(arrivals);
    broker.mute = false;
    await comeBack();
    expect(bodies()).toEqual(['mine 1', 'his 1', 'mine 2', 'mine 3']);
    expect((await db.log.entries(roomA)).map(({ body }) => body)).toEqual(bodies());
  });

  it('that lost only what this device does not hold takes back the head it had told of', async () => {
    accept('epoch-1');
    start();
    await rest();
    await write(1);
    await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 9, read: 7 }]);
    broker.link.answerDials({ answer: 'unreachable' });
    broker.cut();
    accept('epoch-2');
    await comeBack();
    expect(await db.rooms.get(roomA)).toMatchObject({ head: 1, read: 1 });
  });
});

describe('what was just written', () => {
  it('leaves once it is drawn, and what is tried again leaves at once', async () => {
    let draw = () => {};
    start(db, (callback) => {
      draw = callback;
    });
    await rest();
    const row = await db.outbox.add(written(1));
    await rest();
    expect(broker.arrivals).toEqual([]);
    draw();
    await rest();
    expect(broker.arrivals).toEqual([row.id]);
    const second = await db.outbox.add(written(2));
    await db.outbox.fail(second.id, 'It was refused.');
    await db.outbox.retry(second.id);
    await rest();
    expect(broker.arrivals).toEqual([row.id, second.id]);
  });

  it('is left alone by a tab that stopped leading before it was drawn', async () => {
    let draw = () => {};
    start(db, (callback) => {
      draw = callback;
    });
    await rest();
    await db.outbox.add(written(1));
    lead.stop();
    draw();
    await rest();
    expect(broker.arrivals).toEqual([]);
    expect(troubles).toEqual([]);
  });
});

describe('the link', () => {
  it('is dialed again when the disk could not be read just now', async () => {
    let broken = true;
    const failing: Db = {
      ...db,
      log: {
        ...db.log,
        allHeld: () => (broken ? Promise.reject(new Error('The disk went away.')) : db.log.allHeld()),
      },
    };
    start(failing);
    await rest();
    expect(lead.signals().status.state).toBe('offline');
    expect(troubles).toHaveLength(1);
    broken = false;
    await clock.advance(30_000);
    expect(lead.signals().status.state).toBe('online');
  });

  it('comes back within 8 s when words are written during a long wait', async () => {
    broker.link.answerDials({ answer: 'unreachable' });
    start();
    for (let i = 0; i < 10; i++) await clock.advance(30_000);
    const waits = () => lead.signals().status.nextTryAtMs! - clock.now();
    // With this chance half of the ceiling of 30 s.
    wakeUps.wake();
    await rest();
    expect(waits()).toBe(15_000);
    await db.outbox.add(written(1));
    await rest();
    expect(waits()).toBeLessThanOrEqual(8000);
  });
});

describe('what comes in of this person', () => {
  const push = (payload: Uint8Array) => broker.link.peers.at(-1)!.push(`user/${me}`, payload);

  it('raises the read mark that another device has set', async () => {
    start();
    await rest();
    push(encodeUserChange({ change: 'read', room: roomA, read: 7 }));
    await rest();
    expect(await db.rooms.get(roomA)).toMatchObject({ read: 7 });
  });

  it('says whether they are an admin of the server: at each connection, and when it changes', async () => {
    broker.link.answerDials({ answer: 'accept', isAdmin: true });
    start();
    expect(lead.signals().isAdmin).toBe(false);
    await rest();
    expect(lead.signals().isAdmin).toBe(true);
    push(encodeUserChange({ change: 'admin', isAdmin: false }));
    await rest();
    expect(lead.signals().isAdmin).toBe(false);
    push(encodeUserChange({ change: 'admin', isAdmin: true }));
    await rest();
    expect(lead.signals().isAdmin).toBe(true);
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    broker.cut();
    await clock.advance(31_000);
    await rest();
    expect(lead.signals()).toMatchObject({ isAdmin: false, status: { state: 'online' } });
  });

  it('remembers how much the server takes, where that is not the usual, and when it is again', async () => {
    broker.link.answerDials({ answer: 'accept', maxPayloadBytes: 2000 });
    start();
    await rest();
    expect(await db.setting('maxPayloadBytes')).toBe(2000);
    broker.link.answerDials({ answer: 'accept', sessionPresent: true });
    broker.cut();
    await clock.advance(31_000);
    await rest();
    expect(await db.setting('maxPayloadBytes')).toBe(16 * 1024);
  });

  it('raises nothing else when that cannot be written down', async () => {
    const failing: Db = {
      ...db,
      rooms: { ...db.rooms, markRead: () => Promise.reject(new Error('The disk is full.')) },
    };
    start(failing);
    await rest();
    push(encodeUserChange({ change: 'read', room: roomA, read: 7 }));
    await rest();
    expect(troubles).toHaveLength(1);
    expect(lead.signals().status.state).toBe('online');
  });

  it('brings a room that another device has joined', async () => {
    start();
    await rest();
    const roomC = 'room-c' as typeof roomA;
    broker.addRoom(roomC, 'C');
    push(encodeUserChange({ change: 'joined', room: roomC }));
    await rest();
    expect((await db.rooms.list()).map(({ name }) => name)).toEqual(['A', 'B', 'C']);
  });
});

describe('asking for something', () => {
  it('outlives a cut, and happens once', async () => {
    start();
    await rest();
    const roomC = 'room-c' as typeof roomA;
    broker.mute = true;
    const answer = lead.calls.enter('create', { room: roomC, name: 'C' });
    await rest();
    broker.mute = false;
    broker.cut();
    await clock.advance(30_000);
    expect(await answer).toEqual({ ok: true, value: roomC });
    broker.append(roomC, bo, 'hello');
    await rest();
    expect(await db.log.entries(roomC)).toHaveLength(1);
    await db.outbox.add({ ...written(1), id: entryId(4), room: roomC });
    await rest();
    expect(broker.log(roomC)).toHaveLength(2);
  });

  it('is answered in words after a minute without an answer', async () => {
    start();
    await rest();
    broker.mute = true;
    const answer = lead.calls.ask('rooms', undefined);
    for (let i = 0; i < 7; i++) await clock.advance(10_000);
    expect(await answer).toMatchObject({ ok: false, message: expect.stringContaining('safe to try again') });
  });
});
