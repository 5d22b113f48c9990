// All ways on which words leave a device, at once, against the broker's own chat: the link, the POST after waking, the last words of
// a page that is put away, and the worker's POST while no page is there.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefusal } from '../../broker/application';
import { openTestChat } from '../../broker/chat/chat-fakes';
import { createMemoryData } from '../../broker/store/memory-store';
import { createFakeDisk, entryId, written } from '../db/fake-disk';
import { createFakeClock, settle } from '../platform/fake-clock';
import { createFakeTabHub } from '../platform/tab-channel';
import { decodeEntry } from '../protocol/entry';
import type { UserId } from '../protocol/ids';
import { decodeOutbox, type OutboxAnswer } from '../protocol/outbox';
import { sendOutbox } from '../sw/send-outbox';
import { createFakeConnection, quietEvents, type LinkPeer } from '../transport/fake-link';
import type { HttpOutcome } from '../transport/http-outcome';
import type { OutboxHttp } from '../transport/outbox-http';
import { createBackoff } from './backoff';
import { createFarewell } from './farewell';
import { createPostOutbox } from './post-outbox';
import { createSender } from './sender';

type Step =
  | { do: 'write' | 'arrive'; times: number }
  | { do: 'connect' | 'cut' | 'post' | 'leave' | 'worker' }
  | { do: 'request arrives' | 'request is lost' | 'discard'; which: number }
  | { do: 'server'; works: boolean };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  ...(['write', 'arrive'] as const).map((what) => ({
    weight: 5,
    arbitrary: fc.record({ do: fc.constant(what), times: fc.integer({ min: 1, max: 4 }) }),
  })),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('request arrives' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('request is lost' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('server' as const), works: fc.boolean() }) },
  ...(['connect', 'post', 'worker', 'leave'] as const).map((what) => ({
    weight: 2,
    arbitrary: fc.constant<Step>({ do: what }),
  })),
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'cut' }) },
);

/** What waits behind a refusal was never tried: it may be discarded although the page has said its last words. */
const discardedAfterLeaving: Step[] = [
  { do: 'server', works: false },
  { do: 'connect' },
  { do: 'write', times: 2 },
  { do: 'arrive', times: 2 },
  { do: 'write', times: 1 },
  { do: 'leave' },
  { do: 'server', works: true },
  { do: 'request arrives', which: 0 },
  { do: 'discard', which: 2 },
];

test('each message arrives once, in the order of writing, whichever ways it takes at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 50, size: 'max' }), async (steps) => {
      const device = await openDevice();
      for (const step of steps) await device.take(step);
      await device.heal();
      const { stored, kept, wanted, waiting, troubles } = await device.outcome();
      expect(stored).toEqual(wanted);
      expect(kept).toEqual(wanted);
      expect(waiting).toEqual([]);
      expect(troubles).toEqual([]);
      device.close();
    }),
    { numRuns: 25, examples: [[discardedAfterLeaving]] },
  );
}, 120_000);

