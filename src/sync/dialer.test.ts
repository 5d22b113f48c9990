import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { createFakeWakeUps } from '../platform/wake-ups';
import { createFakeConnection, type LinkPeer } from '../transport/fake-link';
import type { Connection, ConnectionEvents, DialResult } from '../transport/link';
import { createBackoff } from './backoff';
import { createDialer, type Dialer } from './dialer';

/** One try to connect, answered by the test. */
interface Try {
  readonly events: ConnectionEvents;
  readonly abort: AbortSignal;
  answer(result: DialResult): Promise<void>;
  accept(): Promise<LinkPeer>;
}

let clock: FakeClock;
let wakeUps: ReturnType<typeof createFakeWakeUps>;
let dialer: Dialer;
let tries: Try[];
let happened: string[];
let eager: boolean;
let networkUp: boolean;
let connections: Connection[];

beforeEach(() => {
  clock = createFakeClock();
  networkUp = true;
  wakeUps = { ...createFakeWakeUps(), networkUp: () => networkUp };
  tries = [];
  happened = [];
  connections = [];
  eager = false;
  dialer = createDialer({
    dial: (events, abort) =>
      new Promise((resolve) => {
        const answer = async (result: DialResult) => {
          resolve(result);
          await settle(3);
        };
        tries.push({
          events,
          abort,
          answer,
          async accept() {
            const { connection, peer } = createFakeConnection(events);
            await answer({ outcome: 'connected', connection });
            return peer;
          },
        });
      }),
    message: async () => undefined,
    connected(connection) {
      connections.push(connection);
      happened.push('connected');
    },
    lost: () => happened.push('lost'),
    unansweredBytes: () => 0,
    eager: () => eager,
    clock,
    wakeUps,
    // The longest waits there can be, so that the ceilings show.
    backoff: createBackoff({ random: () => 0.999_999_9 }),
  });
});

const last = () => tries.at(-1)!;
const unreachable = { outcome: 'unreachable' } as const;
const refused = { outcome: 'refused', notAuthorized: true, reason: 'This device was signed out.' } as const;
const state = () => dialer.status.get().state;
/** Fails `count` tries, each as soon as it is made. */
const failTimes = async (count: number) => {
  for (let i = 0; i < count; i++) {
    await last().answer(unreachable);
    await clock.advance(clock.waits()[0] ?? 0);
  }
};

