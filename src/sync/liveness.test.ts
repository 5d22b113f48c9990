import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../platform/clock';
import { createFakeClock, type FakeClock } from '../platform/fake-clock';
import { createLiveness, type Liveness } from './liveness';

/** A PINGREQ in its frame. */
const pingBytes = 8;

let clock: FakeClock;
/** How much this device's clock was set forward. */
let setByMs: number;
let liveness: Liveness;
let bytesUnderWay: number;
let happened: ('probe' | 'drop')[];

beforeEach(() => {
  clock = createFakeClock();
  setByMs = 0;
  bytesUnderWay = 0;
  happened = [];
  const wrong: Clock = { now: () => clock.now() + setByMs, after: clock.after };
  liveness = createLiveness({
    clock: wrong,
    unansweredBytes: () => bytesUnderWay,
    probe() {
      happened.push('probe');
      bytesUnderWay += pingBytes;
    },
    drop: () => happened.push('drop'),
  });
});

const send = (bytes: number) => {
  bytesUnderWay += bytes;
  liveness.sent();
};
/** Bytes come in, with the answers to so much of what is under way. */
const hear = (answeredBytes = 0) => {
  bytesUnderWay -= answeredBytes;
  liveness.heard();
};
const hearAll = () => hear(bytesUnderWay);

/** How long nothing happens from now on, to the tenth of a second; it ends just after what happened. */
const msUntil = async (what: 'probe' | 'drop', atMostMs = 600_000): Promise<number> => {
  const before = happened.length;
  for (let ms = 100; ms <= atMostMs; ms += 100) {
    await clock.advance(100);
    if (happened.length === before) continue;
    expect(happened.slice(before)).toEqual([what]);
    return ms;
  }
  throw new Error(`No ${what} in ${atMostMs} ms.`);
};

describe('silence', () => {
  it('is borne for ever while nothing is unanswered', async () => {
    await clock.advance(3_600_000);
    send(50);
    hearAll();
    await clock.advance(3_600_000);
    expect(happened).toEqual([]);
  });

  it('is asked about after 3 s when something is unanswered, and a second one ends the link', async () => {
    send(50);
    expect(await msUntil('probe')).toBe(3_100);
    expect(await msUntil('drop')).toBe(3_100);
    await clock.advance(3_600_000);
    expect(happened).toEqual(['probe', 'drop']);
  });

  it('is counted from the first question, whatever is sent behind it', async () => {
    send(50);
    for (let second = 0; second < 3; second++) {
      await clock.advance(990);
      send(1);
    }
    expect(await msUntil('probe')).toBe(100);
  });

  it('is borne longer on a link with long round trips: four of them', async () => {
    liveness.measured(2_000);
    send(50);
    expect(await msUntil('probe')).toBe(8_100);
    expect(await msUntil('drop')).toBe(8_100);
  });

  it('follows the round trips as they change, not a single one of them', async () => {
    liveness.measured(2_000);
    liveness.measured(10_000);
    send(50);
    expect(await msUntil('probe')).toBe(16_100);
    hearAll();
    for (let count = 0; count < 40; count++) liveness.measured(100);
    send(50);
    expect(await msUntil('probe')).toBe(3_100);
  });

  it('is borne for as long as the unanswered bytes need at 1 kB/s, when the link has shown no more', async () => {
    send(12_000);
    expect(await msUntil('probe')).toBe(15_000);
    expect(await msUntil('drop')).toBe(15_100);
  });
});

