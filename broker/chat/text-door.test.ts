import { describe, expect, it } from 'vitest';
import { retractBodyOf } from '../../src/protocol/aim';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import { isRefusal, type PublishAnswer } from '../application';
import { createMemoryData, createMemoryStore } from '../store/memory-store';
import type { Store } from '../store/store';
import { entryId } from '../store/entry-requests';
import { addPeople, createFakeSession, openTestChat, textEntry, type FakeSession } from './chat-fakes';

const wide = { maxEntries: 1000, maxBytes: 1_000_000 };

/** A chat with Ann in the lobby, and what somebody reads of it as text. */
async function openDoor(options: Parameters<typeof openTestChat>[0] = {}) {
  const chat = await openTestChat(options);
  const ann = await chat.join('Ann');
  const room = await chat.lobby();
  const { application, store } = chat;
  return {
    ...chat,
    ann,
    room,
    write: (
      session: FakeSession,
      text: string | Uint8Array,
      as?: { packetId: number; isDup: boolean },
      topic = 'text/lobby',
    ): Promise<PublishAnswer> => application.publish(session, topic, Buffer.from(text as string), as),
    async stored(): Promise<unknown[]> {
      const entries = await store.readForward(room, 1, 1000, wide);
      return entries.map(({ payload }) => {
        const { id: _id, ...entry } = decodeStored(payload);
        return entry.body;
      });
    },
    async lines(after = 0, topic = 'text/lobby'): Promise<string[]> {
      const { records } = await application.read(topic, after, wide);
      return records.map(({ payload, isSilent }) => (isSilent ? '-' : Buffer.from(payload).toString()));
    },
  };
}

const decodeStored = (payload: Uint8Array) => {
  const stamped = Buffer.concat([Buffer.of(0x98), payload.subarray(1), Buffer.of(1, 0xa1, 0x61, 1)]);
  const entry = decodeLogEntry(stamped, stamped.length);
  if (!entry) throw new Error('It is no entry.');
  return entry;
};

const reasonOf = (answer: PublishAnswer): string => (isRefusal(answer) ? answer.reason : 'None.');
const at = '2026-09-21 14:13';

describe('what comes on text/<room>', () => {
  it('is a message of that person in the room’s log, and those who have it open hear it as usual', async () => {
    const { fanOut, ann, room, write } = await openDoor();
    expect(await write(ann, 'hellö')).toEqual({ receipt: '1 1790000000' });
    expect(await write(ann, 'by id', undefined, `text/${room}`)).toEqual({ receipt: '2 1790000000' });
    const [told] = fanOut.appendedRecords;
    expect(told?.topic).toBe(`room/${room}`);
    expect(decodeLogEntry(told?.record.payload ?? new Uint8Array(), 1000)).toMatchObject({
      kind: entryKind.text,
      body: 'hellö',
      waitedSec: 0,
      from: ann.signedIn.user,
    });
    expect(told?.record.client).toBe(ann.clientId);
  });

  it('loses the line end that a shell puts behind it, and no other', async () => {
    const { ann, write, stored } = await openDoor();
    for (const text of ['up 3 days\n', 'two\r\n', ' a\n\nb\n\n']) await write(ann, text);
    expect(await stored()).toEqual(['up 3 days', 'two', ' a\n\nb\n']);
  });

  it('is refused with a reason when it is no UTF-8, empty, too long, or not for this person', async () => {
    const { application, ann, write, stored } = await openDoor({ maxPayloadBytes: 1024 });
    const answers = [
      await write(ann, Buffer.from([0x68, 0xff])),
      await write(ann, Buffer.from([0xed, 0xa0, 0x80])),
      await write(ann, ''),
      await write(ann, '\n'),
      await write(ann, 'x'.repeat(1025)),
      await write(ann, 'hello', undefined, 'text/nowhere'),
    ];
    expect(answers.map(reasonOf)).toEqual([
      'A text has to be UTF-8, and this is not.',
      'A text has to be UTF-8, and this is not.',
      'A text message needs a text.',
      'A text message needs a text.',
      'This message is 1 kB; at most 1 kB fit.',
      'You are not a member of this room.',
    ]);
    expect(answers.map((answer) => isRefusal(answer) && answer.refused)).toEqual([
      ...Array.from({ length: 5 }, () => 'payload-invalid'),
      'not-authorized',
    ]);
    for (const topic of ['text/+', 'notices'])
      expect(await application.publish(ann, topic, Buffer.from('x'))).toMatchObject({
        refused: 'not-authorized',
      });
    expect(await stored()).toEqual([]);
  });

  it('does not keep back what comes behind it when it is refused for now', async () => {
    const { time, ann, write, stored, application } = await openDoor({
      limits: { messagesPerSec: 1, messagesAtOnce: 1 },
    });
    const pace = application.pace(ann.principal);
    for (let sent = 0; sent < 40; sent++) pace.took('message', 10);
    time.nowMs += 6000;
    pace.took('message', 10);
    expect(await write(ann, 'too fast', { packetId: 1, isDup: false })).toMatchObject({ refused: 'quota' });
    time.nowMs += 100_000;
    expect(await write(ann, 'later', { packetId: 2, isDup: false })).toHaveProperty('receipt');
    expect(await stored()).toEqual(['later']);
  });
});