describe('keeping a connection', () => {
  it('dials at once, and is online when the broker accepted', async () => {
    expect(state()).toBe('connecting');
    dialer.start();
    expect(tries).toHaveLength(1);
    await clock.advance(700);
    await last().accept();
    expect(happened).toEqual(['connected']);
    expect(dialer.status.get()).toMatchObject({
      state: 'online',
      sinceMs: clock.now(),
      nextTryAtMs: undefined,
    });
    expect(clock.waits()).toEqual([]);
  });

  it('says when the next try will be', async () => {
    dialer.start();
    await last().answer(unreachable);
    expect(dialer.status.get()).toMatchObject({ state: 'offline', nextTryAtMs: clock.now() + 500 });
    await clock.advance(499);
    expect(tries).toHaveLength(1);
    await clock.advance(1);
    expect(tries).toHaveLength(2);
    expect(dialer.status.get()).toMatchObject({ state: 'connecting', nextTryAtMs: undefined });
  });

  it('says since when there is no link, however often it tries', async () => {
    dialer.start();
    const peer = await last().accept();
    await clock.advance(5_000);
    peer.cut();
    const lostAtMs = clock.now();
    await clock.advance(clock.waits()[0]!);
    await failTimes(20);
    await last().answer(unreachable);
    expect(dialer.status.get()).toMatchObject({ state: 'offline', sinceMs: lostAtMs });
    dialer.tryNow();
    expect(dialer.status.get()).toMatchObject({ state: 'connecting', sinceMs: lostAtMs });
    await last().accept();
    expect(dialer.status.get()).toMatchObject({ state: 'online', sinceMs: clock.now() });
  });

  it('never gives up, whatever the answer, and never waits longer than 30 s', async () => {
    dialer.start();
    await failTimes(100);
    await last().answer({ outcome: 'refused', notAuthorized: false, reason: 'Busy.' });
    await clock.advance(30_000);
    expect(tries).toHaveLength(102);
    await last().accept();
    expect(state()).toBe('online');
  });

  it('does not come back faster and faster to a broker that drops it at once', async () => {
    dialer.start();
    for (const ceilingMs of [500, 1000, 2000]) {
      (await last().accept()).cut();
      expect(dialer.status.get().nextTryAtMs).toBe(clock.now() + ceilingMs);
      await clock.advance(ceilingMs);
    }
  });

  it('dials again when the connection is lost, soon again after a success', async () => {
    dialer.start();
    await failTimes(8);
    const peer = await last().accept();
    await clock.advance(1000);
    peer.cut();
    expect(happened).toEqual(['connected', 'lost']);
    expect(dialer.status.get()).toMatchObject({ state: 'offline', nextTryAtMs: clock.now() + 500 });
    await clock.advance(500);
    await last().accept();
    expect(happened).toEqual(['connected', 'lost', 'connected']);
  });

  it('never has two tries at a time', async () => {
    dialer.start();
    dialer.tryNow();
    wakeUps.wake();
    expect(tries).toHaveLength(1);
    await last().accept();
    dialer.tryNow();
    wakeUps.wake();
    expect(tries).toHaveLength(1);
  });

  it('notices that a connection died between CONNACK and its arrival here', async () => {
    dialer.start();
    const { connection, peer } = createFakeConnection(last().events);
    peer.cut();
    await last().answer({ outcome: 'connected', connection });
    expect(happened).toEqual([]);
    expect(state()).toBe('offline');
    await clock.advance(500);
    await last().accept();
    expect(state()).toBe('online');
  });

  it('does not take the late end of an old connection for the end of the new one', async () => {
    dialer.start();
    const old = last();
    const peer = await old.accept();
    peer.cut();
    await clock.advance(500);
    await last().accept();
    old.events.closed('lost');
    expect(happened).toEqual(['connected', 'lost', 'connected']);
    expect(state()).toBe('online');
  });

  it('tells when it last heard anything, at most once a second', async () => {
    dialer.start();
    await last().accept();
    const firstMs = clock.now();
    last().events.heard();
    let told = 0;
    dialer.status.subscribe(() => told++);
    await clock.advance(900);
    last().events.heard();
    expect([told, dialer.status.get().lastHeardAtMs]).toEqual([0, firstMs]);
    await clock.advance(100);
    last().events.heard();
    expect([told, dialer.status.get().lastHeardAtMs]).toEqual([1, clock.now()]);
  });
});

describe('trying sooner', () => {
  beforeEach(async () => {
    dialer.start();
    await failTimes(8);
    await last().answer(unreachable);
  });

  it('waits for half a minute when nothing speaks for less', () => {
    expect(dialer.status.get().nextTryAtMs).toBe(clock.now() + 30_000);
  });

  it('tries at once when somebody says so, and forgets the try it had planned', async () => {
    const before = tries.length;
    dialer.tryNow();
    expect(tries).toHaveLength(before + 1);
    expect(clock.waits()).toEqual([]);
  });

  it('tries at once when the network or the page comes back', () => {
    const before = tries.length;
    wakeUps.wake();
    expect(tries).toHaveLength(before + 1);
  });

  it('waits at most 8 s while somebody looks on and words wait', async () => {
    eager = true;
    dialer.tryNow();
    await last().answer(unreachable);
    expect(dialer.status.get().nextTryAtMs).toBe(clock.now() + 8000);
  });

  it('shortens a long wait when words are written in the middle of it, but never lengthens one', async () => {
    dialer.hurry();
    expect(dialer.status.get().nextTryAtMs).toBe(clock.now() + 30_000);
    eager = true;
    dialer.hurry();
    const nextMs = clock.now() + 8000;
    expect(dialer.status.get().nextTryAtMs).toBe(nextMs);
    expect(clock.waits()).toEqual([8000]);
    await clock.advance(5000);
    dialer.hurry();
    expect(dialer.status.get().nextTryAtMs).toBe(nextMs);
    const before = tries.length;
    await clock.advance(3000);
    expect(tries).toHaveLength(before + 1);
  });
});