async function openDevice() {
  const data = createMemoryData();
  const chat = await openTestChat({ data });
  const ann = await chat.join('Ann');
  const room = await chat.lobby();
  const { user, token } = ann.signedIn;
  const account = { user, name: 'Ann', device: ann.clientId as never, token };
  const writer = { user, client: ann.clientId };
  const clock = createFakeClock();
  const disk = createFakeDisk();
  const deviceDb = await disk.openDeviceDb();
  await deviceDb.putAccount(account);
  deviceDb.close();
  const db = await disk.openDb(user);
  const hub = createFakeTabHub();
  const epoch = chat.outbox.epoch();
  await db.putSetting('epoch', epoch);

  const troubles: string[] = [];
  const trouble = (what: string) => troubles.push(what);
  const discarded = new Set<number>();
  let rows = 0;
  let peer: LinkPeer | undefined;
  let arrived = 0;
  let workers: Promise<unknown>[] = [];
  let requests: { readonly body: Uint8Array; readonly answer: (outcome: Answered) => void }[] = [];

  const http: OutboxHttp = {
    postOutbox: (_token, body) => new Promise((answer) => requests.push({ body, answer })),
  };
  const sender = createSender({
    db,
    user,
    clock,
    createBackoff: () => createBackoff({ random: () => 0.5 }),
    eager: () => true,
    underWayElsewhere: (id) => postOutbox.sent.get().has(id),
    trouble,
  });
  const postOutbox = createPostOutbox({
    db,
    account,
    http,
    clock,
    underWayElsewhere: (id) => sender.sent.get().has(id),
    trouble,
  });
  const farewell = createFarewell({ account, http, clock, underWay: sender.sent.get });
  // As the leading tab does, and as a tab hears of the worker.
  db.changes.subscribe((change) => {
    if (change.in !== 'outbox') return;
    void db.outbox.list().then(farewell.read);
    sender.wake(change.room);
  });
  hub.open().subscribe((message) => {
    const { type, change } = message as { type: string; change: Parameters<typeof db.changes.announce>[0] };
    if (type === 'change') db.changes.announce(change);
  });

  async function connect(): Promise<void> {
    if (peer) return;
    chat.connect(ann);
    const made = createFakeConnection({ ...quietEvents, closed: sender.lost }, { epoch });
    peer = made.peer;
    arrived = 0;
    await sender.connected(made.connection);
  }

  function cut(): void {
    if (!peer) return;
    chat.application.disconnected(ann);
    peer.cut();
    peer = undefined;
  }

  async function arrive(): Promise<void> {
    const on = peer;
    const publish = on?.published[arrived];
    if (!publish) return;
    arrived++;
    const answer = await chat.send(ann, room, publish.payload);
    // A PUBACK of a connection that is gone is never heard.
    if (on !== peer) return;
    if (isRefusal(answer)) publish.answer({ outcome: 'refused', permanent: false, reason: answer.reason });
    else publish.answer({ outcome: 'accepted', receipt: answer.receipt });
  }

  async function requestArrives(which: number, isHeard = true): Promise<void> {
    const request = requests[which];
    if (!request) return;
    requests = requests.filter((other) => other !== request);
    const value = await chat.outbox.post(writer, decodeOutbox(request.body)!.parts);
    request.answer(isHeard ? { outcome: 'ok', value } : { outcome: 'unreachable' });
  }

  function startWorker(): void {
    workers.push(
      sendOutbox({
        openDeviceDb: disk.openDeviceDb,
        openDb: (of: UserId) => disk.openDb(of),
        http,
        openChannel: hub.open,
        pages: () => Promise.resolve('none'),
        clock,
        trouble,
      }),
    );
  }

  async function discard(which: number): Promise<void> {
    const row = (await db.outbox.list())[which];
    if (row && (await db.outbox.discard(row.id))) discarded.add(Number.parseInt(row.id.slice(-12), 16));
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'write':
        for (let n = 0; n < step.times; n++) await db.outbox.add(written(++rows, room));
        break;
      case 'arrive':
        for (let n = 0; n < step.times; n++) await arrive();
        break;
      case 'connect':
        await connect();
        break;
      case 'cut':
        cut();
        break;
      case 'post':
        void postOutbox.post();
        break;
      case 'leave':
        if (peer) farewell.say(epoch);
        cut();
        break;
      case 'worker':
        startWorker();
        break;
      case 'request arrives':
        await requestArrives(step.which);
        break;
      case 'request is lost':
        await requestArrives(step.which, false);
        break;
      case 'discard':
        await discard(step.which);
        break;
      case 'server':
        data.failing = !step.works;
        break;
    }
    await settle(20);
  }

  async function heal(): Promise<void> {
    data.failing = false;
    for (let round = 0; (await db.outbox.list()).length > 0 || requests.length > 0; round++) {
      if (round > 300) throw new Error('Stuck.');
      await connect();
      await requestArrives(0);
      await arrive();
      await clock.advance(10_000);
    }
    await settle();
    await Promise.all(workers);
    workers = [];
  }

  return {
    take,
    heal,
    async outcome() {
      const entries = await chat.store.readForward(room, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 });
      return {
        stored: entries.map(({ payload }) => decodeEntry(payload, 1000)?.id),
        kept: (await db.log.entries(room)).map(({ id }) => id),
        wanted: Array.from({ length: rows }, (_, n) => n + 1)
          .filter((n) => !discarded.has(n))
          .map(entryId),
        waiting: await db.outbox.list(),
        troubles,
      };
    },
    close: () => db.close(),
  };
}

type Answered = HttpOutcome<readonly OutboxAnswer[]>;
