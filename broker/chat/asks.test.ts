import { describe, expect, it } from 'vitest';
import { decodeAnswer } from '../../src/protocol/ask';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { decodeLogEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { encodeMarks } from '../../src/protocol/marks';
import { encodePayload } from '../../src/protocol/payload';
import { decodeUserChange } from '../../src/protocol/user-change';
import { entryId } from '../store/entry-requests';
import { openTestChat, textEntry } from './chat-fakes';

const edit = (n: number, target: number, text: string) =>
  textEntry(n, editBodyOf(entryId(target), text), entryKind.edit);

const reaction = (n: number, target: number, emoji = '👍') =>
  textEntry(n, reactionBodyOf(entryId(target), emoji), entryKind.reaction);

async function pageOf(asked: Promise<unknown>): Promise<{ seqs: unknown[]; later: unknown[] }> {
  const page = (await asked) as { entries: Uint8Array[]; later: Uint8Array[] };
  const seqs = (entries: Uint8Array[]) => entries.map((entry) => decodeLogEntry(entry, 20_000)?.seq);
  return { seqs: seqs(page.entries), later: seqs(page.later) };
}

const cave = 'cave-room-1' as RoomId;

describe('asks', () => {
  it('makes a public room once, however often its maker asks, and tells the maker’s other devices', async () => {
    const { join, ask, fanOut } = await openTestChat();
    const ann = await join('Ann');
    const row = { room: cave, name: 'Cave', visibility: 'public', head: 1, read: 1, role: 'owner' };
    expect(await ask(ann, 'create', { room: cave, name: ' Cave ' })).toEqual(row);
    expect(await ask(ann, 'create', { room: cave, name: 'Cave' })).toEqual(row);
    expect(fanOut.signals).toHaveLength(1);
    const [signal] = fanOut.signals;
    expect(signal).toMatchObject({ topic: `user/${ann.signedIn.user}`, except: ann.clientId });
    expect(decodeUserChange(signal?.payload ?? new Uint8Array())).toEqual({ change: 'joined', room: cave });
  });

  it('refuses bad names, names that are taken and rooms of others', async () => {
    const { join, ask } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    await ask(ann, 'create', { room: cave, name: 'Cave' });
    expect(await ask(bob, 'create', { room: 'b' as RoomId, name: ' ' })).toBe('bad-name');
    expect(await ask(bob, 'create', { room: 'b' as RoomId, name: 'CAVE' })).toBe('name-taken');
    expect(await ask(bob, 'create', { room: 'b' as RoomId, name: 'lobby' })).toBe('name-taken');
    expect(await ask(bob, 'create', { room: cave, name: 'Another' })).toBe('room-taken');
  });

  it('lists public rooms, the fullest first, then by name', async () => {
    const { join, ask, lobby } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    for (const name of ['Zoo', 'Aquarium', 'Cave'])
      await ask(ann, 'create', { room: `room-${name}` as RoomId, name });
    await ask(bob, 'join', { room: 'room-Cave' as RoomId });
    await ask(await join('Cid'), 'rooms', undefined);
    expect(await ask(bob, 'rooms', undefined)).toEqual([
      { room: await lobby(), name: 'Lobby', members: 3 },
      { room: 'room-Cave', name: 'Cave', members: 2 },
      { room: 'room-Aquarium', name: 'Aquarium', members: 1 },
      { room: 'room-Zoo', name: 'Zoo', members: 1 },
    ]);
  });

  it('joins a public room once, and only a public one', async () => {
    const { join, ask, send, fanOut, store } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    await ask(ann, 'create', { room: cave, name: 'Cave' });
    await send(ann, cave, textEntry(1));
    const row = { room: cave, name: 'Cave', visibility: 'public', head: 3, read: 0 };
    expect(await ask(bob, 'join', { room: cave })).toEqual(row);
    expect(await ask(bob, 'join', { room: cave })).toEqual(row);
    expect(fanOut.signals.filter(({ topic }) => topic === `user/${bob.signedIn.user}`)).toHaveLength(1);
    expect(await ask(bob, 'join', { room: 'nowhere' as RoomId })).toBe('no-such-room');
    expect(await store.list('member', `${cave}/`)).toHaveLength(2);
    expect(await send(bob, cave, textEntry(1))).toHaveProperty('receipt');
  });

  it('keeps private rooms to their members', async () => {
    const before = await openTestChat();
    const ann = await before.join('Ann');
    const row = { name: 'Secret', visibility: 'private', creator: undefined, createdAtMs: 1 } as const;
    await before.store.commit([{ table: 'room', key: 'secret', row }]);
    const { ask, connect } = await openTestChat({ data: before.data });
    connect(ann);
    expect(await ask(ann, 'join', { room: 'secret' as RoomId })).toBe('no-such-room');
    expect(await ask(ann, 'rooms', undefined)).toHaveLength(1);
  });

  it('gives the newest page of a stretch, oldest first, with the names of its authors', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const ann = await join('Ann');
    const bob = await join('Bob');
    const room = await lobby();
    for (let n = 1; n <= 250; n++) await send(n === 240 ? bob : ann, room, textEntry(n, `${n}`));
    const page = async (from: number, to: number) => {
      const result = (await ask(ann, 'range', { room, from, to })) as {
        entries: Uint8Array[];
        people: { name: string }[];
      };
      return {
        seqs: result.entries.map((entry) => decodeLogEntry(entry, 1000)?.seq),
        names: result.people.map((person) => person.name),
      };
    };
    const newest = await page(1, 1000);
    expect(newest.seqs).toEqual(Array.from({ length: 200 }, (_, index) => 51 + index));
    expect(newest.names).toEqual(['Ann', 'Bob']);
    expect(await page(1, 50)).toEqual({
      seqs: Array.from({ length: 50 }, (_, index) => 1 + index),
      names: ['Ann'],
    });
    expect((await page(240, 240)).names).toEqual(['Bob']);
    expect((await page(9, 8)).seqs).toEqual([]);
  });

  it('ends a page at 16 kB', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    for (let n = 1; n <= 9; n++) await send(ann, room, textEntry(n, 'x'.repeat(5000)));
    const result = await ask(ann, 'range', { room, from: 1, to: 9 });
    expect((result as { entries: Uint8Array[] }).entries).toHaveLength(3);
  });

  it('brings with an old page the last change of each of its messages, and no earlier one', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    for (let n = 1; n <= 4; n++) await send(ann, room, textEntry(n));
    await send(ann, room, edit(5, 1, 'once'));
    await send(ann, room, edit(6, 3, 'third'));
    await send(ann, room, edit(7, 1, 'twice'));
    const page = await pageOf(ask(ann, 'range', { room, from: 1, to: 4 }));
    expect(page).toEqual({ seqs: [1, 2, 3, 4], later: [6, 7] });
    expect(await pageOf(ask(ann, 'range', { room, from: 2, to: 6 }))).toEqual({
      seqs: [2, 3, 4, 5, 6],
      later: [],
    });
    expect(await pageOf(ask(ann, 'range', { room, from: 1, to: 1 }))).toEqual({ seqs: [1], later: [7] });
  });

  it('shortens a page that has more than 16 kB of later changes, but not to nothing', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    for (let n = 1; n <= 6; n++) await send(ann, room, textEntry(n));
    for (let n = 1; n <= 5; n++) await send(ann, room, edit(10 + n, n, 'x'.repeat(6000)));
    expect(await pageOf(ask(ann, 'range', { room, from: 1, to: 6 }))).toEqual({
      seqs: [4, 5, 6],
      later: [10, 11],
    });
    await send(ann, room, edit(20, 6, 'x'.repeat(16_200)));
    expect(await pageOf(ask(ann, 'range', { room, from: 1, to: 6 }))).toEqual({ seqs: [6], later: [12] });
  });

  it('brings with an old page the last reaction of each person to each of its messages, wherever it stands', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    const room = await lobby();
    await send(ann, room, reaction(50, 3));
    for (let n = 1; n <= 4; n++) await send(ann, room, textEntry(n));
    await send(ann, room, reaction(51, 1));
    await send(bob, room, reaction(52, 1));
    await send(bob, room, reaction(53, 1, '❤️'));
    await send(ann, room, reaction(54, 1, ''));
    await send(bob, room, reaction(55, 4));
    expect(await pageOf(ask(ann, 'range', { room, from: 2, to: 5 }))).toEqual({
      seqs: [2, 3, 4, 5],
      later: [1, 8, 9, 10],
    });
    // What stands in the page itself does not come twice.
    expect(await pageOf(ask(ann, 'range', { room, from: 5, to: 10 }))).toEqual({
      seqs: [5, 6, 7, 8, 9, 10],
      later: [],
    });
    const page = (await ask(ann, 'range', { room, from: 2, to: 2 })) as { people: { name: string }[] };
    expect(page.people.map(({ name }) => name).toSorted()).toEqual(['Ann', 'Bob']);
    // Nobody sees a reaction to what was taken back.
    await send(ann, room, textEntry(60, retractBodyOf(entryId(1)), entryKind.retract));
    expect(await pageOf(ask(ann, 'range', { room, from: 2, to: 2 }))).toEqual({ seqs: [2], later: [11] });
  });

  it('shortens a page that has more than 16 kB of reactions, but not to nothing', async () => {
    const { join, ask, send, lobby } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    for (let n = 1; n <= 200; n++) await send(ann, room, textEntry(n, 'short'));
    for (let n = 1; n <= 200; n++) await send(ann, room, edit(1000 + n, n, 'x'.repeat(40)));
    for (let n = 1; n <= 200; n++) await send(ann, room, reaction(2000 + n, n));
    const { seqs, later } = await pageOf(ask(ann, 'range', { room, from: 1, to: 200 }));
    expect(seqs.at(-1)).toBe(200);
    expect(later).toHaveLength(2 * seqs.length);
    expect(seqs.length).toBeGreaterThan(100);
    expect(seqs.length).toBeLessThan(200);
  });

  it('gives the marks of all members in a small room, and counts without the asker in a large one', async () => {
    const { application, close, data, join, send, store, ...before } = await openTestChat();
    const room = await before.lobby();
    const ann = await join('Ann');
    const bob = await join('Bob');
    await send(ann, room, textEntry(1));
    await send(ann, room, textEntry(2));
    await application.publish(bob, `room/${room}/marks`, encodeMarks({ read: 1, delivered: 2 }));
    const small = (await before.ask(bob, 'marks', { room, seq: 2 })) as { members: unknown[] };
    expect(small.members).toHaveLength(2);
    expect(small.members).toContainEqual({ user: ann.signedIn.user, delivered: 2, read: 2 });
    expect(small.members).toContainEqual({ user: bob.signedIn.user, delivered: 2, read: 1 });
    // Argon2 is slow on purpose, so these 31 come straight from the disk of a broker that starts again.
    const sinceMs = 1;
    await store.commit(
      Array.from({ length: 31 }, (_, n) => ({ table: 'member', key: `${room}/user-${n}`, row: { sinceMs } })),
    );
    await close();
    const { ask, connect } = await openTestChat({ data });
    connect(ann);
    connect(bob);
    expect(await ask(ann, 'marks', { room, seq: 2 })).toEqual({ delivered: 1, read: 0 });
    expect(await ask(ann, 'marks', { room, seq: 1 })).toEqual({ delivered: 1, read: 1 });
    expect(await ask(bob, 'marks', { room, seq: 2 })).toEqual({ delivered: 1, read: 1 });
    await ask(ann, 'create', { room: cave, name: 'Cave' });
    expect(await ask(bob, 'marks', { room: cave, seq: 1 })).toBe('not-a-member');
  });

  it('shows the log of a room to its members only', async () => {
    const { join, ask, send } = await openTestChat();
    const ann = await join('Ann');
    await ask(ann, 'create', { room: cave, name: 'Cave' });
    await send(ann, cave, textEntry(7));
    const bob = await join('Bob');
    expect(await ask(bob, 'range', { room: cave, from: 1, to: 9 })).toBe('not-a-member');
    expect(await ask(ann, 'seqOf', { room: cave, id: entryId(7) })).toBe(2);
    expect(await ask(ann, 'seqOf', { room: cave, id: entryId(8) })).toBeUndefined();
    expect(await ask(bob, 'seqOf', { room: cave, id: entryId(7) })).toBe('not-a-member');
    expect(await ask(bob, 'open', { room: cave })).toBe('not-a-member');
    expect(bob.events).not.toContain('first room/cave-room-1');
  });

  it('pushes the open room first, and none when none is open', async () => {
    const { join, ask, lobby } = await openTestChat();
    const ann = await join('Ann');
    const room = await lobby();
    await ask(ann, 'open', { room });
    await ask(ann, 'open', { room: undefined });
    expect(ann.events).toEqual([`first room/${room}`, 'send', 'first undefined', 'send']);
  });

  it('names people and leaves out those it does not know', async () => {
    const { join, ask } = await openTestChat();
    const { user } = (await join('Ann')).signedIn;
    const bob = await join('Bob');
    expect(await ask(bob, 'people', { users: [user, 'nobody' as UserId, user] })).toEqual([
      { user, name: 'Ann' },
    ]);
  });

  it('answers what it does not know with words, and noise not at all', async () => {
    const { application, join } = await openTestChat();
    const ann = await join('Ann');
    expect(await application.publish(ann, 'ask', encodePayload([1, 7, 'dance', null]))).toEqual({});
    expect(ann.sent.map(decodeAnswer)).toMatchObject([{ n: 7, error: { code: 'unknown-method' } }]);
    expect(await application.publish(ann, 'ask', encodePayload('hello'))).toMatchObject({
      refused: 'payload-invalid',
    });
    expect(ann.sent).toHaveLength(1);
  });

  it('says `unavailable` while the disk fails, and does not release a session that was not answered', async () => {
    const { data, join, ask, store } = await openTestChat();
    const ann = await join('Ann');
    data.failing = true;
    expect(await ask(ann, 'create', { room: cave, name: 'Cave' })).toBe('unavailable');
    store.heads = () => Promise.reject(new Error('EIO'));
    expect(await ask(ann, 'sync', { cursors: [], open: undefined })).toBe('unavailable');
    expect(ann.events).not.toContain('release');
  });

  it('says nothing to a session that left meanwhile', async () => {
    const { application, join } = await openTestChat();
    const ann = await join('Ann');
    const answered = application.publish(ann, 'ask', encodePayload([1, 1, 'sync', [[], null]]));
    application.disconnected(ann);
    await answered;
    expect(ann.events).toEqual(['first undefined']);
  });
});