describe('a session that asked for order', () => {
  const sent = (packetId: number) => ({ packetId, isDup: false });

  it('has what was refused for now first, and what was on its way behind it is refused too, whatever changed', async () => {
    const { data, ann, bo, write, stored } = await openInOrder();
    data.failing = true;
    expect(await write(ann, 'one', sent(1))).toMatchObject({ refused: 'unavailable' });
    data.failing = false;
    for (const packetId of [2, 3])
      expect(await write(ann, `${packetId}`, sent(packetId))).toMatchObject({ refused: 'unavailable' });
    // Other people's words, those of other sessions and other rooms are no business of this one.
    expect(await write(bo, 'of Bo', sent(2))).toHaveProperty('receipt');
    for (const packetId of [1, 2, 3])
      expect(await write(ann, `${packetId}`, { packetId, isDup: true })).toHaveProperty('receipt');
    expect(await stored()).toEqual(['of Bo', '1', '2', '3']);
  });

  it('lets those behind it pass with what comes again, and none of them before it, however often that fails', async () => {
    const { data, ann, write, stored } = await openInOrder();
    const again = (...numbers: number[]) =>
      Promise.all(numbers.map((packetId) => write(ann, `${packetId}`, { packetId, isDup: true })));
    for (let round = 0; round < 3; round++) {
      data.failing = true;
      const failed = again(1, 2, 3);
      await failed;
      data.failing = false;
      // Still on its way when the first ones were refused.
      expect(await write(ann, '4', { packetId: 4, isDup: round > 0 })).toMatchObject({
        refused: 'unavailable',
      });
    }
    for (const answer of await again(1, 2, 3, 4)) expect(answer).toHaveProperty('receipt');
    expect(await stored()).toEqual(['1', '2', '3', '4']);
  });

  it('waits for the first one also where a later one was refused before it, for another reason', async () => {
    const { data, ann, application, time, write, stored } = await openInOrder({
      messagesPerSec: 1,
      messagesAtOnce: 1,
    });
    const first = { packetId: 1, isDup: false };
    data.failing = true;
    const one = write(ann, '1', first);
    const pace = application.pace(ann.principal);
    for (let taken = 0; taken < 40; taken++) pace.took('message', 10);
    time.nowMs += 6000;
    pace.took('message', 10);
    expect(await write(ann, '2', sent(2))).toMatchObject({ refused: 'quota' });
    expect(await one).toMatchObject({ refused: 'unavailable' });
    data.failing = false;
    time.nowMs += 100_000;
    expect(await write(ann, '3', sent(3))).toHaveProperty('refused');
    for (const packetId of [1, 2, 3])
      expect(await write(ann, `${packetId}`, { packetId, isDup: true })).toHaveProperty('receipt');
    expect(await stored()).toEqual(['1', '2', '3']);
  });

  it('keeps the order also while it is looked whether a text is here already', async () => {
    const data = createMemoryData();
    const store = createMemoryStore({ clock: () => 1_790_000_000_000, data });
    const looks: (() => void)[] = [];
    let isHeld = false;
    const { ann, write, stored } = await openInOrder({}, data, {
      ...store,
      readBackward: async (...asked) => {
        if (isHeld) await new Promise<void>((resolve) => looks.push(resolve));
        return store.readBackward(...asked);
      },
    });
    const again = (packetId: number) => write(ann, `${packetId}`, { packetId, isDup: true });
    const look = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      looks.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    data.failing = true;
    await Promise.all([1, 2].map((packetId) => write(ann, `${packetId}`, sent(packetId))));
    data.failing = false;
    isHeld = true;
    // The second one comes first: it is refused although the first one is on its way when its turn comes.
    const answers = [again(2), again(1)];
    await look();
    await look();
    expect(await Promise.all(answers)).toMatchObject([
      { refused: 'unavailable' },
      { receipt: expect.stringMatching(/^1 /) },
    ]);
    isHeld = false;
    expect(await again(2)).toHaveProperty('receipt');
    isHeld = true;
    // The first of two fails while it is looked for the other one.
    data.failing = true;
    const third = again(3);
    const fourth = again(4);
    await look();
    expect(await third).toMatchObject({ refused: 'unavailable' });
    data.failing = false;
    await look();
    expect(await fourth).toMatchObject({ refused: 'unavailable' });
    expect(await stored()).toEqual(['1', '2']);
  });

  it('begins anew with each connection', async () => {
    const { data, ann, application, write, stored } = await openInOrder();
    data.failing = true;
    await write(ann, '1', sent(1));
    data.failing = false;
    application.disconnected(ann);
    application.connected(ann);
    expect(await write(ann, '2', sent(2))).toHaveProperty('receipt');
    expect(await stored()).toEqual(['2']);
  });

  it('goes on when what was awaited is refused for good', async () => {
    const { data, ann, write, stored } = await openInOrder();
    data.failing = true;
    await write(ann, 'one', sent(1));
    data.failing = false;
    expect(await write(ann, '', sent(1))).toMatchObject({ refused: 'payload-invalid' });
    expect(await write(ann, 'two', sent(2))).toHaveProperty('receipt');
    expect(await stored()).toEqual(['two']);
  });

  async function openInOrder(limits = {}, data = createMemoryData(), store?: Store) {
    const door = await openDoor({ data, limits, ...(store && { store }) });
    const bo = await door.join('Bo');
    const { user, device } = door.ann.principal;
    return { ...door, data, bo, ann: createFakeSession(user, device, { isInOrder: true }) };
  }
});

