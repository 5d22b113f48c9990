import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry, decodeLogEntry, encodeEntry } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry, readChange, type Change, type MembershipChange } from '../../src/protocol/room-change';
import { decodeUserChange } from '../../src/protocol/user-change';
import { isRefusal } from '../application';
import { createMemoryData } from '../store/memory-store';
import { entryId } from '../store/entry-requests';
import { addPeople, createFakeSession, openTestChat, textEntry, type FakeSession } from './chat-fakes';

const cave = 'cave' as RoomId;
const ann = 'ann' as UserId;
const bo = 'bo' as UserId;
const cy = 'cy' as UserId;
const people = ['ann', 'bo', 'cy', 'di', 'boss'];

/** Ann owns the public room Cave, Bo and Cy are in it, and Boss is the server's admin. */
async function openCave({
  data = createMemoryData(),
  visibility,
}: { data?: ReturnType<typeof createMemoryData>; visibility?: 'private' } = {}) {
  addPeople(data, people, 'boss');
  const chat = await openTestChat({ data });
  const sessions = Object.fromEntries(
    people.map((user) => [user, chat.connect(createFakeSession(user, `device-of-${user}`))]),
  ) as Record<'ann' | 'bo' | 'cy' | 'di' | 'boss', FakeSession>;
  let written = 1000;
  const change = async (who: FakeSession, what: Change, room = cave, n = ++written) => {
    const payload = encodeEntry({ id: entryId(n), waitedSec: 0, ...changeEntry(what) });
    const answer = await chat.send(who, room, payload);
    return isRefusal(answer) ? `${answer.refused}: ${answer.reason}` : 'stored';
  };
  const member = (who: FakeSession, what: MembershipChange['what'], user: UserId, room = cave) =>
    change(who, { what, user }, room);
  await chat.ask(sessions.ann, 'create', { room: cave, name: 'Cave', ...(visibility && { visibility }) });
  await member(sessions.ann, 'invite', bo);
  await member(sessions.ann, 'invite', cy);
  chat.fanOut.signals.length = 0;
  chat.fanOut.appendedRecords.length = 0;
  const log = (room = cave) => chat.store.readForward(room, 1, 1e6, { maxEntries: 1e6, maxBytes: 1e9 });
  const signals = () =>
    chat.fanOut.signals.map(({ topic, payload }) => [topic, decodeUserChange(payload)] as const);
  return { ...chat, ...sessions, data, change, member, log, signals };
}

const no = (reason: string) => `not-authorized: ${reason}`;

const topicsOfCave = ['', '/marks', '/typing', '/presence']
  .map((below) => `room/cave${below}`)
  .concat('text/cave');

