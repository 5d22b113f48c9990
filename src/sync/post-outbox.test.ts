import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { createFakeClock, settle, type FakeClock } from '../platform/fake-clock';
import { decodeEntry, type Entry } from '../protocol/entry';
import type { DeviceId, EntryId, RoomId } from '../protocol/ids';
import { defaultMaxPayloadBytes, sendWindow } from '../protocol/limits';
import { decodeOutbox, maxOutboxBytes, type OutboxAnswer } from '../protocol/outbox';
import { refusalReasonCode } from '../protocol/refusal';
import type { HttpOutcome } from '../transport/http';
import { createPostOutbox, type PostOutbox } from './post-outbox';

/** One request, answered by the test. */
interface Post {
  readonly token: string;
  readonly epoch: string | undefined;
  readonly bytes: number;
  readonly parts: readonly { readonly room: RoomId; readonly entries: readonly Entry[] }[];
  answer(outcome: HttpOutcome<readonly OutboxAnswer[]>): Promise<void>;
}

let db: Db;
let clock: FakeClock;
let posts: Post[];
let troubles: string[];
let postOutbox: PostOutbox;
/** Rows that are unanswered on another path too. */
let elsewhere: Set<EntryId>;

const account = { user: me, name: 'Me', device: 'device' as DeviceId, token: 'the token' };

beforeEach(async () => {
  db = await createFakeDisk().openDb();
  clock = createFakeClock();
  posts = [];
  troubles = [];
  elsewhere = new Set();
  postOutbox = postOutboxOn(db);
});
afterEach(() => db.close());

function postOutboxOn(on: Db): PostOutbox {
  return createPostOutbox({
    db: on,
    account,
    http: {
      postOutbox: (token, body) =>
        new Promise((resolve) => {
          const parts = decodeOutbox(body)!.parts.map(({ room, entries }) => ({
            room,
            entries: entries.map((payload) => decodeEntry(payload, 1_000_000)!),
          }));
          posts.push({
            token,
            epoch: decodeOutbox(body)!.epoch,
            bytes: body.length,
            parts,
            async answer(outcome) {
              resolve(outcome);
              await settle();
            },
          });
        }),
    },
    clock,
    underWayElsewhere: (id) => elsewhere.has(id),
    trouble: (what) => troubles.push(what),
  });
}

const writeAll = async (numbers: number[], room = roomA) => {
  for (const n of numbers) await db.outbox.add(written(n, room));
};
/** Starts a post and waits until its request has left. */
const start = async () => {
  void postOutbox.post();
  await settle(120);
};
const stored = (seq: number): OutboxAnswer => ({
  outcome: 'accepted',
  receipt: { seq, ts: 1_800_000_000 },
});
const refused = (reasonCode: number): OutboxAnswer => ({ outcome: 'refused', reasonCode, reason: 'No.' });
const ok = (...value: OutboxAnswer[]) => ({ outcome: 'ok', value }) as const;
const idsIn = (post: Post | undefined) =>
  post?.parts.map(({ room, entries }) => [room, entries.map(({ id }) => id)]);
const ids = (...numbers: number[]) => numbers.map(entryId);
const waiting = async () => (await db.outbox.list()).map((row) => row.id);
const sent = () => [...postOutbox.sent.get()];

describe('what is posted', () => {
  it('is all that waits, in one request, each room in the order of writing, with the ids it will always have', async () => {
    await writeAll([1, 2]);
    await writeAll([3], roomB);
    await writeAll([4]);
    await clock.advance(60_000);
    await start();
    expect(posts.map(({ token }) => token)).toEqual(['the token']);
    expect(idsIn(posts[0])).toEqual([
      [roomA, ids(1, 2, 4)],
      [roomB, ids(3)],
    ]);
    expect(posts[0]?.parts[0]?.entries[0]).toMatchObject({ kind: 1, body: 'mine 1', waitedSec: 60 });
    expect(sent()).toEqual(ids(1, 2, 4, 3));
  });

  it('is marked as tried before it leaves', async () => {
    await writeAll([1]);
    await start();
    expect((await db.outbox.list())[0]?.tried).toBe(true);
    expect(await db.outbox.discard(entryId(1))).toBeUndefined();
    expect((await db.outbox.story(entryId(1)))?.steps.at(-1)).toMatchObject({
      step: 'tried',
      detail: 'by post',
    });
  });

  it('says which store it is for, as far as this device has met one', async () => {
    await writeAll([1]);
    await start();
    await db.putSetting('epoch', 'abcdefgh');
    await start();
    expect(posts.map(({ epoch }) => epoch)).toEqual([undefined, 'abcdefgh']);
  });

  it('is nothing when nothing waits, or only what failed', async () => {
    await start();
    await writeAll([1]);
    await db.outbox.fail(entryId(1), 'No.');
    await start();
    expect(posts).toEqual([]);
  });

  it('is never more than a window, and one request takes it', async () => {
    for (let n = 1; n <= 40; n++)
      await db.outbox.add({ ...written(n, n % 2 === 0 ? roomA : roomB), body: 'x'.repeat(1_000) });
    await start();
    expect(posts[0]?.bytes).toBeLessThan(sendWindow.maxBytes + 500);
    expect(posts[0]?.bytes).toBeGreaterThan(sendWindow.maxBytes - 2_000);
    expect(posts[0]?.bytes).toBeLessThan(maxOutboxBytes);
  });

  it('skips no message: behind one that is too long for a request, its room waits, the others do not', async () => {
    await writeAll([1]);
    await db.outbox.add({ ...written(2), body: 'x'.repeat(defaultMaxPayloadBytes) });
    await writeAll([3]);
    await writeAll([4], roomB);
    await start();
    expect(idsIn(posts[0])).toEqual([
      [roomA, ids(1)],
      [roomB, ids(4)],
    ]);
  });

  it('skips no message: behind one that was rewritten at this moment, its room waits', async () => {
    await writeAll([1, 2, 3]);
    const rewritten: Db = {
      ...db,
      outbox: {
        ...db.outbox,
        async markTried(tries, way) {
          await db.outbox.rewrite(entryId(2), 'better words');
          return await db.outbox.markTried(tries, way);
        },
      },
    };
    postOutbox = postOutboxOn(rewritten);
    await start();
    expect(idsIn(posts[0])).toEqual([[roomA, ids(1)]]);
    expect(await waiting()).toEqual(ids(1, 2, 3));
  });
});

