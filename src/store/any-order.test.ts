// The screen against the broker's own store: whatever was written, and in whatever order and pages it comes, it looks the same.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPage } from '../../broker/chat/page';
import { contentHash } from '../../broker/store/content-hash';
import { createMemoryStore } from '../../broker/store/memory-store';
import type { Store } from '../../broker/store/store';
import type { Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA } from '../db/fake-disk';
import { editBodyOf, readAim, retractBodyOf } from '../protocol/aim';
import { decodeLogEntry, encodeEntry, entryKind, stampEntry, type LogEntry } from '../protocol/entry';
import type { EntryId, UserId } from '../protocol/ids';
import { reactionBodyOf, readReaction } from '../protocol/reaction';
import { textBodyOf } from '../protocol/text-body';
import { createRoomReader, type RoomReader } from './room-view';
import type { ItemView } from './state';

const people = [me, bo, 'cy' as UserId];
/** Messages that somebody aims at, by number: one that is written later, or never, is among them. */
const maxMessages = 8;

const anyStep = fc.record({
  // As often as it takes for all of them to meet.
  what: fc.constantFrom('text', 'text', 'reply', 'edit', 'retract', 'reaction', 'reaction', 'reaction'),
  by: fc.constantFrom(...people),
  of: fc.nat({ max: maxMessages }),
  emoji: fc.constantFrom('👍', '❤️', ''),
});
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

const messageId = (n: number): EntryId => entryId(1000 + n);

/** What is in the store, and each entry as it was pushed when it was new. */
async function write(steps: readonly Step[]): Promise<{ store: Store; pushed: LogEntry[] }> {
  const store = createMemoryStore({ clock: () => 1_800_000_000_000 });
  const pushed: LogEntry[] = [];
  let messages = 0;
  for (const [index, { what, by, of, emoji }] of steps.entries()) {
    const isMessage = what === 'text' || what === 'reply';
    const id = isMessage ? messageId(messages++) : entryId(index);
    const entry = { id, waitedSec: 0, ...contentOf(what, messageId(of), `words ${index}`, emoji) };
    const payload = encodeEntry(entry);
    const aim = readAim(entry);
    const [result] = await store.append([
      {
        room: roomA,
        author: by,
        client: 'device',
        id,
        contentHash: contentHash(entry),
        payload,
        refusal: undefined,
        aim: aim && { target: aim.target, retracts: aim.text === undefined },
        reactsTo: readReaction(entry)?.target,
      },
    ]);
    // Somebody else's message, or none yet: as the broker does, it is refused.
    if (result?.outcome !== 'stored') continue;
    const { seq, ts } = result;
    pushed.push(decodeLogEntry(stampEntry(payload, { seq, from: by, ts }), 100_000)!);
  }
  return { store, pushed };
}

function contentOf(what: Step['what'], target: EntryId, words: string, emoji: string) {
  if (what === 'edit') return { kind: entryKind.edit, body: editBodyOf(target, words) };
  if (what === 'retract') return { kind: entryKind.retract, body: retractBodyOf(target) };
  if (what === 'reaction') return { kind: entryKind.reaction, body: reactionBodyOf(target, emoji) };
  return { kind: entryKind.text, body: textBodyOf(words, what === 'reply' ? target : undefined) };
}

const readerOn = (db: Db): RoomReader =>
  createRoomReader({ db, room: roomA, user: me, nameOf: String, sent: () => new Set() });

async function openDevice(): Promise<Db> {
  const db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 0, read: 0 }]);
  return db;
}

/** What a person sees, whatever it was made of. */
const seen = (items: readonly ItemView[]) =>
  items.map((item) => {
    if (item.type !== 'message') return item;
    const { id, seq, text, edited, retracted, reply, reactions } = item;
    return { id, seq, text, edited, retracted, reply, reactions };
  });

