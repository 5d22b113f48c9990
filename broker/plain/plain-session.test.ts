import { describe, expect, it } from 'vitest';
import { fakeMessage } from './fake-plain';
import type { Manner, Queued } from './plain-message';
import { PlainSession, slotCount, slotOf } from './plain-session';

const roomy = { maxMessages: 1_000_000, maxBytes: 1_000_000_000 };
const open = (limits = roomy) => new PlainSession('ann', 'reader', 'd', true, 3600, limits);
const manner = (qos: Manner['qos'] = 1): Manner => ({ qos, retain: false, ids: [] });
interface Options {
  readonly qos?: Manner['qos'];
  readonly isRetained?: boolean;
  readonly expiresAtMs?: number;
}
const plan = (session: PlainSession, { qos = 1, isRetained = false, expiresAtMs }: Options = {}) =>
  session.plan(fakeMessage('a', { qos, expiresAtMs }), manner(qos), undefined, isRetained);
function put(session: PlainSession, options: Options = {}): Queued {
  const queued = plan(session, options);
  if (!queued) throw new Error('There is no place.');
  session.put(queued);
  return queued;
}
function take(session: PlainSession, options: Options = {}): Queued {
  const queued = put(session, options);
  session.take(queued);
  return queued;
}
const seqs = (queued: Iterable<Queued>) => Array.from(queued, ({ seq }) => seq);

describe('the numbers of what is under way', () => {
  it.each([
    ['being written', plan],
    ['waiting', put],
    ['under way', take],
  ])('are never those of two messages, with many %s', (_where, add) => {
    const session = open();
    const first = add(session);
    const all = [first];
    while (all.length < slotCount - 1) all.push(add(session));
    expect(new Set(all.map((queued) => queued && slotOf(queued))).size).toBe(slotCount - 1);
    expect(plan(session)).toBeUndefined();
    // Retained messages need one too.
    expect(plan(session, { isRetained: true })).toBeUndefined();
    if (first) {
      session.giveUp(first);
      session.remove(first);
    }
    expect(plan(session)).toBeDefined();
  });

  it('come again and again, as long as none of them is held back', () => {
    const session = open();
    for (let count = 0; count < 3 * slotCount; count++) session.remove(take(session));
    const held = take(session);
    for (let count = 2; count < slotCount; count++) session.remove(take(session));
    // One message is under way alone, and the next one would have its number.
    expect([session.queuedCount, plan(session)]).toEqual([1, undefined]);
    session.remove(held);
    expect(put(session).seq).toBe(held.seq + slotCount - 1);
  });

  it('go on behind those on disk', () => {
    const session = open();
    session.restore({ ...put(open()), seq: 40_000 });
    expect(put(session).seq).toBe(40_001);
  });
});

describe('what a queue holds', () => {
  it('is counted with what is being written for it', () => {
    const session = open({ ...roomy, maxMessages: 1 });
    const planned = plan(session);
    expect(plan(session)).toBeUndefined();
    if (planned) session.giveUp(planned);
    expect(plan(session)).toBeDefined();
  });

  it('is not counted with what was kept for whoever subscribes, which comes besides', () => {
    const session = open({ ...roomy, maxMessages: 1 });
    const kept = [put(session, { isRetained: true }), put(session, { isRetained: true, qos: 0 })];
    put(session);
    expect(plan(session)).toBeUndefined();
    expect(plan(session, { isRetained: true })).toBeDefined();
    for (const queued of kept) session.take(queued);
    expect(plan(session)).toBeUndefined();
    for (const queued of kept) session.remove(queued);
    expect(plan(session)).toBeUndefined();
  });

  it('lets go of each as it expires', () => {
    const session = open();
    const [first, second] = [put(session, { expiresAtMs: 100 }), put(session, { expiresAtMs: 200 })];
    put(session);
    expect(session.expired(99)).toEqual([]);
    expect(session.expired(150)).toEqual([first]);
    session.remove(first);
    expect(session.expired(200)).toEqual([second]);
  });
});

describe('a connection that comes back', () => {
  it('gets what was under way in front of all else, and PUBRELs, each in the order of the messages', () => {
    const session = open();
    const [one, two, three] = [1, 2, 3].map(() => take(session, { qos: 2 })) as [Queued, Queued, Queued];
    put(session);
    session.release(two);
    expect([seqs(session.resume()), seqs(session.waiting.values())]).toEqual([[2], [1, 3, 4]]);
    expect([session.sent.size, session.queuedCount]).toEqual([1, 4]);
    for (const queued of [one, three]) session.take(queued);
    session.release(one);
    expect([seqs(session.resume()), seqs(session.waiting.values())]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('does not get what was kept for it at QoS 0: that was for then', () => {
    const session = open();
    put(session, { qos: 0, isRetained: true });
    put(session);
    session.resume();
    expect(seqs(session.waiting.values())).toEqual([2]);
  });
});