describe('a PUBLISH that comes again', () => {
  const first = { packetId: 7, isDup: false };
  const again = { packetId: 7, isDup: true };

  it('is stored once when its words and packet id are the same, also after a restart, in order', async () => {
    const data = createMemoryData();
    const { ann, write, stored } = await openDoor({ data });
    const receipt = await write(ann, 'ping', first);
    await write(ann, 'pong', { packetId: 8, isDup: false });
    expect(await write(ann, 'ping', again)).toEqual(receipt);
    const after = await openTestChat({ data });
    const late = after.connect(createFakeSession(ann.signedIn.user, ann.clientId));
    const answers = await Promise.all([
      after.application.publish(late, 'text/lobby', Buffer.from('ping'), again),
      after.application.publish(late, 'text/lobby', Buffer.from('pung'), { packetId: 9, isDup: true }),
      after.application.publish(late, 'text/lobby', Buffer.from('new'), { packetId: 10, isDup: false }),
    ]);
    expect(answers).toMatchObject([receipt, { receipt: '3 1790000000' }, { receipt: '4 1790000000' }]);
    expect(await stored()).toEqual(['ping', 'pong', 'pung', 'new']);
  });

  it('is stored once also where others come in without a login', async () => {
    const { ann, write, stored } = await openDoor({ plain: { rules: [], anonymous: true } });
    const receipt = await write(ann, 'ping', first);
    expect(await write(ann, 'ping', again)).toEqual(receipt);
    expect(await stored()).toEqual(['ping']);
  });

  it('is stored once also while the first one is still being written', async () => {
    const { ann, write, stored } = await openDoor();
    const [one, other] = await Promise.all([write(ann, 'ping', first), write(ann, 'ping', again)]);
    expect(one).toEqual(other);
    expect(await stored()).toEqual(['ping']);
  });

  it('is another message when the flag, the words, the packet id, the client or the time say so', async () => {
    const { time, connect, ann, write, stored } = await openDoor();
    await write(ann, 'ping', first);
    await write(ann, 'ping', first);
    await write(ann, 'pong', again);
    await write(ann, 'ping', { packetId: 8, isDup: true });
    await write(connect(createFakeSession(ann.signedIn.user, 'other-client')), 'ping', again);
    expect(await stored()).toEqual(['ping', 'ping', 'pong', 'ping', 'ping']);
    time.nowMs += 3_601_000;
    await write(ann, 'ping', again);
    expect(await stored()).toHaveLength(6);
  });

  it('is known without the flag at the beginning of a connection, if the one before was cut off, and only once', async () => {
    const { application, time, connect, ann, write, stored } = await openDoor();
    const cutOff = (client: FakeSession) => {
      application.disconnected(client);
      return connect(createFakeSession(ann.signedIn.user, ann.clientId));
    };
    await write(ann, 'ping', first);
    time.nowMs += 50_000;
    const second = cutOff(ann);
    await write(second, 'ping', first);
    expect(await stored()).toEqual(['ping']);
    await write(second, 'ping', first);
    expect(await stored()).toHaveLength(2);
    // What had its answer long before the end is none that was lost.
    time.nowMs += 61_000;
    const third = cutOff(second);
    await write(third, 'ping', first);
    expect(await stored()).toHaveLength(3);
    const fourth = cutOff(third);
    time.nowMs += 31_000;
    await write(fourth, 'ping', first);
    expect(await stored()).toHaveLength(4);
  });

  it('is known without the flag after a restart, if the session was kept', async () => {
    const data = createMemoryData();
    const { ann, write, time, stored } = await openDoor({ data });
    await write(ann, 'ping', first);
    const after = await openTestChat({ data, time });
    const late = createFakeSession(ann.signedIn.user, ann.clientId, { present: true });
    await after.application.publish(after.connect(late), 'text/lobby', Buffer.from('ping'), first);
    expect(await stored()).toEqual(['ping']);
  });

  it('is another message when the client left in peace since, and so had its answer', async () => {
    const { application, time, connect, ann, write, stored } = await openDoor();
    await write(ann, 'ping', first);
    time.nowMs += 2000;
    application.disconnected(ann);
    await write(connect(ann), 'ping', again);
    expect(await stored()).toEqual(['ping']);
    time.nowMs += 2000;
    ann.saidGoodbye = true;
    application.disconnected(ann);
    await write(connect(ann), 'ping', again);
    expect(await stored()).toEqual(['ping', 'ping']);
  });
});

