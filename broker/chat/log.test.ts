import { describe, expect, it } from 'vitest';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { decodeLogEntry, entryKind } from '../../src/protocol/entry';
import { entryIdToBytes, type RoomId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { textBodyOf } from '../../src/protocol/text-body';
import { isRefusal } from '../application';
import { createMemoryData } from '../store/memory-store';
import { entryId } from '../store/entry-requests';
import { createFakeSession, openTestChat, textEntry } from './chat-fakes';

const ts = 1_790_000_000;

describe('the log of a room', () => {
  it('answers with seq and time, and then tells everybody, in order, with the stamp', async () => {
    const { fanOut, lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const answers = await Promise.all([1, 2, 3].map((n) => send(ann, room, textEntry(n))));
    expect(answers).toEqual([`1 ${ts}`, `2 ${ts}`, `3 ${ts}`].map((receipt) => ({ receipt })));
    expect(fanOut.appendedRecords.map(({ record }) => record.seq)).toEqual([1, 2, 3]);
    const [first] = fanOut.appendedRecords;
    expect(first).toMatchObject({ topic: `room/${room}`, record: { client: ann.clientId } });
    expect(decodeLogEntry(first?.record.payload ?? new Uint8Array(), 1000)).toEqual({
      id: entryId(1),
      kind: entryKind.text,
      body: 'text 1',
      waitedSec: 0,
      seq: 1,
      from: ann.signedIn.user,
      ts,
    });
  });

  it('answers a repeated entry like the first time, and tells nobody again', async () => {
    const { fanOut, time, lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const first = await send(ann, room, textEntry(1));
    time.nowMs += 60_000;
    expect(await send(ann, room, textEntry(1))).toEqual(first);
    expect(fanOut.appendedRecords).toHaveLength(1);
  });

  it('refuses other words under a known id', async () => {
    const { lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    await send(ann, room, textEntry(1));
    expect(await send(ann, room, textEntry(1, 'other words'))).toEqual({
      refused: 'payload-invalid',
      reason: 'This message is already stored with other words.',
    });
  });

  it('gives a known entry its first answer even when its author may no longer write or the limit was lowered', async () => {
    const data = createMemoryData();
    const before = await openTestChat({ data });
    const ann = await before.join('Ann');
    const room = await before.lobby();
    const long = textEntry(1, 'x'.repeat(5000));
    const first = await before.send(ann, room, long);
    data.rows.delete(`member/${room}/${ann.signedIn.user}`);
    const after = await openTestChat({ data, maxPayloadBytes: 1024 });
    after.connect(ann);
    expect(await after.send(ann, room, long)).toEqual(first);
    expect(await after.send(ann, room, textEntry(2))).toMatchObject({ refused: 'not-authorized' });
  });

  it('says how long a message is and how long it may be', async () => {
    const { lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    expect(await send(ann, room, textEntry(1, 'x'.repeat(17.2 * 1024)))).toEqual({
      refused: 'payload-invalid',
      reason: 'This message is 17.2 kB; at most 16 kB fit.',
    });
    expect(await send(ann, room, textEntry(2, 'x'.repeat(16 * 1024 - 26)))).toHaveProperty('receipt');
  });

  it('takes only texts that say something', async () => {
    const { lobby, join, send, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const invalid = { refused: 'payload-invalid' };
    expect(await send(ann, room, new Uint8Array([1, 2, 3]))).toMatchObject(invalid);
    expect(await send(ann, room, new Uint8Array())).toMatchObject(invalid);
    expect(await send(ann, room, textEntry(1, ''))).toMatchObject(invalid);
    expect(await send(ann, room, textEntry(2, 42))).toMatchObject(invalid);
    const kinds = [0, ...Object.values(entryKind), 200].filter((kind) => kind !== entryKind.text);
    for (const kind of kinds)
      expect(await send(ann, room, textEntry(kind, 'x', kind))).toMatchObject(invalid);
    expect(fanOut.appendedRecords).toEqual([]);
  });

  it('takes edits and retracts of one’s own texts, and says in words why not', async () => {
    const { lobby, join, send, ask } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    const room = await lobby();
    const edit = (n: number, target: number, text = 'better') =>
      textEntry(n, editBodyOf(entryId(target), text), entryKind.edit);
    const retract = (n: number, target: number) =>
      textEntry(n, retractBodyOf(entryId(target)), entryKind.retract);
    const reasonOf = async (session: typeof ann, payload: Uint8Array) => {
      const answer = await send(session, room, payload);
      return isRefusal(answer) ? `${answer.refused}: ${answer.reason}` : answer.receipt;
    };
    await send(ann, room, textEntry(1));
    expect(await reasonOf(bob, edit(2, 1))).toBe('payload-invalid: You can change only your own messages.');
    expect(await reasonOf(bob, retract(2, 1))).toBe(
      'payload-invalid: You can change only your own messages.',
    );
    expect(await reasonOf(ann, edit(2, 9))).toBe(
      'payload-invalid: The message to change is not in this room.',
    );
    expect(await reasonOf(ann, edit(2, 1, ''))).toBe(
      'payload-invalid: An edit needs a message and a new text for it.',
    );
    expect(await reasonOf(ann, edit(2, 1))).toBe(`2 ${ts}`);
    expect(await reasonOf(ann, edit(3, 2))).toBe('payload-invalid: Only a text message can be changed.');
    expect(await reasonOf(ann, retract(3, 1))).toBe(`3 ${ts}`);
    expect(await reasonOf(ann, edit(4, 1))).toBe(
      'payload-invalid: This message was taken back and cannot be changed any more.',
    );
    // Neither words nor what they were changed to are left, and what comes late again is known.
    expect(await reasonOf(ann, textEntry(1))).toBe(`1 ${ts}`);
    expect(await reasonOf(ann, edit(2, 1))).toBe(`2 ${ts}`);
    const page = (await ask(ann, 'range', { room, from: 1, to: 9 })) as { entries: Uint8Array[] };
    const bodies = page.entries.map((bytes) => decodeLogEntry(bytes, 1000)?.body);
    expect(bodies).toEqual([null, null, retractBodyOf(entryId(1))]);
  });

  it('takes texts that answer a message, whether or not that is there, and changes them like others', async () => {
    const { lobby, join, send, ask } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    const room = await lobby();
    await send(ann, room, textEntry(1));
    expect(await send(bob, room, textEntry(2, textBodyOf('yes', entryId(1))))).toEqual({
      receipt: `2 ${ts}`,
    });
    expect(await send(bob, room, textEntry(3, textBodyOf('to whom?', entryId(99))))).toHaveProperty(
      'receipt',
    );
    expect(await send(bob, room, textEntry(4, textBodyOf('', entryId(1))))).toEqual({
      refused: 'payload-invalid',
      reason: 'A text message needs a text.',
    });
    for (const body of [['yes'], ['yes', 'to you'], ['yes', entryIdToBytes(entryId(1)).slice(8)], []])
      expect(await send(bob, room, textEntry(5, body))).toEqual({
        refused: 'payload-invalid',
        reason: 'An answer needs a text and the message that it answers.',
      });
    const edit = textEntry(6, editBodyOf(entryId(2), 'no'), entryKind.edit);
    expect(await send(bob, room, edit)).toHaveProperty('receipt');
    const retract = textEntry(7, retractBodyOf(entryId(3)), entryKind.retract);
    expect(await send(bob, room, retract)).toHaveProperty('receipt');
    const page = (await ask(ann, 'range', { room, from: 2, to: 3 })) as { entries: Uint8Array[] };
    expect(page.entries.map((bytes) => decodeLogEntry(bytes, 1000)?.body)).toEqual([
      textBodyOf('yes', entryId(1)),
      null,
    ]);
  });

  it('takes reactions to anybody’s messages, of members, and says in words why not', async () => {
    const { lobby, join, send, ask, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    const room = await lobby();
    const reaction = (n: number, target: number, emoji: string) =>
      textEntry(n, reactionBodyOf(entryId(target), emoji), entryKind.reaction);
    await send(ann, room, textEntry(1));
    // Its receipt is short, and it is told like any other entry.
    expect(await send(bob, room, reaction(2, 1, '👍'))).toEqual({ receipt: `2.${ts.toString(36)}` });
    expect(await send(bob, room, reaction(2, 1, '👍'))).toEqual({ receipt: `2.${ts.toString(36)}` });
    expect(fanOut.appendedRecords.map(({ record }) => record.seq)).toEqual([1, 2]);
    expect(await send(bob, room, reaction(3, 99, '👍'))).toHaveProperty('receipt');
    expect(await send(bob, room, reaction(4, 1, ''))).toHaveProperty('receipt');
    for (const body of ['👍', [entryIdToBytes(entryId(1))], [entryIdToBytes(entryId(1)), 'ok'], null])
      expect(await send(bob, room, textEntry(5, body, entryKind.reaction))).toEqual({
        refused: 'payload-invalid',
        reason: 'A reaction needs a message and an emoji.',
      });
    await ask(ann, 'create', { room: 'ann-alone' as RoomId, name: 'Alone', visibility: 'private' });
    expect(await send(bob, 'ann-alone' as RoomId, reaction(6, 1, '👍'))).toEqual({
      refused: 'not-authorized',
      reason: 'You are not a member of this room.',
    });
  });

  it('keeps an edit waiting whose message could not be stored, and does not refuse it for good', async () => {
    const { data, lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const edit = textEntry(2, editBodyOf(entryId(1), 'better'), entryKind.edit);
    data.failing = true;
    await send(ann, room, textEntry(1));
    data.failing = false;
    expect(await send(ann, room, edit)).toMatchObject({ refused: 'unavailable' });
    await send(ann, room, textEntry(1));
    expect(await send(ann, room, edit)).toEqual({ receipt: `2 ${ts}` });
  });

  it('takes nothing later from a client in that room until what it could not store comes again', async () => {
    const { data, lobby, join, send, ask, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    const room = await lobby();
    await ask(ann, 'create', { room: 'other' as RoomId, name: 'Other' });
    await send(ann, room, textEntry(1));
    data.failing = true;
    expect(await send(ann, room, textEntry(2))).toMatchObject({ refused: 'unavailable' });
    data.failing = false;
    expect(await send(ann, room, textEntry(3))).toMatchObject({ refused: 'unavailable' });
    expect(await send(ann, room, textEntry(1))).toEqual({ receipt: `1 ${ts}` });
    expect(await send(ann, 'other' as RoomId, textEntry(9))).toEqual({ receipt: `2 ${ts}` });
    expect(await send(bob, room, textEntry(1))).toEqual({ receipt: `2 ${ts}` });
    expect(await send(ann, room, textEntry(2))).toEqual({ receipt: `3 ${ts}` });
    expect(await send(ann, room, textEntry(3))).toEqual({ receipt: `4 ${ts}` });
    expect(fanOut.appendedRecords.filter(({ topic }) => topic === `room/${room}`)).toHaveLength(4);
  });

  it('lets a permanent refusal block nothing', async () => {
    const { lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    await send(ann, room, textEntry(1, ''));
    expect(await send(ann, room, textEntry(2))).toEqual({ receipt: `1 ${ts}` });
  });

  it('begins anew with each connection of a client', async () => {
    const { application, data, lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    data.failing = true;
    await send(ann, room, textEntry(1));
    data.failing = false;
    application.disconnected(ann);
    application.connected(ann);
    expect(await send(ann, room, textEntry(2))).toEqual({ receipt: `1 ${ts}` });
  });

  it('tells everybody of an entry that was on disk although its batch seemed to fail', async () => {
    const { data, store, lobby, join, send, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const { append } = store;
    store.append = async (requests) => {
      await append(requests);
      return [{ outcome: 'failed', message: 'EIO' }];
    };
    await send(ann, room, textEntry(1));
    store.append = append;
    expect(data.logs.get(room)).toHaveLength(1);
    expect(fanOut.appendedRecords).toHaveLength(0);
    await send(ann, room, textEntry(1));
    await send(ann, room, textEntry(1));
    expect(fanOut.appendedRecords.map(({ record }) => record.seq)).toEqual([1]);
  });

  it('reads a log as it goes over the wire, and gives heads', async () => {
    const { application, lobby, join, send, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    for (const n of [1, 2, 3]) await send(ann, room, textEntry(n));
    const topic = `room/${room}`;
    expect(await application.heads([topic, 'room/empty', 'answer'])).toEqual([3, 0, 0]);
    const { records } = await application.read(topic, 1, { maxEntries: 10, maxBytes: 10_000 });
    expect(records).toEqual(fanOut.appendedRecords.slice(1).map(({ record }) => record));
    expect((await application.read(topic, 0, { maxEntries: 1, maxBytes: 10_000 })).records).toHaveLength(1);
    expect((await application.read('answer', 0, { maxEntries: 1, maxBytes: 10 })).records).toEqual([]);
  });

  it('reads from memory what was written since the start, and from disk what is older', async () => {
    const data = createMemoryData();
    const before = await openTestChat({ data });
    const ann = await before.join('Ann');
    const room = await before.lobby();
    await before.send(ann, room, textEntry(1));
    const { application, store, send } = await openTestChat({ data });
    await send(ann, room, textEntry(2));
    const read = async (after: number) =>
      (await application.read(`room/${room}`, after, { maxEntries: 10, maxBytes: 10_000 })).records.map(
        ({ seq }) => seq,
      );
    expect(await read(0)).toEqual([1, 2]);
    store.readForward = () => Promise.reject(new Error('EIO'));
    expect(await read(1)).toEqual([2]);
    await expect(read(0)).rejects.toThrow('EIO');
  });

  it('reads a text that was taken back without its words, and what follows it', async () => {
    const { application, lobby, join, send } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    const read = async () => {
      const limits = { maxEntries: 10, maxBytes: 10_000 };
      const { records } = await application.read(`room/${room}`, 0, limits);
      return records.map(({ payload }) => decodeLogEntry(payload, 1000)?.body);
    };
    await send(ann, room, textEntry(1));
    expect(await read()).toEqual(['text 1']);
    await send(ann, room, textEntry(2, retractBodyOf(entryId(1)), entryKind.retract));
    await send(ann, room, textEntry(3));
    expect(await read()).toEqual([null, retractBodyOf(entryId(1)), 'text 3']);
  });

  it('answers `unavailable` when the store throws', async () => {
    const { application, store, lobby, join } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    store.append = () => Promise.reject(new Error('boom'));
    expect(
      await application.publish(createFakeSession(ann.signedIn.user, 'd'), `room/${room}`, textEntry(1)),
    ).toMatchObject({ refused: 'unavailable' });
  });
});
