import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../application';
import { createCursor, cursorUpTo, pushToCursor } from './cursor';
import {
  ackInFlight,
  createSession,
  createSubscription,
  sessionRecord,
  takePacketId,
  type Session,
} from './session';

const alice = { user: 'alice', device: 'laptop' };
const record: SessionRecord = {
  user: 'alice',
  clientId: 'laptop',
  device: 'laptop',
  expiresAtMs: 5000,
  sessionExpirySec: 60,
  nextPacketId: 49_150,
  subscriptions: [],
};
const subscription = createSubscription('room/a', { qos: 1, noLocal: false, log: true, awaitsSync: false });
const inFlight = (cursor = createCursor(0)) => ({ subscription, cursor, seq: 1, bytes: 10 });
const takeAll = (session: Session, count: number) =>
  Array.from({ length: count }, () => takePacketId(session));

describe('packet ids', () => {
  it('run on from the last connection and wrap around where those of plain topics begin', () => {
    const session = createSession(alice, 'laptop', 60, record);
    expect(takeAll(session, 4)).toEqual([49_150, 49_151, 1, 2]);
    expect(sessionRecord(session, undefined).nextPacketId).toBe(3);
  });

  it('leave out those in flight', () => {
    const session = createSession(alice, 'laptop', 60, record);
    for (const id of [49_151, 1, 3]) session.inFlight.set(id, inFlight());
    expect(takeAll(session, 3)).toEqual([49_150, 2, 4]);
  });

  it('jump ahead when the last connection was not ended but lost with the broker', () => {
    const session = createSession(alice, 'laptop', 60, {
      ...record,
      nextPacketId: 10,
      expiresAtMs: undefined,
    });
    expect(takePacketId(session)).toBe(10 + 24_575);
    const wrapped = createSession(alice, 'laptop', 60, { ...record, expiresAtMs: undefined });
    expect(takePacketId(wrapped)).toBe(24_574);
  });
});

describe('a PUBACK', () => {
  it('is ignored when its packet id is not in flight', () => {
    const session = createSession(alice, 'laptop', 60, undefined);
    expect(ackInFlight(session, 1)).toBeUndefined();
    expect(session.unackedBytes).toBe(0);
  });

  it('moves the cursor it was pushed for, once', () => {
    const session = createSession(alice, 'laptop', 60, undefined);
    const cursor = createCursor(0);
    pushToCursor(cursor, 1);
    const pushed = inFlight(cursor);
    session.inFlight.set(1, pushed);
    session.unackedBytes = 10;
    expect([ackInFlight(session, 1), ackInFlight(session, 1)]).toEqual([pushed, undefined]);
    expect([cursorUpTo(cursor), session.unackedBytes]).toEqual([1, 0]);
  });
});
