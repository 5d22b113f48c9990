import { beforeEach, describe, expect, it } from 'vitest';
import { createChanges } from '../db/changes';
import { createFakeClock, type FakeClock } from '../platform/fake-clock';
import type { RoomId, UserId } from '../protocol/ids';
import type { Found, FromWorker, ToWorker } from '../search-worker/search-messages';
import { createSearchOpener, type Asked, type SearchNews, type SearchOpener } from './open-search';

const room = 'room-a' as RoomId;
const asked: Asked = { text: 'bridge', room: undefined, from: undefined, since: '', until: '' };
const found = (total: number): Found => ({
  hits: [],
  total,
  isEmpty: false,
  read: 1,
  of: 1,
  needles: [],
  elsewhere: undefined,
});

let clock: FakeClock;
let workers: { posted: ToWorker[]; say: (message: FromWorker) => void; fail: () => void; ended: boolean }[];
let open: SearchOpener;
let heard: SearchNews[];
const hear = (news: SearchNews) => void heard.push(news);

beforeEach(() => {
  clock = createFakeClock();
  workers = [];
  heard = [];
  open = createSearchOpener({
    startWorker() {
      const worker: (typeof workers)[number] = {
        posted: [],
        say: () => {},
        fail: () => {},
        ended: false,
      };
      workers.push(worker);
      return {
        post: (message) => void worker.posted.push(message),
        listen(say, fail) {
          worker.say = say;
          worker.fail = fail;
        },
        end() {
          worker.ended = true;
        },
      };
    },
    after: clock.after,
  });
});

function engineOf(user: string) {
  const changes = createChanges();
  const engine = {
    account: { user: user as UserId },
    db: { changes },
  } as unknown as Parameters<SearchOpener>[0];
  return { engine, changes };
}

describe('the search on the screen', () => {
  it('opens the database of whoever is signed in, asks, and hears the answer to the newest question alone', () => {
    const { engine } = engineOf('ann');
    const search = open(engine, hear);
    search.ask({ ...asked, text: 'br' }, 100);
    search.ask(asked, 100);
    expect(workers[0]?.posted).toEqual([
      { type: 'open', user: 'ann' },
      { type: 'ask', n: 1, asked: { ...asked, text: 'br' }, limit: 100 },
      { type: 'ask', n: 2, asked, limit: 100 },
    ]);
    workers[0]?.say({ type: 'found', n: 1, found: found(9) });
    workers[0]?.say({ type: 'found', n: 2, found: found(3) });
    expect(heard).toEqual([{ type: 'found', found: found(3) }]);
  });

  it('tells the worker of every change, for as long as it runs', async () => {
    const { engine, changes } = engineOf('ann');
    const search = open(engine, hear);
    const change = { in: 'log', room, amended: [] } as const;
    changes.announce(change);
    expect(workers[0]?.posted.at(-1)).toEqual({ type: 'changed', change });
    search.close();
    changes.announce(change);
    expect(workers[0]?.posted).toHaveLength(3);
    await clock.advance(120_000);
    expect(workers[0]?.ended).toBe(true);
    changes.announce(change);
    expect(workers[0]?.posted).toHaveLength(3);
  });

  it('is as it was for whoever comes back soon, and begins anew later', async () => {
    const { engine } = engineOf('ann');
    const first = open(engine, hear);
    expect(first.asked).toBeUndefined();
    first.ask(asked, 100);
    workers[0]?.say({ type: 'people', people: [{ user: 'bo' as UserId, name: 'Bo' }] });
    first.close();
    await clock.advance(60_000);
    heard = [];
    const second = open(engine, hear);
    expect(second.asked).toEqual(asked);
    expect(heard).toMatchObject([{ type: 'people' }]);
    await clock.advance(600_000);
    expect(workers).toMatchObject([{ ended: false }]);
    second.close();
    // What was closed before does not end what was opened since.
    first.close();
    await clock.advance(120_000);
    expect(workers).toMatchObject([{ ended: true }]);
    expect(open(engine, hear).asked).toBeUndefined();
    expect(workers).toHaveLength(2);
  });

  it('is nobody else’s: another account has a worker of its own, and the one before ends at once', () => {
    open(engineOf('ann').engine, hear).ask(asked, 100);
    const other = open(engineOf('bo').engine, hear);
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    expect(other.asked).toBeUndefined();
    expect(workers[1]?.posted).toEqual([{ type: 'open', user: 'bo' }]);
  });

  it.each(['fail', 'ended'] as const)('says that nothing more comes, and can be opened again (%s)', (how) => {
    const { engine } = engineOf('ann');
    open(engine, hear);
    if (how === 'fail') workers[0]?.fail();
    else workers[0]?.say({ type: 'ended' });
    expect(heard).toEqual([{ type: 'failed' }]);
    expect(workers[0]?.ended).toBe(true);
    open(engine, hear);
    expect(workers).toHaveLength(2);
  });
});
