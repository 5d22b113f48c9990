import { describe, expect, it } from 'vitest';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import type { AppRights } from '../../src/protocol/app-rights';
import { changeEntry } from '../../src/protocol/room-change';
import { parseAnyTopic } from '../../src/protocol/text-topics';
import { isRefusal } from '../application';
import { createMemoryStore } from '../store/memory-store';
import type { Store } from '../store/store';
import {
  checkEntry,
  checkPublish,
  checkSubscribe,
  entryRights,
  topicRights,
  type AccessDeps,
  type Standing,
} from './access';
import { appAsks, appEntryKinds, appTopicRights } from './app-access';
import { readAccessTables, sampleChange, standings } from './access-tables';
import { openTestChat, textEntry } from './chat-fakes';
import { loadPeople } from './people';
import { loadRooms } from './rooms';

const lobby = 'the-lobby' as RoomId;
const tables = readAccessTables();

/** A public, a private and a direct room, and somebody of each standing, who is called like it. */
async function openAccess(): Promise<AccessDeps> {
  const store: Store = createMemoryStore({ clock: () => 0 });
  const room = (key: string, visibility: 'public' | 'private' | 'direct') =>
    ({ table: 'room', key, row: { name: key, visibility, creator: undefined, createdAtMs: 0 } }) as const;
  const member = (key: string, role?: 'owner' | 'admin') =>
    ({ table: 'member', key, row: { sinceMs: 0, ...(role && { role }) } }) as const;
  await store.commit([
    room('public', 'public'),
    room('private', 'private'),
    room('direct', 'direct'),
    room(lobby, 'public'),
    member('direct/partner'),
    member('direct/other-partner'),
    ...['public', 'private'].flatMap((key) => [
      member(`${key}/owner`, 'owner'),
      member(`${key}/admin`, 'admin'),
      member(`${key}/member`),
    ]),
    ...standings.map(
      (key) =>
        ({
          table: 'user',
          key,
          row: {
            name: key,
            passwordHash: '',
            createdAtMs: 0,
            ...(key === 'overseer' && { role: 'admin' as const }),
          },
        }) as const,
    ),
  ]);
  const people = await loadPeople(store);
  return { rooms: await loadRooms({ store, lobby, nameOf: people.nameOf }), people };
}

/** Where somebody of this standing is, and is not, what they are. */
const roomsOf = (standing: Standing): RoomId[] => {
  if (standing === 'partner') return ['direct' as RoomId];
  if (standing === 'overseer') return ['public' as RoomId];
  return ['public', 'private'] as RoomId[];
};

