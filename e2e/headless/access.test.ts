// Who may do what, over real connections in both versions of MQTT: all of docs/access.md, and what strangers try besides.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import type { Standing } from '../../broker/chat/access';
import { readAccessTables, sampleChange, standings } from '../../broker/chat/access-tables';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import type { Store } from '../../broker/store/store';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { encodeMarks } from '../../src/protocol/marks';
import { encodePayload } from '../../src/protocol/payload';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { changeEntry, type Change } from '../../src/protocol/room-change';
import { encodeOwnTyping } from '../../src/protocol/typing';
import { account, deviceOf, member, roomRows, versions, type Version } from './access-rows';
import { connectWire, type WireClient } from './wire-client';

const target = 'target' as UserId;
const people = [...standings, target, 'bystander'];
const tables = readAccessTables();
const plainKinds: Record<string, number> = {
  text: entryKind.text,
  edit: entryKind.edit,
  retract: entryKind.retract,
  reaction: entryKind.reaction,
};

/** One for each thing that somebody tries, because most of them change the room. */
interface Case {
  readonly room: RoomId;
  readonly what: string;
  readonly standing: Standing;
  readonly version: Version;
  readonly visibility: 'public' | 'private' | 'direct';
  readonly allowed: boolean;
}

const visibilitiesOf = (standing: Standing): readonly Case['visibility'][] =>
  standing === 'partner' ? ['direct'] : ['public', 'private'];

const cases: readonly Case[] = tables.entries.flatMap(({ name, may }, index) =>
  standings.flatMap((standing) =>
    visibilitiesOf(standing).flatMap((visibility) =>
      versions.map((version): Case => {
        // In a private room the server's admin is anybody else.
        const as = standing === 'overseer' && visibility === 'private' ? 'stranger' : standing;
        return {
          room: `c${index}-${standing}-${visibility}-${version}` as RoomId,
          what: name,
          standing,
          version,
          visibility,
          allowed: may[as] === 'yes' || (may[as] === 'in public rooms' && visibility === 'public'),
        };
      }),
    ),
  ),
);

const log = createLog(() => undefined, Date.now);
let folder: string;
let broker: Broker;
let openClients: WireClient[] = [];

const openStore = (): Promise<Store> =>
  openLevelStore({ path: join(folder, 'data'), clock: Date.now, log, sync: false });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-access-'));
  const store = await openStore();
  await store.commit(people.flatMap(account));
  await store.commit([...roomRows('hall' as RoomId, 'public'), ...roomRows('den' as RoomId, 'private')]);
  await store.commit(roomRows('pair' as RoomId, 'direct'));
  for (const { room, visibility, what, standing } of cases) {
    await store.commit(roomRows(room, visibility));
    if (what !== 'invite') await store.commit([member(room, target)]);
    if (what === 'unban')
      await store.commit([{ table: 'ban', key: `${room}/${target}`, row: { by: target, atMs: 0 } }]);
    await store.append([said(room, standing as string as UserId)]);
  }
  await store.close();
  const read = readConfig({ PORT: '0', DATA_DIR: join(folder, 'data') }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
});

