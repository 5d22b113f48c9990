import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, fillDisks, roomA, roomB } from '../db/fake-disk';
import { dayOf } from '../db/traffic';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeWakeUps } from '../platform/wake-ups';
import { createLinkRecords, type LinkRecords } from './link-records';
import { firstStatus, type LinkStatus } from './link-status';
import { createSignal, type WritableSignal } from './signal';

let db: Db;
let clock: FakeClock;
let wakeUps: ReturnType<typeof createFakeWakeUps>;
let status: WritableSignal<LinkStatus>;
let records: LinkRecords;
let troubles: string[];
let freeDisks = () => {};

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  clock = createFakeClock();
  troubles = [];
  await open();
});
afterEach(() => {
  freeDisks();
  records.stop();
  db.close();
});

/** What a page that was just opened does. */
async function open() {
  wakeUps = createFakeWakeUps();
  status = createSignal<LinkStatus>(firstStatus(clock.now()));
  records = createLinkRecords({ db, clock, wakeUps, trouble: (what) => troubles.push(what) });
  records.start(status);
  await settle();
}
/** As the dialer says it. */
const turn = async (state: LinkStatus['state']) => {
  const old = status.get();
  const turned = (state === 'online') !== (old.state === 'online');
  status.set({ ...old, state, sinceMs: turned ? clock.now() : old.sinceMs });
  await settle();
};
const drops = async () => (await records.report()).drops.map(({ fromMs, toMs }) => [fromMs, toMs]);
const today = async () =>
  Object.fromEntries(
    (await records.report()).today.map(({ room, upBytes, downBytes, signalBytes }) => [
      room,
      [upBytes, downBytes, signalBytes],
    ]),
  );

describe('drops', () => {
  it('are from when the link went until it is back, tries that fail included', async () => {
    await turn('online');
    await clock.advance(60_000);
    const wentMs = clock.now();
    await turn('offline');
    await clock.advance(5_000);
    await turn('connecting');
    await turn('offline');
    expect(await drops()).toEqual([[wentMs, undefined]]);
    await clock.advance(5_000);
    await turn('connecting');
    await turn('online');
    expect(await drops()).toEqual([[wentMs, wentMs + 10_000]]);
  });

  it('count a link that was dialed anew at once, and not the first dial', async () => {
    await clock.advance(2_000);
    await turn('online');
    expect(await drops()).toEqual([]);
    await turn('connecting');
    await clock.advance(300);
    await turn('online');
    expect(await drops()).toEqual([[clock.now() - 300, clock.now()]]);
  });

  it('begin with the page when there is no link from the start', async () => {
    const openedMs = clock.now();
    await clock.advance(4_000);
    await turn('offline');
    expect(await drops()).toEqual([[openedMs, undefined]]);
  });

  it('are forgotten after an hour, and survive a reload until then', async () => {
    await turn('online');
    const wentMs = clock.now();
    await turn('offline');
    await clock.advance(5_000);
    records.stop();
    await settle();
    await open();
    await clock.advance(5_000);
    await turn('online');
    expect(await drops()).toEqual([[wentMs, wentMs + 10_000]]);
    await clock.advance(3_600_000 - 1);
    expect(await drops()).toHaveLength(1);
    await clock.advance(1);
    expect(await drops()).toEqual([]);
  });

  it('end when the page was put away for longer: what came then nobody knows', async () => {
    await turn('online');
    const wentMs = clock.now();
    await turn('offline');
    await clock.advance(5_000);
    wakeUps.leave();
    await settle();
    records.stop();
    await clock.advance(600_000);
    await open();
    await turn('online');
    expect(await drops()).toEqual([[wentMs, wentMs + 5_000]]);
  });
});

describe('round trips', () => {
  it('that follow closely are one point, the slowest', async () => {
    records.measured(80);
    await clock.advance(10_000);
    records.measured(300);
    records.measured(90);
    await clock.advance(10_000);
    records.measured(70);
    const { roundTrips } = await records.report();
    expect(roundTrips.map(({ ms }) => ms)).toEqual([300, 70]);
  });

  it('before and after an interruption are two points, however short it was', async () => {
    await turn('online');
    records.measured(80);
    await clock.advance(1000);
    await turn('offline');
    await turn('online');
    await clock.advance(1000);
    records.measured(30);
    const { roundTrips } = await records.report();
    expect(roundTrips.map(({ ms }) => ms)).toEqual([80, 30]);
  });
});

describe('bytes', () => {
  it('are counted for the day, and for each room', async () => {
    records.carried(undefined, 90, 0);
    records.carried(`room/${roomA}`, 100, 0);
    records.carried(`room/${roomB}`, 0, 50);
    records.carried(`room/${roomA}`, 0, 7);
    records.carried('answer', 0, 40);
    expect(await today()).toEqual({ '': [190, 97, 0], [roomA]: [100, 7, 0], [roomB]: [0, 50, 0] });
  });

  it('say what data saver does without: typing, who is here, marks of others', async () => {
    records.carried(`room/${roomA}/typing`, 10, 0);
    records.carried(`room/${roomA}/typing`, 0, 19);
    records.carried(`room/${roomA}/presence`, 0, 30);
    records.carried(`room/${roomA}/marks`, 0, 20);
    // Its own are told all the same.
    records.carried(`room/${roomA}/marks`, 12, 0);
    expect((await today())[roomA]).toEqual([22, 69, 79]);
  });

  it('are written once in 10 s, and when the page is put away', async () => {
    const rows = () => db.database.getAll('traffic');
    records.carried(undefined, 5, 0);
    await clock.advance(9_999);
    expect(await rows()).toEqual([]);
    records.carried(undefined, 5, 0);
    await clock.advance(1);
    expect(await rows()).toMatchObject([{ room: '', upBytes: 10 }]);
    records.carried(undefined, 5, 0);
    wakeUps.leave();
    await settle();
    expect(await rows()).toMatchObject([{ room: '', upBytes: 15 }]);
  });

  it('are kept for 31 days', async () => {
    records.carried(undefined, 1, 0);
    await records.report();
    const first = dayOf(clock.now());
    for (let day = 0; day < 32; day++) {
      await clock.advance(24 * 3_600_000);
      records.carried(undefined, 1, 0);
      await records.report();
    }
    const days = [...new Set((await db.database.getAll('traffic')).map((row) => row.day))];
    expect([days.length <= 32, days.includes(first)]).toEqual([true, false]);
    expect(await today()).toEqual({ '': [1, 0, 0] });
  });

  it('are trouble, and no end, when they cannot be written', async () => {
    records.carried(undefined, 5, 0);
    freeDisks = fillDisks();
    await clock.advance(10_000);
    await settle();
    expect(troubles).toHaveLength(1);
    freeDisks();
    freeDisks = () => {};
    records.carried(undefined, 6, 0);
    expect(await today()).toEqual({ '': [6, 0, 0] });
  });
});