const maxSteps = 24;
const maxCuts = 5;
const anyWay = fc.record({
  /** Which entries were pushed when they were new, and where pages begin. */
  pushed: fc.array(fc.boolean(), { maxLength: maxSteps }),
  cuts: fc.uniqueArray(fc.integer({ min: 1, max: maxSteps }), { maxLength: maxCuts }),
  order: fc.array(fc.nat(), { minLength: maxSteps + maxCuts + 1, maxLength: maxSteps + maxCuts + 1 }),
});
type Way = typeof anyWay extends fc.Arbitrary<infer W> ? W : never;

it('looks the same in any order and pages of what was written, also where an old page comes last', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: maxSteps }), anyWay, async (steps, way) => {
      const { store, pushed } = await write(steps);
      const whole = await openDevice();
      for (const entry of pushed) await whole.log.put(roomA, [entry]);
      const expected = seen((await readerOn(whole).read())!.items);
      whole.close();

      const db = await openDevice();
      const reader = readerOn(db);
      db.changes.subscribe((change) => change.in === 'log' && reader.forget(change.amended));
      const deliveries = deliveriesOf(pushed, way, (from, to) => pageOf(store, from, to));
      for (const deliver of deliveries) {
        const { entries, later } = await deliver();
        await db.log.put(roomA, entries, later);
        await reader.read();
      }
      // Scrolled to the top, somebody who looked on all the time sees what somebody sees who comes now.
      await reader.older();
      expect(seen((await reader.read())!.items)).toEqual(expected);
      expect(seen((await readerOn(db).read())!.items)).toEqual(expected);
      db.close();
    }),
    { numRuns: 150 },
  );
});

it('shows on a page that comes alone what its messages have become since', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { minLength: 1, maxLength: maxSteps }),
      fc.nat(),
      fc.nat(),
      async (steps, a, b) => {
        const { store, pushed } = await write(steps);
        const seqs = [a, b].map((n) => (n % Math.max(1, pushed.length)) + 1);
        const [from, to] = [Math.min(...seqs), Math.max(...seqs)];
        const whole = await openDevice();
        for (const entry of pushed) await whole.log.put(roomA, [entry]);
        const expected = seen((await readerOn(whole).read())!.items).filter(
          (item) => 'seq' in item && item.seq !== undefined && item.seq >= from && item.seq <= to,
        );
        whole.close();

        const db = await openDevice();
        const { entries, later } = await pageOf(store, from, to);
        await db.log.put(roomA, entries, later);
        const found = seen((await readerOn(db).read())!.items);
        // What is answered may lie on another page.
        const withoutReply = (items: typeof found) => items.map((item) => ({ ...item, reply: undefined }));
        expect(withoutReply(found)).toEqual(withoutReply(expected));
        db.close();
      },
    ),
    { numRuns: 150 },
  );
});

interface Delivery {
  readonly entries: readonly LogEntry[];
  readonly later: readonly LogEntry[];
}

async function pageOf(store: Store, from: number, to: number): Promise<Delivery> {
  const nobody = { named: () => [] } as unknown as Parameters<typeof readPage>[0]['people'];
  const page = await readPage({ store, people: nobody, floors: { of: () => 1 } }, roomA, from, to);
  const read = (bytes: Uint8Array) => decodeLogEntry(bytes, 100_000)!;
  return { entries: page.entries.map(read), later: page.later.map(read) };
}

/** All of the log, in pieces, in any order: some entries alone as they were pushed, and all of them in pages. */
function deliveriesOf(
  pushed: readonly LogEntry[],
  way: Way,
  page: (from: number, to: number) => Promise<Delivery>,
): (() => Promise<Delivery>)[] {
  const head = pushed.length;
  const begins = [1, ...way.cuts.filter((seq) => seq > 1 && seq <= head)].toSorted((a, b) => a - b);
  const pages = begins.map((from, index) => () => page(from, (begins[index + 1] ?? head + 1) - 1));
  const alone = pushed
    .filter((_, index) => way.pushed[index])
    .map((entry) => async () => ({ entries: [entry], later: [] }));
  return [...pages, ...alone]
    .map((deliver, index) => ({ deliver, at: way.order[index] ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ deliver }) => deliver);
}
