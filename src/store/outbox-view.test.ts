import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/db';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from '../db/fake-disk';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { EntryId } from '../protocol/ids';
import { reactionBodyOf } from '../protocol/reaction';
import { changeEntry } from '../protocol/room-change';
import { textBodyOf } from '../protocol/text-body';
import { discardedRow, readOutbox } from './outbox-view';

let db: Db;
let sent: Set<EntryId>;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
  sent = new Set();
});
afterEach(() => db.close());

const view = async () =>
  await readOutbox(db, await db.outbox.list(), sent, {
    user: me,
    nameOf: () => 'Bo',
    roomName: (room) => (room === roomA ? 'A' : 'B'),
  });
const addAim = (n: number, kind: number, body: unknown) => db.outbox.add({ ...written(n), kind, body });

it('shows what waits in all rooms, oldest first, and what may be done with it', async () => {
  for (const [n, room] of [
    [3, roomB],
    [1, roomA],
    [2, roomA],
  ] as const)
    await db.outbox.add(written(n, room));
  const all = await db.outbox.list();
  await db.outbox.markTried(
    all.slice(0, 2).map((row) => ({ row, waitedSec: 0 })),
    'over the link',
  );
  sent.add(entryId(3));
  await db.outbox.fail(entryId(1), 'Not here.');
  expect(await view()).toEqual([
    {
      id: entryId(3),
      room: roomB,
      roomName: 'B',
      what: 'message',
      change: undefined,
      text: 'mine 3',
      atMs: written(3).writtenAtMs,
      state: 'sent',
      problem: undefined,
      mayDiscard: false,
    },
    expect.objectContaining({
      id: entryId(1),
      roomName: 'A',
      state: 'failed',
      problem: 'Not here.',
      mayDiscard: true,
    }),
    expect.objectContaining({ id: entryId(2), state: 'saved', problem: undefined, mayDiscard: true }),
  ]);
});

it('says of an edit its new text, and of a retract the text that goes, as it reads now', async () => {
  await db.log.put(roomA, [
    textEntry(1, { id: entryId(1), from: me }),
    textEntry(2, { from: me, kind: entryKind.edit, body: editBodyOf(entryId(1), 'edited before') }),
  ]);
  await db.outbox.add(written(2));
  await addAim(3, entryKind.edit, editBodyOf(entryId(1), 'better'));
  await addAim(4, entryKind.retract, retractBodyOf(entryId(1)));
  await addAim(5, entryKind.retract, retractBodyOf(entryId(2)));
  await addAim(6, entryKind.retract, retractBodyOf(entryId(99)));
  expect((await view()).map(({ what, text }) => [what, text])).toEqual([
    ['message', 'mine 2'],
    ['edit', 'better'],
    ['retract', 'edited before'],
    ['retract', 'mine 2'],
    ['retract', ''],
  ]);
});

it('shows a reaction with its emoji, an answer with its words, and what either was when it is discarded', async () => {
  await addAim(1, entryKind.reaction, reactionBodyOf(entryId(9), '👍'));
  await addAim(2, entryKind.reaction, reactionBodyOf(entryId(9), ''));
  await addAim(3, entryKind.text, textBodyOf('yes', entryId(9)));
  expect((await view()).map(({ what, text }) => [what, text])).toEqual([
    ['reaction', '👍'],
    ['reaction', ''],
    ['message', 'yes'],
  ]);
  expect((await db.outbox.list()).map(discardedRow)).toEqual([
    { what: 'reaction', target: entryId(9), emoji: '👍' },
    { what: 'reaction', target: entryId(9), emoji: '' },
    { what: 'message', text: 'yes', replyTo: entryId(9) },
  ]);
});

it('shows what it does not understand without a text', async () => {
  await addAim(1, 200, { newer: true });
  expect(await view()).toMatchObject([{ what: 'message', text: '' }]);
});

it('tells a change of the room from a message', async () => {
  const { kind, body } = changeEntry({ what: 'remove', user: bo });
  await addAim(1, kind, body);
  expect(await view()).toMatchObject([
    { what: 'change', text: '', change: { actor: undefined, target: 'Bo', state: 'saved' } },
  ]);
});
