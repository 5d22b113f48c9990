import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import type { Person } from '../protocol/ask';
import type { UserId } from '../protocol/ids';
import { createBlocked, type Blocked } from './blocked';

const bo = { user: 'bo' as UserId, name: 'Bo' };
const cy = { user: 'cy' as UserId, name: 'Cy' };

let db: Db;
let clock: FakeClock;
let blocked: Blocked;
let onServer: Person[];
let asked: number;
let hold: Promise<void> | undefined;

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  clock = createFakeClock(1_790_000_000_000);
  onServer = [];
  asked = 0;
  hold = undefined;
  const asker = {
    askUntilAnswered: async () => {
      asked++;
      const value = onServer;
      await hold;
      return { outcome: 'answered', value };
    },
  };
  blocked = createBlocked({
    db,
    asker: asker as unknown as Parameters<typeof createBlocked>[0]['asker'],
    clock,
    trouble: (what) => expect.unreachable(what),
  });
});
afterEach(() => db.close());

const known = async () => {
  for (let turns = 0; turns < 5; turns++) await settle();
  return await db.setting('blocked');
};

it('learns at the first link who was blocked on another device, and tells the screen', async () => {
  const told: string[] = [];
  db.changes.subscribe((change) => told.push(change.in));
  onServer = [bo];
  blocked.connected();
  expect(await known()).toEqual([bo]);
  expect(told).toEqual(['rooms']);
});

it('asks again after a long time without a link, and not after a short cut', async () => {
  blocked.connected();
  await known();
  onServer = [bo];
  blocked.lost();
  await clock.advance(30_000);
  blocked.connected();
  expect(await known()).toBeUndefined();
  blocked.lost();
  await clock.advance(50_000);
  blocked.lost();
  await clock.advance(50_000);
  blocked.connected();
  expect(await known()).toEqual([bo]);
  expect(asked).toBe(2);
});

it('asks once more when the list changes while it is being asked for', async () => {
  let release = () => {};
  hold = new Promise((resolve) => (release = resolve));
  onServer = [bo];
  blocked.changed();
  onServer = [bo, cy];
  blocked.changed();
  blocked.changed();
  release();
  expect(await known()).toEqual([bo, cy]);
  expect(asked).toBe(2);
});