describe('changes of a room', () => {
  it('are entries of its log that everybody in it gets', async () => {
    const { ann: owner, bo: admin, member, change, fanOut } = await openCave();
    expect(await member(owner, 'make-admin', bo)).toBe('stored');
    expect(await change(admin, { what: 'topic', topicLine: ' Bring \n lamps ' })).toBe('stored');
    const entries = fanOut.appendedRecords.map(({ record }) => decodeLogEntry(record.payload, 1000));
    expect(entries.map((entry) => [entry?.seq, entry?.from, entry && readChange(entry)])).toEqual([
      [4, ann, { what: 'make-admin', user: bo }],
      [5, bo, { what: 'topic', topicLine: ' Bring \n lamps ' }],
    ]);
  });

  it('show who made a room and who joined it, in the name of those people', async () => {
    const { ask, di, log, fanOut } = await openCave();
    await ask(di, 'join', { room: cave });
    await ask(di, 'join', { room: cave });
    expect((await log()).map(({ author }) => author)).toEqual([ann, ann, ann, 'di']);
    const joined = fanOut.appendedRecords.at(-1)?.record;
    // Of no client: it comes to the device that asked, too.
    expect(joined?.client).toBe('');
    const entry = joined && decodeLogEntry(joined.payload, 1000);
    expect(entry && readChange(entry)).toEqual({ what: 'join', user: 'di' });
  });

  it('put somebody out from that instant: subscriptions, words, questions, marks, and they are told why', async () => {
    const { ann: owner, bo: out, member, send, ask, application, fanOut, signals } = await openCave();
    expect(await send(out, cave, textEntry(1))).toHaveProperty('receipt');
    const removed = member(owner, 'remove', bo);
    // While that is being written.
    const meanwhile = send(out, cave, textEntry(2));
    expect(await removed).toBe('stored');
    const refusal = { refused: 'not-authorized', reason: 'You are not a member of this room.' };
    expect(await meanwhile).toEqual(refusal);
    expect(fanOut.endedSubscriptions).toEqual([{ topics: topicsOfCave, user: bo }]);
    expect(signals()).toContainEqual(['user/bo', { change: 'left', room: cave, why: 'removed', by: ann }]);
    expect(application.subscribe(out.principal, 'room/cave')).toEqual(refusal);
    expect(application.subscribe(out.principal, 'room/cave/marks')).toEqual(refusal);
    for (const method of ['range', 'marks', 'open', 'members'] as const)
      expect(await ask(out, method, { room: cave, from: 1, to: 9, seq: 1, after: undefined } as never)).toBe(
        'not-a-member',
      );
    expect(await ask(out, 'sync', { cursors: [[cave, 4]], open: cave })).toEqual({
      outcome: 'differs',
      rooms: [],
      gone: [cave],
      departures: [{ room: cave, why: 'removed', by: ann }],
    });
    // What was stored before is still answered as stored.
    expect(await send(out, cave, textEntry(1))).toEqual({ receipt: '4 1790000000' });
    expect(await ask(out, 'join', { room: cave })).toMatchObject({ room: cave });
    expect(await send(out, cave, textEntry(2))).toHaveProperty('receipt');
  });

  it('are refused in words where they make no sense', async () => {
    const { ann: owner, bo: other, boss, di, member, change, ask } = await openCave();
    expect(await member(owner, 'invite', bo)).toBe(no('This person is in this room already.'));
    expect(await member(owner, 'invite', 'nobody' as UserId)).toBe(no('There is no such person.'));
    expect(await member(owner, 'remove', 'di' as UserId)).toBe(
      no('This person is not in this room any more.'),
    );
    expect(await member(owner, 'remove', ann)).toBe(
      no('You cannot do this to yourself. You can leave the room.'),
    );
    expect(await member(owner, 'leave', ann)).toBe(
      no('You own this room. Make somebody else its owner first, or delete it.'),
    );
    expect(await member(other, 'leave', cy)).toBe(no('You can leave only yourself.'));
    expect(await member(other, 'remove', cy)).toBe(no('Only the owner and admins of this room may do this.'));
    expect(await member(boss, 'remove', ann)).toBe(
      no('This can be done only to those who have less to say in this room.'),
    );
    expect(await member(owner, 'unban', bo)).toBe(no('This person is not banned.'));
    expect(await member(owner, 'make-admin', 'di' as UserId)).toBe(
      no('Only for other members of this room.'),
    );
    expect(await member(owner, 'join', bo)).toBe('payload-invalid: Only the server writes this.');
    expect(await change(owner, { what: 'made', name: 'x' })).toBe(
      'payload-invalid: Only the server writes this.',
    );
    expect(await change(owner, { what: 'name', name: ' ' })).toBe(
      'payload-invalid: Please enter a name for the room.',
    );
    expect(await change(owner, { what: 'name', name: 'LOBBY' })).toBe(
      no('There is a public room named "LOBBY" already.'),
    );
    expect(await change(owner, { what: 'topic', topicLine: 'x'.repeat(201) })).toContain('at most 200');
    expect(await change(di, { what: 'delete' })).toBe(no('You are not a member of this room.'));
    expect(await ask(di, 'bans', { room: cave })).toBe('not-a-member');
    expect(await ask(other, 'bans', { room: cave })).toBe('not-authorized');
  });

  it('let an admin remove members, but neither admins nor the owner', async () => {
    const { ann: owner, bo: admin, member } = await openCave();
    await member(owner, 'make-admin', bo);
    await member(owner, 'make-admin', cy);
    const less = no('This can be done only to those who have less to say in this room.');
    expect(await member(admin, 'remove', ann)).toBe(less);
    expect(await member(admin, 'ban', cy)).toBe(less);
    await member(owner, 'make-member', cy);
    expect(await member(admin, 'remove', cy)).toBe('stored');
  });

  it('keep those who are banned out until they are unbanned', async () => {
    const { ann: owner, bo: out, cy: other, member, ask, send } = await openCave();
    expect(await member(owner, 'ban', bo)).toBe('stored');
    expect(await send(out, cave, textEntry(1))).toMatchObject({ reason: 'You were banned from this room.' });
    expect(await ask(out, 'join', { room: cave })).toBe('banned');
    expect(await member(other, 'invite', bo)).toBe(no('This person is banned from this room.'));
    expect(await ask(owner, 'bans', { room: cave })).toEqual([
      { user: bo, name: 'bo', by: ann, atSec: 1_790_000_000 },
    ]);
    expect(await member(owner, 'unban', bo)).toBe('stored');
    expect(await ask(out, 'join', { room: cave })).toMatchObject({ room: cave });
  });

  it('hand a room over: then its owner is its admin, and may leave', async () => {
    const { ann: before, bo: after, member, ask } = await openCave();
    expect(await member(before, 'make-owner', bo)).toBe('stored');
    expect(await ask(after, 'members', { room: cave, after: undefined })).toMatchObject([
      { user: ann, role: 'admin' },
      { user: bo, role: 'owner' },
      { user: cy, role: 'member' },
    ]);
    expect(await ask(after, 'members', { room: cave, after: bo })).toMatchObject([{ user: cy }]);
    expect(await member(before, 'leave', ann)).toBe('stored');
  });

  it('rename a room, and a public one’s old name is free again', async () => {
    const { ann: owner, ask, change } = await openCave();
    expect(await change(owner, { what: 'name', name: 'Den' })).toBe('stored');
    expect(await change(owner, { what: 'name', name: 'DEN' })).toBe('stored');
    expect(await ask(owner, 'create', { room: 'second' as RoomId, name: 'cave' })).toMatchObject({
      name: 'cave',
    });
    expect(await ask(owner, 'create', { room: 'third' as RoomId, name: 'den' })).toBe('name-taken');
    expect(await change(owner, { what: 'visibility', visibility: 'private' })).toBe('stored');
    expect(await ask(owner, 'create', { room: 'third' as RoomId, name: 'den' })).toMatchObject({
      name: 'den',
    });
    expect(await change(owner, { what: 'visibility', visibility: 'public' })).toBe(
      no('There is a public room named "DEN" already.'),
    );
  });

  it('delete a room for ever: everybody is told and cut off, its id stays taken, its name does not', async () => {
    const { ann: owner, di, boss, ask, send, change, signals, fanOut, data } = await openCave();
    await send(owner, cave, textEntry(1));
    expect(await change(boss, { what: 'delete' })).toBe('stored');
    expect(fanOut.endedSubscriptions).toEqual([{ topics: topicsOfCave, user: undefined }]);
    const left = { change: 'left', room: cave, why: 'deleted', by: 'boss' };
    expect(signals()).toEqual(['ann', 'bo', 'cy'].map((user) => [`user/${user}`, left]));
    const after = await openTestChat({ data });
    for (const chat of [{ ask, send }, after]) {
      for (const session of [owner, di]) after.connect(session);
      expect(await chat.send(owner, cave, textEntry(2))).toMatchObject({ reason: 'This room was deleted.' });
      expect(await chat.send(owner, cave, textEntry(1))).toHaveProperty('receipt');
      expect(await chat.ask(owner, 'create', { room: cave, name: 'Again' })).toBe('room-taken');
      expect(await chat.ask(di, 'join', { room: cave })).toBe('no-such-room');
      expect(await chat.ask(di, 'rooms', undefined)).toHaveLength(1);
      expect(await chat.ask(owner, 'sync', { cursors: [[cave, 4]], open: undefined })).toMatchObject({
        departures: [{ room: cave, why: 'deleted', by: 'boss' }],
      });
    }
    expect(await ask(di, 'create', { room: 'new-cave' as RoomId, name: 'Cave' })).toMatchObject({
      name: 'Cave',
    });
  });

  it('leave the lobby what it is', async () => {
    const { boss, change, member, lobby } = await openCave();
    const room = await lobby();
    const stays = no('The lobby is for everybody, and stays as it is.');
    expect(await change(boss, { what: 'delete' }, room)).toBe(stays);
    expect(await change(boss, { what: 'name', name: 'Hall' }, room)).toBe(stays);
    expect(await change(boss, { what: 'visibility', visibility: 'private' }, room)).toBe(stays);
    expect(await member(boss, 'invite', ann, room)).toBe('stored');
    expect(await member(boss, 'make-owner', ann, room)).toBe(stays);
    expect(await member(boss, 'make-admin', ann, room)).toBe('stored');
    expect(await change(boss, { what: 'topic', topicLine: 'Welcome' }, room)).toBe('stored');
  });

  it('are answered like the first time when they come again, and do nothing then', async () => {
    const { ann: owner, bo: other, change, ask, fanOut } = await openCave();
    await change(owner, { what: 'remove', user: bo }, cave, 77);
    await ask(other, 'join', { room: cave });
    expect(await change(owner, { what: 'remove', user: bo }, cave, 77)).toBe('stored');
    expect(await ask(other, 'members', { room: cave, after: undefined })).toHaveLength(3);
    expect(fanOut.endedSubscriptions).toHaveLength(1);
  });

  it('change nothing when they cannot be stored', async () => {
    const { ann: owner, bo: other, data, member, send, fanOut } = await openCave();
    data.failing = true;
    expect(await member(owner, 'remove', bo)).toMatch(/^unavailable/);
    data.failing = false;
    expect(fanOut.endedSubscriptions).toEqual([]);
    expect(await send(other, cave, textEntry(1))).toHaveProperty('receipt');
  });

  it('are in force when they were on disk although their batch seemed to fail', async () => {
    const { ann: owner, bo: out, store, member, send, fanOut } = await openCave();
    const { append, list } = store;
    store.append = async (requests) => {
      await append(requests);
      return [{ outcome: 'failed', message: 'EIO' }];
    };
    // And for a while it cannot be read either.
    store.list = () => Promise.reject(new Error('EIO'));
    expect(await member(owner, 'remove', bo)).toMatch(/^unavailable/);
    store.append = append;
    expect(await send(out, cave, textEntry(1))).toMatchObject({ refused: 'unavailable' });
    store.list = list;
    expect(await send(out, cave, textEntry(1))).toMatchObject({ refused: 'not-authorized' });
    expect(fanOut.endedSubscriptions).toHaveLength(1);
  });

  it('belong to who made the room where it is from before there were owners', async () => {
    const data = createMemoryData();
    addPeople(data, people);
    const row = { name: 'Old', visibility: 'public', creator: bo, createdAtMs: 1 } as const;
    data.rows.set('room/old', row);
    for (const user of [ann, bo]) data.rows.set(`member/old/${user}`, { sinceMs: 5 });
    const chat = await openTestChat({ data });
    expect(data.rows.get('member/old/bo')).toEqual({ sinceMs: 5, role: 'owner' });
    const session = chat.connect(createFakeSession(ann, 'a-device-of-ann'));
    expect(await chat.ask(session, 'members', { room: 'old' as RoomId, after: undefined })).toMatchObject([
      { user: ann, role: 'member' },
      { user: bo, role: 'owner' },
    ]);
  });
});