describe('access', () => {
  it('lets each standing do with each topic what docs/access.md says', async () => {
    const deps = await openAccess();
    for (const { name, action, may } of tables.topics)
      for (const standing of standings)
        for (const room of roomsOf(standing)) {
          if (action === 'both' || may[standing] === 'see below') continue;
          const topic = name
            .replace('<room>', room)
            .replace('<own>', standing)
            .replace('<other>', 'somebody');
          const principal = { user: standing, device: 'device' };
          const parsed = parseAnyTopic(topic, lobby);
          const refused =
            action === 'subscribe'
              ? isRefusal(checkSubscribe(topic, principal, deps))
              : parsed?.kind === 'room'
                ? checkEntry(room, { user: standing as never }, { kind: entryKind.text, body: 'x' }, deps) !==
                  undefined
                : !parsed || checkPublish(parsed, principal, deps) !== undefined;
          expect([standing, action, topic, refused]).toEqual([
            standing,
            action,
            topic,
            may[standing] !== 'yes',
          ]);
        }
    const kinds = tables.topics.map(({ name }) => parseAnyTopic(name.replace(/<.*>/, 'x'), lobby)?.kind);
    expect(new Set(kinds)).toEqual(new Set([...Object.keys(topicRights), undefined]));
  });

  it('lets each standing write into each room what docs/access.md says', async () => {
    const deps = await openAccess();
    const kinds: Record<string, number> = {
      text: entryKind.text,
      edit: entryKind.edit,
      retract: entryKind.retract,
      reaction: entryKind.reaction,
    };
    for (const { name, may } of tables.entries)
      for (const standing of standings)
        for (const room of roomsOf(standing)) {
          const user = standing as string as UserId;
          const change = sampleChange(name, user, 'member' as UserId);
          const entry = change ? changeEntry(change) : { kind: kinds[name] ?? 0, body: 'x' };
          const refusal = checkEntry(room, { user }, entry, deps);
          const expected =
            may[standing] === 'yes' || (may[standing] === 'in public rooms' && room === 'public');
          expect([name, standing, room, refusal === undefined]).toEqual([name, standing, room, expected]);
          expect(refusal?.reason ?? 'None.').toMatch(/^[A-Z].*\.$/);
        }
    expect(tables.entries.map(({ name }) => name)).toEqual(Object.keys(entryRights));
  });

  it('lets an app token do what docs/access.md says, and nothing else', async () => {
    const deps = await openAccess();
    const rooms = { read: ['public' as RoomId], write: ['private' as RoomId] };
    const none = { read: [], write: [], plain: true };
    const principal = (app: AppRights) => ({ user: 'member', device: 'app', app });
    const kinds: Record<string, number> = { text: entryKind.text, reaction: entryKind.reaction };
    const named = tables.apps.filter(({ action }) => action === 'subscribe' || action === 'publish');
    for (const { name, action, needs } of named) {
      // With the right to read one room and to write into another one, with both to all, and with none.
      const tries: [AppRights, RoomId, boolean][] = [
        [{ ...rooms, plain: false }, 'public' as RoomId, needs === 'yes' || /read (the|a) room/.test(needs)],
        [
          { ...rooms, plain: false },
          'private' as RoomId,
          needs === 'yes' || /write into the room|read a room/.test(needs),
        ],
        [{ read: 'all', write: 'all', plain: true }, 'public' as RoomId, needs !== 'no'],
        [none, 'public' as RoomId, needs === 'yes'],
      ];
      for (const [app, room, allowed] of tries) {
        const topic = name.replace('<room>', room).replace('<own>', 'member');
        const parsed = parseAnyTopic(topic, lobby);
        const refused =
          action === 'subscribe'
            ? isRefusal(checkSubscribe(topic, principal(app), deps))
            : parsed?.kind === 'room'
              ? checkEntry(
                  room,
                  { user: 'member' as UserId, app },
                  { kind: entryKind.text, body: 'x' },
                  deps,
                ) !== undefined
              : !parsed || checkPublish(parsed, principal(app), deps) !== undefined;
        expect([name, action, room, app, !refused]).toEqual([name, action, room, app, allowed]);
      }
    }
    const topics = named.map(({ name }) => parseAnyTopic(name.replace(/<.*>/, 'x'), lobby)?.kind);
    expect(new Set(topics)).toEqual(new Set(Object.keys(appTopicRights)));
    const written = tables.apps.filter(({ action }) => action === 'is written').map(({ name }) => name);
    expect(written).toEqual([...Object.keys(kinds), 'anything else']);
    expect(Object.keys(appEntryKinds)).toEqual(Object.values(kinds).map(String));
    const rights = {
      read: 'the right to read the room',
      'read-any': 'the right to read a room',
      'read-all': 'the right to read all rooms',
    };
    expect(tables.apps.filter(({ action }) => action === 'is asked')).toMatchObject([
      ...Object.entries(appAsks).map(([name, needs]) => ({
        name,
        needs: `with ${rights[needs as keyof typeof rights]}`,
      })),
      { name: 'any other question', needs: 'no' },
    ]);
  });

  it('takes the server’s admin for the owner of the lobby, and for what they are besides', async () => {
    const deps = await openAccess();
    const promote = changeEntry({ what: 'make-admin', user: 'member' as UserId });
    const overseer = 'overseer' as UserId;
    expect(checkEntry(lobby, { user: overseer }, promote, deps)).toBeUndefined();
    expect(checkEntry(lobby, { user: 'member' as UserId }, promote, deps)).toBeDefined();
    const leave = changeEntry({ what: 'leave', user: overseer });
    expect(checkEntry('public' as RoomId, { user: overseer }, leave, deps)).toBeDefined();
    deps.rooms.apply([{ table: 'member', key: 'public/overseer', row: { sinceMs: 0 } }]);
    expect(checkEntry('public' as RoomId, { user: overseer }, leave, deps)).toBeUndefined();
    expect(
      checkEntry('public' as RoomId, { user: overseer }, changeEntry({ what: 'delete' }), deps),
    ).toBeUndefined();
  });

  it('takes text/+ for the text of one’s own rooms, the lobby by its name, and of no others', async () => {
    const deps = await openAccess();
    deps.rooms.apply([{ table: 'member', key: `${lobby}/member`, row: { sinceMs: 0 } }]);
    const topics = (user: string) => checkSubscribe('text/+', { user, device: 'device' }, deps);
    expect(topics('member')).toEqual({ log: true, topics: ['text/private', 'text/public', 'text/lobby'] });
    expect(topics('overseer')).toEqual({ log: true, topics: [] });
    for (const name of ['lobby', lobby])
      expect(checkSubscribe(`text/${name}`, { user: 'member', device: 'd' }, deps)).toEqual({ log: true });
  });

  it('knows no other topic, whatever it looks like', async () => {
    const { application, lobby: findLobby, join } = await openTestChat();
    const ann = await join('Ann');
    const room = `room/${await findLobby()}`;
    const unknown = { refused: 'topic-invalid' };
    const strangers =
      '# room/# room/+ +/+ +/x $SYS/broker $SYS/# room room/a/b/c text/x/y text/ text text/# text/++ notices/x NOTICES user/ ASK'.split(
        ' ',
      );
    strangers.push(
      `$share/g/${room}`,
      `${room}/`,
      `/${room}`,
      ` ${room}`,
      `${room}\0`,
      'room/\ud800',
      'room/ä',
    );
    strangers.push('', `room/${'x'.repeat(33)}`, 'x'.repeat(65_535), 'room/__proto__/marks/x');
    for (const topic of strangers) {
      expect([topic, application.subscribe(ann.principal, topic)]).toMatchObject([topic, unknown]);
      expect([topic, await application.publish(ann, topic, textEntry(1))]).toMatchObject([topic, unknown]);
    }
    expect(await application.publish(ann, room, textEntry(1))).toHaveProperty('receipt');
  });
});