afterAll(async () => {
  for (const client of openClients) client.end();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

const wildFilters = (
  '# + +/+ room/+ room/# room/+/marks user/+ user/# $SYS/# $SYS/broker/clients / // room//hall room/hall/# ' +
  '$share/group/room/hall $share/group/# $queue/room/hall room/den room/den/marks room/den/typing room/den/presence room/+/typing user/owner ask ROOM/hall ' +
  `text text/ text/# text/den text/hall text/lobby/x +/hall text/++ $share/group/text/hall text/nowhere TEXT/hall notices/# ` +
  `room/nowhere room/hall/marks/x answer/x __proto__ room/${'x'.repeat(33)}`
).split(' ');

/** What somebody wrote there once, to be edited or taken back. */
const firstWords = uuidv7() as EntryId;
function said(room: RoomId, author: UserId) {
  const payload = encodeEntry({ id: firstWords, kind: entryKind.text, body: 'once', waitedSec: 0 });
  return {
    room,
    author,
    client: 'x',
    id: firstWords,
    contentHash: Uint8Array.of(1),
    payload,
    refusal: undefined,
  };
}

async function connect(user: string, version: Version): Promise<WireClient> {
  const device = deviceOf(user, version);
  const client = await connectWire(broker.url, version, {
    clientId: device,
    username: user,
    password: device,
  });
  openClients.push(client);
  return client;
}

const entry = (kind: number, body: unknown) =>
  encodeEntry({ id: uuidv7() as EntryId, kind, body, waitedSec: 0 });

/** A public name is its room's own, and what a room is already it cannot become. */
function sayingNews(change: Change, visibility: Case['visibility']): Change {
  if (change.what === 'name') return { ...change, name: uuidv7() };
  const isPrivate = change.what === 'visibility' && visibility === 'private';
  return isPrivate ? { what: 'visibility', visibility: 'public' } : change;
}

function payloadFor(topic: string): Uint8Array {
  if (topic.endsWith('marks')) return encodeMarks({ read: 0, delivered: 0 });
  if (topic.endsWith('typing')) return encodeOwnTyping();
  if (topic.startsWith('text')) return Buffer.from('words');
  return topic.startsWith('room') ? entry(entryKind.text, 'words') : encodePayload([1, 1, 'rooms', null]);
}

function entryFor({ what, standing, visibility }: Case): Uint8Array {
  const change = sampleChange(what, standing as string as UserId, target);
  if (change) {
    const { kind, body } = changeEntry(sayingNews(change, visibility));
    return entry(kind, body);
  }
  if (what === 'edit') return entry(entryKind.edit, editBodyOf(firstWords, 'better'));
  if (what === 'retract') return entry(entryKind.retract, retractBodyOf(firstWords));
  if (what === 'reaction') return entry(entryKind.reaction, reactionBodyOf(firstWords, '👍'));
  return entry(plainKinds[what] ?? 0, 'words');
}

describe.each(versions)('in version %i of the protocol', (version) => {
  test.each(standings)('%s does with topics what the table says, and no more', async (standing) => {
    const client = await connect(standing, version);
    for (const room of rooms(standing))
      for (const { name, action, may } of tables.topics) {
        const topic = name.replace('<room>', room).replace('<own>', standing).replace('<other>', 'bystander');
        if (action === 'both' || may[standing] === 'see below') continue;
        const isAllowed = may[roleThere(standing, room)] === 'yes';
        const subscribes = action === 'subscribe';
        const code = await (subscribes ? client.subscribe(topic) : client.publish(topic, payloadFor(name)));
        // MQTT 3.1.1 cannot say it in a PUBACK; that it does not hang up is what it can say.
        const looksAllowed = isAllowed || (!subscribes && version === 4);
        const isGranted = code !== 'closed' && code < 0x80;
        expect([standing, action, topic, isGranted]).toEqual([standing, action, topic, looksAllowed]);
      }
    client.end();
  });

  test('gives nobody what they did not get by the table, whatever they subscribe to', async () => {
    const spy = await connect('bystander', version);
    const tried = [...wildFilters, '', 'room/hall ', ' room/hall', `room/${'x'.repeat(9000)}`];
    for (const filter of tried) {
      const code = await spy.subscribe(filter);
      expect([filter, code === 'closed' || code >= 0x80]).toEqual([filter, true]);
    }
    expect(spy.isClosed()).toBe(false);
    const owner = await connect('owner', version);
    for (const room of ['hall', 'den'])
      expect(await owner.publish(`room/${room}`, entry(entryKind.text, 'secret'))).toBe(0);
    // All that the owner's words set off has gone out by the time that this is answered.
    expect(await spy.subscribe('answer')).toBeLessThan(0x80);
    expect(spy.received).toEqual([]);
    owner.end();
    spy.end();
  });

  test('takes nothing for a topic that the table does not name, and tells nobody of it', async () => {
    const reader = await connect('owner', version);
    for (const room of ['hall', 'den']) expect(await reader.subscribe(`room/${room}`)).toBeLessThan(0x80);
    let writer = await connect('bystander', version);
    const tried = [...wildFilters, '', 'room/hall ', ' room/hall', `room/${'x'.repeat(9000)}`];
    // Everybody may ask.
    for (const topic of tried.filter((each) => each !== 'ask')) {
      const answer = await writer.publish(topic, entry(entryKind.text, 'astray'));
      expect([topic, answer === 'closed' || answer >= 0x80 || version === 4]).toEqual([topic, true]);
      if (writer.isClosed()) writer = await connect('bystander', version);
    }
    expect(await reader.publish('room/hall', entry(entryKind.text, 'the end'))).toBe(0);
    expect(reader.received.map(bodyOf)).toEqual(['the end']);
    for (const client of [reader, writer]) client.end();
  });

  test('takes no topic that is no text, has a NUL in it, or is longer than any, and goes on for all others', async () => {
    const broken: (string | Buffer)[] = [
      'room/hall\0',
      '\0',
      'x'.repeat(65_535),
      `room/${'x'.repeat(65_530)}`,
    ];
    broken.push(Buffer.from('room/\xed\xa0\x80', 'latin1'), Buffer.from('room/hall\xff', 'latin1'));
    broken.push(Buffer.from('\xc0\x80', 'latin1'));
    const witness = await connect('member', version);
    expect(await witness.subscribe('room/hall')).toBeLessThan(0x80);
    for (const topic of broken) {
      const subscriber = await connect('bystander', version);
      const granted = await subscriber.subscribe(topic);
      expect([topic.length, granted === 'closed' || granted >= 0x80]).toEqual([topic.length, true]);
      subscriber.end();
      const publisher = await connect('owner', version);
      const answer = await publisher.publish(topic, entry(entryKind.text, 'astray'));
      expect([topic.length, answer === 'closed' || answer >= 0x80 || version === 4]).toEqual([
        topic.length,
        true,
      ]);
      publisher.end();
    }
    expect(await witness.publish('room/hall', entry(entryKind.text, 'still here'))).toBe(0);
    expect(witness.received.map(bodyOf)).toEqual(['still here']);
    witness.end();
  });

  test('puts its own seq, author and time on every entry, and takes none that brings its own', async () => {
    const [forger, reader] = [await connect('member', version), await connect('admin', version)];
    await reader.subscribe('room/hall');
    const id = Buffer.from(uuidv7().replaceAll('-', ''), 'hex');
    const forged = [1, id, entryKind.text, 'I am the owner', 0, 999, 'owner', 1];
    for (const payload of [forged, forged.slice(0, 7), forged.slice(0, 6), forged.join()])
      expect(await forger.publish('room/hall', encodePayload(payload))).toBe(version === 5 ? 0x99 : 0);
    const joined = changeEntry({ what: 'join', user: target });
    const made = changeEntry({ what: 'made', name: 'Mine' });
    for (const { kind, body } of [joined, made])
      expect(await forger.publish('room/hall', entry(kind, body))).toBe(version === 5 ? 0x99 : 0);
    const before = Math.floor(Date.now() / 1000);
    expect(await forger.publish('room/hall', entry(entryKind.text, 'honest'))).toBe(0);
    expect(reader.received.map((packet) => packet.topic)).toEqual(['room/hall']);
    const got = reader.received.map(({ payload }) => decodeLogEntry(payload as Buffer, 20_000));
    expect(got).toMatchObject([{ body: 'honest', from: 'member' }]);
    expect(got[0]?.ts).toBeGreaterThanOrEqual(before);
    for (const client of [forger, reader]) client.end();
  });
});

test('each standing writes into a room what the table says, and no more', async () => {
  const clients = new Map<string, WireClient>();
  for (const each of cases) {
    const { standing, version, room, allowed } = each;
    const key = `${standing} ${version}`;
    const client = clients.get(key) ?? (await connect(standing, version));
    clients.set(key, client);
    const code = await client.publish(`room/${room}`, entryFor(each));
    const expected = allowed || version === 4 ? 0 : 0x87;
    expect([room, each.what, code]).toEqual([room, each.what, expected]);
  }
  for (const client of clients.values()) client.end();
  // And what MQTT 3.1.1 cannot say, the log says.
  await broker.close();
  const store = await openStore();
  const heads = await store.heads(cases.map(({ room }) => room));
  await store.close();
  expect(cases.map(({ room, what }, index) => [room, what, heads[index]])).toEqual(
    cases.map(({ room, what, allowed }) => [room, what, allowed ? 2 : 1]),
  );
});

const rooms = (standing: Standing): RoomId[] =>
  (standing === 'partner' ? ['pair'] : ['hall', 'den']) as RoomId[];

/** In a private room the server's admin is anybody else. */
const roleThere = (standing: Standing, room: RoomId): Standing =>
  standing === 'overseer' && room === 'den' ? 'stranger' : standing;

const bodyOf = ({ payload }: { payload: string | Buffer }): unknown =>
  decodeLogEntry(payload as Buffer, 20_000)?.body;