describe('a device that the broker does not know', () => {
  beforeEach(async () => {
    dialer.start();
    await last().answer(refused);
  });

  it('waits, in the broker’s words, until somebody says so', async () => {
    expect(dialer.status.get()).toMatchObject({
      state: 'offline',
      refused: 'This device was signed out.',
      nextTryAtMs: undefined,
    });
    wakeUps.wake();
    eager = true;
    dialer.hurry();
    await clock.advance(3_600_000);
    expect(tries).toHaveLength(1);
    dialer.tryNow();
    expect(tries).toHaveLength(2);
  });

  it('is forgiven when the broker accepts it after all', async () => {
    dialer.tryNow();
    await last().accept();
    expect(dialer.status.get()).toMatchObject({ state: 'online', refused: undefined });
  });
});

it('waits for a person at once when the broker ends it and says why, and asks again when it does not', async () => {
  dialer.start();
  (await last().accept()).disconnect('session-ended', 'This device was signed out.');
  expect(dialer.status.get()).toMatchObject({
    state: 'offline',
    refused: 'This device was signed out.',
    nextTryAtMs: undefined,
  });
  dialer.tryNow();
  (await last().accept()).disconnect('session-ended');
  expect(dialer.status.get()).toMatchObject({ refused: undefined, nextTryAtMs: expect.any(Number) });
});

describe('this very device, connected elsewhere', () => {
  it('waits for a person, or two would take over from each other for ever', async () => {
    dialer.start();
    const peer = await last().accept();
    peer.disconnect('taken-over');
    expect(dialer.status.get()).toMatchObject({ state: 'offline', elsewhere: true, nextTryAtMs: undefined });
    wakeUps.wake();
    await clock.advance(3_600_000);
    expect(tries).toHaveLength(1);
    dialer.tryNow();
    await last().accept();
    expect(dialer.status.get()).toMatchObject({ state: 'online', elsewhere: false });
  });

  it('is no longer elsewhere once somebody wants it here, though the server cannot be reached yet', async () => {
    dialer.start();
    (await last().accept()).disconnect('taken-over');
    dialer.tryNow();
    await last().answer(unreachable);
    expect(dialer.status.get()).toMatchObject({ state: 'offline', elsewhere: false });
    expect(dialer.status.get().nextTryAtMs).toBeDefined();
    const before = tries.length;
    wakeUps.wake();
    expect(tries).toHaveLength(before + 1);
  });
});

describe('a way that hangs', () => {
  it('is left for a new try by a wake-up, but not before 3 s', async () => {
    dialer.start();
    const hung = last();
    await clock.advance(3_000);
    dialer.tryNow();
    wakeUps.wake();
    expect(tries).toHaveLength(1);
    await clock.advance(1);
    dialer.tryNow();
    expect(tries).toHaveLength(2);
    expect([hung.abort.aborted, last().abort.aborted]).toEqual([true, false]);
    // What the old one brings after all is closed, and changes nothing.
    const late = await hung.accept();
    expect([late.over, happened, state()]).toEqual([true, [], 'connecting']);
    hung.events.closed('taken-over');
    await last().accept();
    expect([happened, dialer.status.get().elsewhere]).toEqual([['connected'], false]);
    expect(clock.waits()).toEqual([]);
  });
});