it('never stores anything of somebody’s behind their removal, whatever comes at once', async () => {
  const step = fc.record({
    by: fc.constantFrom('ann' as const, 'bo', 'cy'),
    what: fc.constantFrom('text' as const, 'remove', 'invite', 'ban', 'unban', 'leave', 'make-admin'),
    about: fc.constantFrom(bo, cy),
    pause: fc.nat({ max: 2 }),
    fails: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { data, store, send, change, log, ...sessions } = await openCave();
      const { append } = store;
      // As slow as a disk, and in the order of the calls.
      let last: Promise<unknown> = Promise.resolve();
      store.append = (requests) => {
        const mine = last.then(() => append(requests));
        last = mine;
        return mine;
      };
      const answers = [];
      for (const [n, { by, what, about, pause, fails }] of steps.entries()) {
        data.failing = fails && pause === 2;
        if (what === 'text') answers.push(send(sessions[by], cave, textEntry(n)));
        else {
          const user = what === 'leave' ? (by as UserId) : about;
          answers.push(change(sessions[by], { what, user }, cave, n));
        }
        for (let i = 0; i < pause; i++) await Promise.resolve();
      }
      await Promise.all(answers);
      // Read as anybody would read it: who is in the room at each entry?
      const inside = new Set<string>();
      for (const { author, payload } of await log()) {
        const decoded = readLogChange(payload);
        if (decoded?.what === 'made') inside.add(author);
        expect(inside).toContain(author);
        if (decoded?.what === 'invite') inside.add(decoded.user);
        if (decoded?.what === 'remove' || decoded?.what === 'ban' || decoded?.what === 'leave')
          inside.delete(decoded.user);
      }
      const members = await store.list('member', `${cave}/`);
      expect(members.map(([key]) => key)).toEqual([...inside].map((user) => `${cave}/${user}`).toSorted());
    }),
    { numRuns: 200 },
  );
});

function readLogChange(payload: Uint8Array): Change | undefined {
  const entry = decodeEntry(payload, payload.length);
  return entry && readChange(entry);
}
