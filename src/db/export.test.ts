import { afterEach, beforeEach, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind } from '../protocol/entry';
import type { UserId } from '../protocol/ids';
import { reactionBodyOf } from '../protocol/reaction';
import { changeEntry } from '../protocol/room-change';
import { textBodyOf } from '../protocol/text-body';
import type { Db } from './db';
import { countMessages, exportMessages, exportRest, exportRoom } from './export';
import { bo, createFakeDisk, entryId, me, roomA, roomB, textEntry, written } from './fake-disk';

let db: Db;
beforeEach(async () => {
  db = await createFakeDisk().openDb();
  await db.rooms.put([{ room: roomA, name: 'A', visibility: 'public', head: 9, read: 3 }]);
});
afterEach(() => db.close());

const nameOf = (user: UserId) => ({ [me]: 'Mira', [bo]: 'Bo' })[user] ?? 'Someone';
const at = (seq: number) => new Date((1_800_000_000 + seq) * 1000).toISOString();
const messages = async () => {
  const all = [];
  for await (const some of exportMessages(db, roomA, nameOf)) all.push(...some);
  return all;
};
const idOf = (seq: number) => textEntry(seq).id;

it('writes each message as it reads now, with what was said before and who gave it what', async () => {
  const reaction = { room: roomA, target: idOf(1) };
  await db.log.put(roomA, [
    textEntry(1, { waitedSec: 90 }),
    textEntry(2, { from: me }),
    textEntry(3, { kind: entryKind.edit, body: editBodyOf(idOf(1), 'better') }),
    textEntry(4, { from: me, kind: entryKind.retract, body: retractBodyOf(idOf(2)) }),
    textEntry(5, changeEntry({ what: 'name', name: 'Cave' })),
    textEntry(6, { kind: 200, body: 'from the future' }),
    textEntry(10, { body: textBodyOf('an answer', idOf(1)) }),
  ]);
  for (const row of [
    { ...reaction, from: me, emoji: '👍', seq: 8 },
    { ...reaction, from: bo, emoji: '👍', seq: 7 },
    { ...reaction, from: 'cy' as UserId, emoji: '', seq: 9 },
  ])
    await db.database.put('reactions', row);
  expect(await messages()).toEqual([
    {
      id: idOf(1),
      seq: 1,
      at: at(1),
      from: bo,
      author: 'Bo',
      text: 'better',
      original: 'text 1',
      edits: [{ at: at(3), text: 'better' }],
      waitedSec: 90,
      reactions: [{ emoji: '👍', people: ['Bo', 'Mira'] }],
    },
    { id: idOf(2), seq: 2, at: at(2), from: me, author: 'Mira', text: '', takenBack: true },
    { id: idOf(5), seq: 5, at: at(5), from: bo, author: 'Bo', change: { what: 'name', name: 'Cave' } },
    { id: idOf(6), seq: 6, at: at(6), from: bo, author: 'Bo', text: '', unknownKind: true },
    { id: idOf(10), seq: 10, at: at(10), from: bo, author: 'Bo', text: 'an answer', replyTo: idOf(1) },
  ]);
});

it('brings all messages in their order, some at a time, and what the server lost behind them', async () => {
  await db.log.put(
    roomA,
    Array.from({ length: 1_203 }, (_, k) => textEntry(k + 1)),
  );
  await db.log.put(roomB, [textEntry(1)]);
  const lost = { ...textEntry(40), id: entryId(40), room: roomA, text: 'lost', amendments: [] };
  await db.database.put('orphans', lost);
  const sizes = [];
  for await (const some of exportMessages(db, roomA, nameOf)) sizes.push(some.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  const all = await messages();
  expect(all.map(({ seq }) => seq)).toEqual([...Array.from({ length: 1_203 }, (_, k) => k + 1), 40]);
  expect(all.at(-1)).toMatchObject({ text: 'lost', noLongerOnServer: true });
  expect(await countMessages(db, [roomA, roomB])).toBe(1_204);
});

it('says what of a room is not in it', async () => {
  const missing = async () => (await exportRoom(db, (await db.rooms.get(roomA))!)).missing;
  expect(await missing()).toEqual([[1, 9]]);
  await db.log.put(roomA, [textEntry(3), textEntry(4), textEntry(8)]);
  expect(await missing()).toEqual([
    [1, 2],
    [5, 7],
    [9, 9],
  ]);
});

it('writes what waits, readable and as it goes to the server, and what stands in the boxes', async () => {
  await db.outbox.add(written(1));
  await db.outbox.add({ ...written(2), kind: entryKind.edit, body: editBodyOf(idOf(7), 'new words') });
  await db.outbox.add({ ...written(3), kind: entryKind.retract, body: retractBodyOf(idOf(8)) });
  await db.outbox.add({ ...written(4), ...changeEntry({ what: 'topic', topicLine: 'Ropes' }) });
  await db.outbox.add({ ...written(5), body: textBodyOf('an answer', idOf(2)) });
  await db.outbox.add({ ...written(6), kind: entryKind.reaction, body: reactionBodyOf(idOf(6), '👍') });
  await db.outbox.fail(entryId(4), 'Only admins may.');
  await db.rooms.putDraft(roomA, 'half a thought');
  await db.rooms.putEdit(roomA, { id: idOf(9), before: 'old', text: 'ne' });
  await db.putSetting('blocked', [{ user: bo, name: 'Bo' }]);
  await db.putSetting('inviteLinks', { abc: 'the secret of a link' });
  await db.database.put('choices', { room: roomA, notify: 'mentions' });
  const rest = await exportRest(db, [roomA]);
  expect(rest.outbox).toMatchObject([
    { id: entryId(1), room: roomA, what: 'message', text: 'mine 1', kind: 1, body: 'mine 1', tried: false },
    { what: 'edit', target: idOf(7), text: 'new words', body: [idOf(7), 'new words'] },
    { what: 'take-back', target: idOf(8), body: idOf(8) },
    { what: 'change', change: { what: 'topic', topicLine: 'Ropes' }, problem: 'Only admins may.' },
    { what: 'message', text: 'an answer', replyTo: idOf(2) },
    { what: 'reaction', target: idOf(6), emoji: '👍' },
  ]);
  expect(rest.outbox[0]?.writtenAt).toBe(new Date(1_800_000_000_001).toISOString());
  expect(rest.drafts).toEqual([{ room: roomA, text: 'half a thought' }]);
  expect(rest.editDrafts).toEqual([{ room: roomA, message: idOf(9), text: 'ne' }]);
  expect(rest.blocked).toEqual([{ user: bo, name: 'Bo' }]);
  expect(rest.roomChoices).toEqual([{ room: roomA, notify: 'mentions' }]);
  expect(JSON.stringify(rest)).not.toContain('secret');
});