describe('any byte', () => {
  it('is life: the silence begins anew, though nothing is answered', async () => {
    send(50);
    for (let count = 0; count < 20; count++) {
      await clock.advance(2_900);
      hear();
      send(1);
    }
    expect(happened).toEqual([]);
    expect(await msUntil('probe')).toBe(3_100);
  });

  it('that comes while it probes is life too, and a new silence is asked about before the end', async () => {
    send(50);
    await msUntil('probe');
    await clock.advance(2_900);
    hear(pingBytes);
    expect(await msUntil('probe')).toBe(3_100);
    expect(await msUntil('drop')).toBe(3_100);
  });

  it('that answers all makes it quiet, from expecting and from probing', async () => {
    send(50);
    hearAll();
    await clock.advance(60_000);
    expect(happened).toEqual([]);
    send(50);
    await msUntil('probe');
    hearAll();
    await clock.advance(60_000);
    expect(happened).toEqual(['probe']);
  });

  it('whose answer is counted a moment later costs no question', async () => {
    send(50);
    hear();
    bytesUnderWay = 0;
    await clock.advance(60_000);
    expect(happened).toEqual([]);
    send(50);
    expect(await msUntil('probe')).toBe(3_100);
  });

  it('that answers much shortens the patience that was given for it', async () => {
    send(12_000);
    await clock.advance(1_000);
    hear(11_950);
    // The rate is higher than 1 kB/s now, so 50 bytes are next to nothing.
    expect(await msUntil('probe')).toBe(3_100);
  });

  it('comes too late after the end', async () => {
    send(50);
    await msUntil('probe');
    await msUntil('drop');
    hear();
    send(50);
    liveness.wake();
    await clock.advance(60_000);
    expect(happened).toEqual(['probe', 'drop']);
  });
});

describe('the measured rate', () => {
  it('of a fast link makes it less patient with many bytes', async () => {
    for (let count = 0; count < 20; count++) {
      send(10_000);
      await clock.advance(1_000);
      hearAll();
    }
    send(10_000);
    const ms = await msUntil('probe');
    expect(ms).toBeGreaterThan(4_000);
    expect(ms).toBeLessThan(4_200);
  });

  it('is never less than 1 kB/s, so that one slow answer is no reason to wait for hours', async () => {
    send(50);
    for (let count = 0; count < 50; count++) {
      await clock.advance(2_000);
      hear(1);
    }
    hearAll();
    send(10_000);
    expect(await msUntil('probe')).toBe(13_000);
  });

  it('does not count the time in which nothing was sent', async () => {
    for (let count = 0; count < 20; count++) {
      await clock.advance(600_000);
      send(10_000);
      await clock.advance(1_000);
      hearAll();
    }
    send(10_000);
    expect(await msUntil('probe')).toBeLessThan(4_200);
  });
});

describe('a wake-up', () => {
  it('asks at once, with 3 s for the answer', async () => {
    liveness.wake();
    expect(happened).toEqual(['probe']);
    send(50);
    expect(await msUntil('drop')).toBe(3_100);
  });

  it('asks at once when a silence has begun already', async () => {
    send(50);
    await clock.advance(1_000);
    liveness.wake();
    expect(happened).toEqual(['probe']);
    expect(await msUntil('drop')).toBe(3_100);
  });

  it('finds a link that lives, and leaves it alone', async () => {
    liveness.wake();
    await clock.advance(2_000);
    hearAll();
    await clock.advance(60_000);
    expect(happened).toEqual(['probe']);
  });

  it('gives a slow link the time it needs', async () => {
    liveness.measured(3_000);
    liveness.wake();
    await clock.advance(11_900);
    expect(happened).toEqual(['probe']);
    hearAll();
    await clock.advance(60_000);
    expect(happened).toEqual(['probe']);
  });

  it('that comes again and again does not put off the end', async () => {
    liveness.wake();
    for (let count = 0; count < 2; count++) {
      await clock.advance(1_000);
      liveness.wake();
    }
    expect(happened).toEqual(['probe']);
    expect(await msUntil('drop')).toBe(1_100);
  });
});

describe('a clock', () => {
  it('that is set back by a day does not make it wait for a day', async () => {
    send(50);
    setByMs = -86_400_000;
    expect(await msUntil('probe')).toBe(3_100);
    setByMs = -2 * 86_400_000;
    expect(await msUntil('drop')).toBe(3_100);
  });

  it('that is set back between two messages does not make it wait for a day', async () => {
    send(50);
    await clock.advance(1_000);
    setByMs = -86_400_000;
    send(50);
    await clock.advance(1);
    expect(happened).toEqual(['probe']);
  });

  it('that is set forward asks early, and drops nothing that answers', async () => {
    send(50);
    await clock.advance(1_000);
    setByMs = 86_400_000;
    await clock.advance(2_100);
    expect(happened).toEqual(['probe']);
    hearAll();
    await clock.advance(60_000);
    expect(happened).toEqual(['probe']);
  });
});

it('is over when it is stopped', async () => {
  send(50);
  await clock.advance(1_000);
  liveness.stop();
  liveness.wake();
  send(50);
  await clock.advance(60_000);
  expect(happened).toEqual([]);
});