describe('who reads text/<room>', () => {
  it('gets the log as lines with the same numbers, and a name as it is now', async () => {
    const { application, ann, room, write, send, lines, ask } = await openDoor();
    await write(ann, 'hello');
    await send(ann, room, textEntry(2, 'taken back'));
    await send(ann, room, textEntry(3, ['bridge', 'x'], entryKind.reaction));
    await send(
      ann,
      room,
      encodeEntry({ id: entryId(4), kind: entryKind.retract, body: retractBodyOf(entryId(2)), waitedSec: 0 }),
    );
    await ask(ann, 'setName', { name: 'Anna' });
    expect(await lines()).toEqual([`${at} Anna: hello`, '-', `${at} Anna took a message back`]);
    expect(await lines(2)).toEqual([`${at} Anna took a message back`]);
    expect(await lines(0, `text/${room}`)).toHaveLength(3);
    expect(await application.heads(['text/lobby', `room/${room}`, 'answer'])).toEqual([3, 3, 0]);
  });

  it('is told live, and nothing is made into a line while nobody is', async () => {
    const { fanOut, ann, room, write } = await openDoor();
    await write(ann, 'unheard');
    fanOut.heard.add('text/lobby');
    await write(ann, 'heard');
    expect(fanOut.appendedRecords.map(({ topic }) => topic)).toEqual([
      `room/${room}`,
      `room/${room}`,
      'text/lobby',
    ]);
    const line = fanOut.appendedRecords.at(-1)?.record;
    expect(line).toMatchObject({ seq: 2, client: ann.clientId });
    expect(Buffer.from(line?.payload ?? []).toString()).toBe(`${at} Ann: heard`);
  });

  it('with text/+ hears of a room from the moment of joining, and where that was after an absence', async () => {
    const data = createMemoryData();
    addPeople(data, ['bo']);
    const { application, fanOut, time, connect, ann, ask, send } = await openDoor({ data });
    await ask(ann, 'create', { room: 'cave' as RoomId, name: 'Cave' });
    for (let n = 1; n <= 20; n++) {
      time.nowMs += 1000;
      await send(ann, 'cave' as RoomId, textEntry(n));
    }
    time.nowMs += 1000;
    const bo = connect(createFakeSession('bo', 'bos-phone'));
    await ask(bo, 'join', { room: 'cave' as RoomId });
    expect(fanOut.added).toEqual([
      { topics: ['text/cave'], user: ann.signedIn.user, upTo: 0 },
      { topics: ['text/cave'], user: 'bo', upTo: 21 },
    ]);
    time.nowMs += 5000;
    for (let n = 21; n <= 40; n++) await send(ann, 'cave' as RoomId, textEntry(n));
    expect(await application.headsAtJoining(bo.principal, ['text/cave'])).toEqual([21]);
    expect(await application.headsAtJoining(ann.principal, ['text/cave'])).toEqual([0]);
  });
});
