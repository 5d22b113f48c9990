import { beforeEach, describe, expect, it } from 'vitest';
import { cursorDigest } from '../../src/protocol/digest';
import type { RoomId } from '../../src/protocol/ids';
import { encodeMarks } from '../../src/protocol/marks';
import { createFakeSession, openTestChat, textEntry, type TestChat } from './chat-fakes';

const cave = 'cave' as RoomId;

describe('sync', () => {
  let chat: TestChat;
  let user: string;
  let lobby: RoomId;

  // Ann is in Lobby (5 entries) and in Cave (300 entries, the first of which says that she made it).
  beforeEach(async () => {
    chat = await openTestChat();
    const ann = await chat.join('Ann');
    user = ann.signedIn.user;
    lobby = await chat.lobby();
    await chat.ask(ann, 'create', { room: cave, name: 'Cave' });
    for (let n = 1; n <= 5; n++) await chat.send(ann, lobby, textEntry(n));
    for (let n = 2; n <= 300; n++) await chat.send(ann, cave, textEntry(n, `${n}`));
  });

  const session = (options?: Parameters<typeof createFakeSession>[2]) =>
    chat.connect(createFakeSession(user, 'second-device', options));
  const digestOf = (cursors: Record<string, number>) =>
    cursorDigest(Object.entries(cursors).map(([room, upTo]) => [room as RoomId, upTo] as const));
  const row = (room: RoomId, name: string, head: number) => ({
    room,
    name,
    visibility: 'public',
    head,
    // Her own words are read.
    read: head,
    ...(name !== 'Lobby' && { role: 'owner' }),
  });

  it('says that nothing is missing when the digests meet at the heads, and then releases', async () => {
    const alive = session({ present: true, cursors: { [`room/${lobby}`]: 5, 'room/cave': 300 } });
    expect(await chat.ask(alive, 'sync', { digest: digestOf({ [lobby]: 5, cave: 300 }) })).toEqual({
      outcome: 'same',
    });
    expect(alive.events).toEqual(['send', 'release']);
  });

  it('asks for the cursors when the digest is another or the session is gone', async () => {
    const cursors = { [`room/${lobby}`]: 5, 'room/cave': 300 };
    const other = session({ present: true, cursors });
    const tellCursors = { outcome: 'tell-cursors' };
    expect(await chat.ask(other, 'sync', { digest: digestOf({ [lobby]: 4, cave: 300 }) })).toEqual(
      tellCursors,
    );
    const gone = session({ present: false, cursors });
    expect(await chat.ask(gone, 'sync', { digest: digestOf({ [lobby]: 5, cave: 300 }) })).toEqual(
      tellCursors,
    );
    expect([...other.events, ...gone.events]).toEqual(['send', 'send']);
  });

  it('leaves trusted cursors alone, but gives only the head of a room with more than a page missing', async () => {
    const alive = session({ present: true, cursors: { [`room/${lobby}`]: 2, 'room/cave': 99 } });
    expect(await chat.ask(alive, 'sync', { digest: digestOf({ [lobby]: 2, cave: 99 }) })).toEqual({
      outcome: 'differs',
      rooms: [row(lobby, 'Lobby', 5), row(cave, 'Cave', 300)],
      gone: [],
    });
    expect(alive.events).toEqual(['cursor room/cave 300', 'send', 'release']);
  });

  it('pushes a page of exactly 200', async () => {
    const alive = session({ present: true, cursors: { [`room/${lobby}`]: 5, 'room/cave': 100 } });
    await chat.ask(alive, 'sync', { digest: digestOf({ [lobby]: 5, cave: 100 }) });
    expect(alive.events).toEqual(['send', 'release']);
  });

  it('believes the device: its cursors override those of the session, up and down', async () => {
    const alive = session({ present: true, cursors: { [`room/${lobby}`]: 5, 'room/cave': 100 } });
    const answer = await chat.ask(alive, 'sync', {
      cursors: [
        [lobby, 3],
        [cave, 300],
      ],
      open: cave,
    });
    expect(answer).toEqual({ outcome: 'differs', rooms: [row(lobby, 'Lobby', 5)], gone: [] });
    expect(alive.events).toEqual([
      'first room/cave',
      `cursor room/${lobby} 3`,
      'cursor room/cave 300',
      'send',
      'release',
    ]);
  });

  it('gives a new device all its rooms: short ones are pushed whole, of long ones the head', async () => {
    const fresh = session();
    expect(await chat.ask(fresh, 'sync', { cursors: [], open: undefined })).toEqual({
      outcome: 'differs',
      rooms: [row(lobby, 'Lobby', 5), row(cave, 'Cave', 300)],
      gone: [],
    });
    expect(fresh.events).toEqual([
      'first undefined',
      `cursor room/${lobby} 0`,
      'cursor room/cave 300',
      'send',
      'release',
    ]);
  });

  it('names a room that the person joined elsewhere, also when nothing is written there, and rooms that the person is not in', async () => {
    const ann = session({ present: true, cursors: { [`room/${lobby}`]: 5, 'room/cave': 300, 'room/x': 3 } });
    await chat.ask(ann, 'create', { room: 'new' as RoomId, name: 'New' });
    expect(await chat.ask(ann, 'sync', { digest: digestOf({ [lobby]: 5, cave: 300 }) })).toEqual({
      outcome: 'differs',
      rooms: [row('new' as RoomId, 'New', 1)],
      gone: [],
    });
    const told = await chat.ask(ann, 'sync', {
      cursors: [
        [lobby, 5],
        [cave, 300],
        ['new' as RoomId, 1],
        ['x' as RoomId, 3],
      ],
      open: 'x' as RoomId,
    });
    expect(told).toEqual({ outcome: 'differs', rooms: [], gone: ['x'] });
    expect(ann.events).not.toContain('first room/x');
  });

  it('brings cursors above the head of a restored log down to it', async () => {
    const ann = session({ present: true, cursors: { [`room/${lobby}`]: 9, 'room/cave': 300 } });
    const rooms = [row(lobby, 'Lobby', 5)];
    const differs = { outcome: 'differs', rooms, gone: [] };
    expect(await chat.ask(ann, 'sync', { digest: digestOf({ [lobby]: 9, cave: 300 }) })).toEqual(differs);
    expect(ann.events).toContain(`cursor room/${lobby} 5`);
    const told = session();
    const cursors = [
      [lobby, 9],
      [cave, 300],
    ] as const;
    expect(await chat.ask(told, 'sync', { cursors, open: undefined })).toEqual(differs);
    expect(told.events).toContain(`cursor room/${lobby} 5`);
  });

  it('brings what was read on another device since, to who tells since when, and no word of their own', async () => {
    const state = { digest: digestOf({ [lobby]: 5, cave: 300 }) };
    const cursors = { [`room/${lobby}`]: 5, 'room/cave': 300 };
    const bo = await chat.join('Bo');
    for (let n = 6; n <= 9; n++) await chat.send(bo, lobby, textEntry(n));
    const here = { digest: digestOf({ [lobby]: 9, cave: 300 }) };
    const back = () => session({ present: true, cursors: { ...cursors, [`room/${lobby}`]: 9 } });
    const first = (await chat.ask(back(), 'sync', here, 0)) as { reads: { upTo: number } };
    expect(first).toMatchObject({ outcome: 'differs', rooms: [], gone: [] });
    const { upTo } = first.reads;
    expect(await chat.ask(back(), 'sync', here, upTo)).toEqual({ outcome: 'same' });

    const telephone = chat.connect(createFakeSession(user, 'telephone'));
    await chat.application.publish(telephone, `room/${lobby}/marks`, encodeMarks({ read: 8, delivered: 9 }));
    const news = { upTo: upTo + 1, reads: [[lobby, 8]] };
    expect(await chat.ask(back(), 'sync', here, upTo)).toEqual({
      outcome: 'differs',
      rooms: [],
      gone: [],
      reads: news,
    });
    expect(await chat.ask(back(), 'sync', here, upTo + 1)).toEqual({ outcome: 'same' });
    expect(await chat.ask(back(), 'sync', here)).toEqual({ outcome: 'same' });
    const own = createFakeSession(user, 'telephone', {
      present: true,
      cursors: { ...cursors, [`room/${lobby}`]: 9 },
    });
    expect(await chat.ask(chat.connect(own), 'sync', here, upTo)).toEqual({ outcome: 'same' });
    // A room that differs tells it in its row.
    const stale = session({ present: true, cursors });
    const differing = (await chat.ask(stale, 'sync', state, upTo)) as { rooms: { read: number }[] };
    expect(differing).not.toHaveProperty('reads');
    expect(differing.rooms[0]?.read).toBe(8);
  });

  it('brings all of it after a restart, also when the clock was set back meanwhile', async () => {
    const cursors = { [`room/${lobby}`]: 5, 'room/cave': 300 };
    const state = { digest: digestOf({ [lobby]: 5, cave: 300 }) };
    const before = (await chat.ask(session({ present: true, cursors }), 'sync', state, 0)) as {
      reads: { upTo: number };
    };
    await chat.close();
    for (const bySec of [60, -3600]) {
      const time = { nowMs: chat.time.nowMs + bySec * 1000 };
      const again = await openTestChat({ data: chat.data, time });
      const back = again.connect(createFakeSession(user, 'second-device', { present: true, cursors }));
      const answer = await again.ask(back, 'sync', state, before.reads.upTo);
      expect(answer).toMatchObject({ outcome: 'differs', rooms: [], reads: { reads: { length: 2 } } });
      await again.close();
    }
  });
});