describe('a dial that takes its time', () => {
  /** Online once, after a dial that took so long; then dialing again. */
  const dialAgainAfter = async (tookMs: number) => {
    dialer.start();
    await clock.advance(tookMs);
    (await last().accept()).cut();
    await clock.advance(clock.waits()[0]!);
  };
  const isLeftAfter = async (ms: number) => {
    const before = tries.length;
    await clock.advance(ms);
    dialer.tryNow();
    return tries.length > before;
  };

  it('is given twice what the last success took', async () => {
    await dialAgainAfter(4_500);
    expect(await isLeftAfter(9_000)).toBe(false);
    expect(await isLeftAfter(1)).toBe(true);
  });

  it('is given 15 s at the most', async () => {
    await dialAgainAfter(3_600_000);
    expect(await isLeftAfter(15_000)).toBe(false);
    expect(await isLeftAfter(1)).toBe(true);
  });

  it('is given 3 s more with each sign of life', async () => {
    dialer.start();
    await clock.advance(2_900);
    last().events.heard();
    expect(await isLeftAfter(3_000)).toBe(false);
    expect(await isLeftAfter(1)).toBe(true);
  });
});

describe('a connection that cannot be used', () => {
  it('is dropped, said to be lost once, and dialed again after a while that grows', async () => {
    dialer.start();
    for (const ceilingMs of [500, 1000, 2000]) {
      const peer = await last().accept();
      dialer.drop(connections.at(-1)!);
      expect(peer.over).toBe(true);
      expect(dialer.status.get()).toMatchObject({ state: 'offline', nextTryAtMs: clock.now() + ceilingMs });
      await clock.advance(ceilingMs);
    }
    expect(happened).toEqual(['connected', 'lost', 'connected', 'lost', 'connected', 'lost']);
  });

  it('is not another one', async () => {
    dialer.start();
    const old = await last().accept();
    old.cut();
    await clock.advance(500);
    const peer = await last().accept();
    dialer.drop(connections[0]!);
    expect([peer.over, state()]).toEqual([false, 'online']);
  });
});

describe('a server that is silent while there is a network', () => {
  it('is said so, until it answers or the network is gone', async () => {
    dialer.start();
    expect(dialer.status.get().serverSilent).toBe(false);
    await last().answer(unreachable);
    expect(dialer.status.get().serverSilent).toBe(true);
    dialer.tryNow();
    expect(dialer.status.get().serverSilent).toBe(true);
    await last().answer({ outcome: 'refused', notAuthorized: false, reason: 'Busy.' });
    expect(dialer.status.get().serverSilent).toBe(false);
    dialer.tryNow();
    await last().answer(unreachable);
    networkUp = false;
    dialer.tryNow();
    await last().answer(unreachable);
    expect(dialer.status.get().serverSilent).toBe(false);
    networkUp = true;
    dialer.tryNow();
    await last().answer(unreachable);
    dialer.tryNow();
    await last().accept();
    expect(dialer.status.get().serverSilent).toBe(false);
  });
});

describe('stopping', () => {
  it('closes the connection, says so, and never dials again', async () => {
    dialer.start();
    const peer = await last().accept();
    dialer.stop();
    expect([peer.over, happened]).toEqual([true, ['connected', 'lost']]);
    dialer.tryNow();
    wakeUps.wake();
    await clock.advance(3_600_000);
    expect(tries).toHaveLength(1);
  });

  it('ends a try that is under way, and closes what comes of it all the same', async () => {
    dialer.start();
    dialer.stop();
    expect(last().abort.aborted).toBe(true);
    const peer = await last().accept();
    expect([peer.over, happened]).toEqual([true, []]);
    await clock.advance(3_600_000);
    expect(tries).toHaveLength(1);
  });

  it('forgets the try it had planned, and plans none', async () => {
    eager = false;
    dialer.start();
    await failTimes(8);
    await last().answer(unreachable);
    dialer.stop();
    eager = true;
    dialer.hurry();
    const before = tries.length;
    expect(clock.waits()).toEqual([]);
    await clock.advance(3_600_000);
    expect(tries).toHaveLength(before);
  });
});
