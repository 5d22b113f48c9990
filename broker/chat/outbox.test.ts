import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { isPermanent } from '../../src/protocol/refusal';
import { isRefusal, type Refusal } from '../application';
import { createMemoryStore } from '../store/memory-store';
import type { AppendRequest, AppendResult, Store } from '../store/store';
import { openTestChat, textEntry } from './chat-fakes';

const ts = 1_790_000_000;

describe('the outbox by POST', () => {
  it('gives each entry the answer a PUBACK would have given, in order', async () => {
    const { outbox, join, ask, lobby, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    await ask(ann, 'create', { room: 'other' as RoomId, name: 'Other' });
    await send(ann, room, textEntry(1));
    const writer = outbox.writerOf(ann.signedIn.token);
    expect(writer).toEqual({ user: ann.signedIn.user, client: ann.clientId });
    if (!writer) return;
    const answers = await outbox.post(writer, [
      { room, entries: [textEntry(1), textEntry(2), textEntry(3, ''), textEntry(2, 'other words')] },
      { room: 'other' as RoomId, entries: [textEntry(4)] },
      { room: 'nowhere' as RoomId, entries: [textEntry(5)] },
    ]);
    expect(answers).toEqual([
      { outcome: 'accepted', receipt: { seq: 1, ts } },
      { outcome: 'accepted', receipt: { seq: 2, ts } },
      { outcome: 'refused', reasonCode: 0x99, reason: 'A text message needs a text.' },
      { outcome: 'refused', reasonCode: 0x99, reason: 'This message is already stored with other words.' },
      { outcome: 'accepted', receipt: { seq: 2, ts } },
      { outcome: 'refused', reasonCode: 0x87, reason: 'You are not a member of this room.' },
    ]);
  });

  it('tells the members at once, and names the device that wrote, so that its own session skips the entry', async () => {
    const { outbox, join, lobby, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const writer = { user: ann.signedIn.user, client: ann.clientId };
    await outbox.post(writer, [{ room, entries: [textEntry(1)] }]);
    expect(fanOut.appendedRecords).toMatchObject([
      { topic: `room/${room}`, record: { seq: 1, client: ann.clientId } },
    ]);
  });

  it('knows nobody by a token that was signed out', async () => {
    const { outbox, accounts, join } = await openTestChat();
    const ann = await join('Ann');
    expect(outbox.writerOf('no such token')).toBeUndefined();
    await accounts.signOut(ann.signedIn.token);
    expect(outbox.writerOf(ann.signedIn.token)).toBeUndefined();
  });

  it('lets the connection’s later words not overtake what a POST brings back only in part', async () => {
    const { data, outbox, join, lobby, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const writer = { user: ann.signedIn.user, client: ann.clientId };
    data.failing = true;
    await Promise.all([1, 2, 3].map((n) => send(ann, room, textEntry(n))));
    data.failing = false;
    // Made when only two were written; meanwhile 4 is on its way on the connection.
    await outbox.post(writer, [{ room, entries: [textEntry(1), textEntry(2)] }]);
    expect(await send(ann, room, textEntry(4))).toMatchObject({ refused: 'unavailable' });
    expect(await send(ann, room, textEntry(3))).toEqual({ receipt: `3 ${ts}` });
    expect(await send(ann, room, textEntry(4))).toEqual({ receipt: `4 ${ts}` });
  });

  it('does not let an old POST open the way for what the connection had refused since', async () => {
    const { data, outbox, join, lobby, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const writer = { user: ann.signedIn.user, client: ann.clientId };
    await send(ann, room, textEntry(1));
    data.failing = true;
    await send(ann, room, textEntry(2));
    data.failing = false;
    await outbox.post(writer, [{ room, entries: [textEntry(1)] }]);
    expect(await send(ann, room, textEntry(3))).toMatchObject({ refused: 'unavailable' });
  });

  it('keeps each id once and the order of writing, however PUBLISH, POST, failures and cuts interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
        const device = await openDevice();
        for (const step of steps) await device.take(step);
        await device.heal();
        expect(await device.stored()).toEqual(device.written());
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

type Step =
  | { do: 'write' | 'publish' | 'arrive'; times: number }
  | { do: 'cut' | 'hear' }
  | { do: 'make a POST'; entries: number }
  | { do: 'post arrives'; which: number }
  | { do: 'disk'; works: boolean };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  ...(['write', 'publish', 'arrive'] as const).map((what) => ({
    weight: 5,
    arbitrary: fc.record({ do: fc.constant(what), times: fc.integer({ min: 1, max: 4 }) }),
  })),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('make a POST' as const), entries: fc.nat(5) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('post arrives' as const), which: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('disk' as const), works: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'hear' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'cut' }) },
);

/** A device with an outbox, a connection that keeps order, and POSTs that are made now and arrive when they like. */
async function openDevice() {
  const { store, settle } = heldStore();
  const chat = await openTestChat({ store });
  const ann = await chat.join('Ann');
  const room = await chat.lobby();
  const writer = { user: ann.signedIn.user, client: ann.clientId };

  let rows = 0;
  const answered = new Set<number>();
  /** On the connection: published and not arrived, and the next row to publish. */
  let onTheWay: number[] = [];
  let next = 1;
  let connection = 1;
  let posts: number[][] = [];
  /** Answers that the device has not heard yet. */
  let answers: (() => void)[] = [];

  const unanswered = () => Array.from({ length: rows }, (_, n) => n + 1).filter((n) => !answered.has(n));

  function publish(): void {
    while (answered.has(next)) next++;
    if (next <= rows) onTheWay.push(next++);
  }

  function arrive(): void {
    const n = onTheWay.shift();
    if (n === undefined) return;
    const on = connection;
    void chat.send(ann, room, textEntry(n)).then((answer) => {
      answers.push(() => {
        // A PUBACK of a connection that is gone is never heard.
        if (on !== connection) return;
        if (!isRefusal(answer)) answered.add(n);
        // Again from the refused one on, in order.
        else next = Math.min(next, n);
      });
    });
  }

  function postArrives(which: number): void {
    const post = posts[which];
    if (!post) return;
    posts = posts.filter((other) => other !== post);
    void chat.outbox.post(writer, [{ room, entries: post.map((n) => textEntry(n)) }]).then((given) => {
      answers.push(() => {
        for (const [index, answer] of given.entries())
          if (answer.outcome === 'accepted') answered.add(post[index] ?? 0);
          else expect(isPermanent(answer.reasonCode)).toBe(false);
      });
    });
  }

  function cut(): void {
    chat.application.disconnected(ann);
    chat.application.connected(ann);
    connection++;
    onTheWay = [];
    next = 1;
  }

  async function take(step: Step): Promise<void> {
    if (step.do === 'write') rows += step.times;
    if (step.do === 'publish') for (let n = 0; n < step.times; n++) publish();
    if (step.do === 'arrive') for (let n = 0; n < step.times; n++) arrive();
    if (step.do === 'cut') cut();
    if (step.do === 'make a POST') posts.push(unanswered().slice(0, step.entries));
    if (step.do === 'post arrives') postArrives(step.which);
    if (step.do === 'disk') await settle(step.works);
    if (step.do === 'hear') {
      for (const answer of answers) answer();
      answers = [];
    }
  }

  async function heal(): Promise<void> {
    for (let round = 0; unanswered().length > 0 || posts.length > 0; round++) {
      if (round > 1000) throw new Error(`Stuck with ${unanswered().join(' ')}`);
      publish();
      arrive();
      postArrives(0);
      await settle(true);
      await take({ do: 'hear' });
    }
  }

  async function stored(): Promise<unknown[]> {
    await settle(true);
    const entries = await store.readForward(room, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 });
    return entries.map(({ payload }) => decodeEntry(payload, 1000)?.body);
  }

  return {
    take,
    heal,
    stored,
    written: () => Array.from({ length: rows }, (_, n) => `text ${n + 1}`),
  };
}

const full: Refusal = { refused: 'unavailable', reason: 'The disk is full.' };

/** A store whose appends wait for the disk, which then does all of them or, but for what it knows, none. */
function heldStore(): { store: Store; settle: (works: boolean) => Promise<void> } {
  const memory = createMemoryStore({ clock: () => ts * 1000 });
  let held: { requests: readonly AppendRequest[]; resolve: (results: AppendResult[]) => void }[] = [];

  async function settle(works: boolean): Promise<void> {
    const calls = held;
    held = [];
    for (const { requests, resolve } of calls) {
      const results = await memory.append(
        works ? requests : requests.map((request) => ({ ...request, refusal: request.refusal ?? full })),
      );
      resolve(
        results.map((result) =>
          result.outcome === 'refused' && result.refusal === full
            ? { outcome: 'failed', message: full.reason }
            : result,
        ),
      );
    }
    // Everybody hears of it before anything else happens.
    await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    store: {
      ...memory,
      append: (requests) => new Promise((resolve) => held.push({ requests, resolve })),
    },
    settle,
  };
}