describe('an answer', () => {
  it('ends the rows that are stored, as a PUBACK does', async () => {
    await writeAll([1, 2]);
    await start();
    await posts[0]!.answer(ok(stored(7), stored(8)));
    expect(await waiting()).toEqual([]);
    expect((await db.log.entries(roomA)).map(({ id, seq }) => [id, seq])).toEqual([
      [entryId(1), 7],
      [entryId(2), 8],
    ]);
    expect(sent()).toEqual([]);
  });

  it('belongs to the entry at its place, over all rooms', async () => {
    await writeAll([1]);
    await writeAll([2], roomB);
    await writeAll([3]);
    await start();
    await posts[0]!.answer(ok(stored(1), stored(2), stored(50)));
    expect((await db.log.entries(roomB)).map(({ seq }) => seq)).toEqual([50]);
    expect((await db.log.entries(roomA)).map(({ id }) => id)).toEqual(ids(1, 3));
  });

  it('that refuses for good fails the row, in words; one that says "not now" leaves it', async () => {
    await writeAll([1, 2, 3]);
    await start();
    await posts[0]!.answer(
      ok(refused(refusalReasonCode['payload-invalid']), refused(refusalReasonCode.unavailable), stored(1)),
    );
    const rows = await db.outbox.list();
    expect(rows.map(({ id, problem }) => [id, problem])).toEqual([
      [entryId(1), 'No.'],
      [entryId(2), undefined],
    ]);
  });

  it('that refuses for good leaves a row that is unanswered over the link too: it may be stored by that', async () => {
    await writeAll([1]);
    elsewhere.add(entryId(1));
    await start();
    await posts[0]!.answer(ok(refused(refusalReasonCode['payload-invalid'])));
    expect(await db.outbox.list()).toMatchObject([{ problem: undefined, tried: true }]);
    expect(await db.outbox.rewrite(entryId(1), 'another text')).toBe(false);
    expect(await db.outbox.end(entryId(1), { seq: 1, ts: 1_800_000_000 }, me)).toBe(true);
    expect((await db.log.entries(roomA)).map(({ id }) => id)).toEqual(ids(1));
  });

  it('of fewer entries than were asked for leaves the others', async () => {
    await writeAll([1, 2]);
    await start();
    await posts[0]!.answer(ok(stored(1)));
    expect(await waiting()).toEqual(ids(2));
    expect(troubles).toEqual([]);
  });

  it('that never came leaves all as it was, to be sent again', async () => {
    await writeAll([1]);
    await start();
    await posts[0]!.answer({ outcome: 'unreachable' });
    expect(await waiting()).toEqual(ids(1));
    expect(sent()).toEqual([]);
    await start();
    expect(idsIn(posts[1])).toEqual([[roomA, ids(1)]]);
    expect(troubles).toEqual([]);
  });

  it('to a row that the link ended meanwhile changes nothing', async () => {
    await writeAll([1]);
    await start();
    await db.log.put(roomA, [textEntry(3, { id: entryId(1), from: me })]);
    await posts[0]!.answer(ok(stored(3)));
    expect(await db.log.entries(roomA)).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('that cannot be noted is trouble, not a lost row', async () => {
    await writeAll([1]);
    postOutbox = postOutboxOn({
      ...db,
      log: { ...db.log, put: () => Promise.reject(new Error('The disk is full.')) },
    });
    const whole = postOutbox.post();
    await settle(120);
    await posts[0]!.answer(ok(stored(1)));
    await whole;
    expect(troubles).toEqual(['The outbox could not be posted']);
    expect(await waiting()).toEqual(ids(1));
    expect(sent()).toEqual([]);
  });
});
