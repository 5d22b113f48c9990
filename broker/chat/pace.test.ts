import { beforeEach, describe, expect, it } from 'vitest';
import { createPaces, type DevicePace, type Rates } from './pace';

const rates: Rates = {
  messagesPerSec: 10,
  messagesAtOnce: 40,
  asksPerSec: 5,
  asksAtOnce: 20,
  bytesPerSec: 1000,
  bytesAtOnce: 10_000,
};
let nowMs: number;
let held: number;
let pace: DevicePace;

beforeEach(() => {
  nowMs = 1_790_000_000_000;
  held = 0;
  pace = createPaces({ rates, clock: () => nowMs, held: () => held++ }).of('device-1');
});

/** Sends as fast as it is read, for so long. */
function flood(forMs: number, what: 'message' | 'ask' = 'message', bytes = 10): number {
  const untilMs = nowMs + forMs;
  let taken = 0;
  while (nowMs < untilMs) {
    taken++;
    nowMs += pace.took(what, bytes);
  }
  return taken;
}

describe('the pace of a device', () => {
  it('lets a lively person and a full outbox pass at once', () => {
    for (let n = 0; n < 40; n++) expect(pace.took('message', 10)).toBe(0);
    expect(held).toBe(0);
  });

  it('holds what is faster, for exactly as long as it takes', () => {
    for (let n = 0; n < 40; n++) pace.took('message', 10);
    expect(pace.took('message', 10)).toBe(100);
    nowMs += 100;
    expect(pace.took('message', 10)).toBe(100);
    expect(held).toBe(1);
    nowMs += 100;
    expect(flood(2000)).toBe(20);
  });

  it('holds asks and bytes in the same way, and counts a tiny packet as 16 bytes', () => {
    for (let n = 0; n < 20; n++) expect(pace.took('ask', 10)).toBe(0);
    expect(pace.took('ask', 10)).toBe(200);
    nowMs += 60_000;
    expect(pace.took('other', 10_500)).toBe(500);
    nowMs += 60_000;
    for (let n = 0; n < 625; n++) expect(pace.took('other', 4)).toBe(0);
    expect(pace.took('other', 4)).toBeGreaterThan(0);
  });

  it('refuses what is new from a device that was held for five seconds and goes on, until it pauses', () => {
    flood(4000);
    expect(pace.isTooFast()).toBe(false);
    flood(2000);
    expect(pace.isTooFast()).toBe(true);
    flood(20_000);
    expect(pace.isTooFast()).toBe(true);
    nowMs += 2200;
    expect(pace.isTooFast()).toBe(false);
    expect(pace.took('message', 10)).toBe(0);
  });

  it('reads what it refuses faster than what it stores, so that a window of it is soon over', () => {
    flood(6000);
    const beforeMs = nowMs;
    for (let n = 0; n < 80; n++) nowMs += pace.took('message', 0);
    expect(nowMs - beforeMs).toBeLessThan(1200);
  });

  it('gives a path that cannot be held what is in reserve, and no more', () => {
    const taken = Array.from({ length: 50 }, () => pace.mayTake(10)).filter(Boolean);
    expect(taken).toHaveLength(40);
    nowMs += 1000;
    expect(Array.from({ length: 50 }, () => pace.mayTake(10)).filter(Boolean)).toHaveLength(10);
  });

  it('is one for all connections of a device, and forgets devices that are at rest', () => {
    const paces = createPaces({ rates, clock: () => nowMs });
    for (let n = 0; n < 40; n++) paces.of('a').took('message', 10);
    expect(paces.of('a').took('message', 10)).toBe(100);
    for (let n = 0; n < 1100; n++) paces.of(`device-${n}`);
    expect(paces.of('a').took('message', 10)).toBe(200);
  });
});
