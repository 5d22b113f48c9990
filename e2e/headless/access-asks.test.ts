// Who is answered what, over real connections in both versions of MQTT, and that whatever ends, ends at once.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { readAccessTables, standings } from '../../broker/chat/access-tables';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import {
  asks,
  decodeAnswer,
  encodeAsk,
  readResult,
  type AskMethod,
  type AskParams,
  type RawAnswer,
} from '../../src/protocol/ask';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { encodeOutbox, outboxContentType, outboxPath } from '../../src/protocol/outbox';
import { changeEntry, type Change } from '../../src/protocol/room-change';
import { account, deviceOf, member, roomRows, versions, type Version, type Visibility } from './access-rows';
import { until } from './until';
import { connectWire, type WireClient } from './wire-client';

const log = createLog(() => undefined, Date.now);
const { questions } = readAccessTables();
const rooms: Readonly<Record<Visibility, RoomId>> = {
  public: 'hall' as RoomId,
  private: 'den' as RoomId,
  direct: 'pair' as RoomId,
};
/** Of each version one, because it ends them. */
const victims = ['leaver', 'suspended', 'deleted', 'demoted', 'guest', 'latecomer'] as const;
const victim = (name: (typeof victims)[number], version: Version) => `${name}-${version}`;
const workshop = (version: Version) => `workshop-${version}` as RoomId;

let folder: string;
let broker: Broker;
let openClients: WireClient[] = [];
let lastAsk = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-access-asks-'));
  const store = await openLevelStore({ path: join(folder, 'data'), clock: Date.now, log, sync: false });
  await store.commit([...standings, 'bystander'].flatMap(account));
  for (const [visibility, room] of Object.entries(rooms))
    await store.commit(roomRows(room, visibility as Visibility));
  for (const version of versions) {
    await store.commit(victims.flatMap((name) => account(victim(name, version))));
    await store.commit([
      ...roomRows(workshop(version), 'private'),
      member(workshop(version), victim('demoted', version), 'admin'),
    ]);
  }
  await store.close();
  const read = readConfig({ PORT: '0', DATA_DIR: join(folder, 'data') }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
});

afterAll(async () => {
  for (const client of openClients) client.end();
  openClients = [];
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function connect(user: string, version: Version): Promise<WireClient> {
  const device = deviceOf(user, version);
  const client = await connectWire(broker.url, version, {
    clientId: device,
    username: user,
    password: device,
  });
  openClients.push(client);
  expect(await client.subscribe('answer')).toBeLessThan(0x80);
  return client;
}

async function answerTo<M extends AskMethod>(
  client: WireClient,
  method: M,
  params: AskParams<M>,
): Promise<RawAnswer | 'closed'> {
  const n = ++lastAsk;
  await client.publish('ask', encodeAsk(n, method, params));
  return until(`an answer to ${method}`, () => {
    for (const { topic, payload } of client.received) {
      const answer = topic === 'answer' ? decodeAnswer(payload as Buffer) : undefined;
      if (answer?.n === n && answer.more !== true) return answer;
    }
    return client.isClosed() ? 'closed' : undefined;
  });
}

/** `ok`, or the code of the refusal. */
async function ask<M extends AskMethod>(
  client: WireClient,
  method: M,
  params: AskParams<M>,
): Promise<string> {
  const answer = await answerTo(client, method, params);
  return answer === 'closed' ? answer : (answer.error?.code ?? 'ok');
}

const token = () => randomBytes(16).toString('base64url');
const inviteTo = (room: RoomId | undefined, uses = 1) => ({ token: token(), room, expiresInSec: 3600, uses });
const nobody = 'nobody-at-all' as UserId;

function tries(question: string, room: RoomId): ((client: WireClient) => Promise<string>)[] {
  switch (question) {
    case 'range':
      return [(client) => ask(client, 'range', { room, from: 1, to: 10 })];
    case 'seqOf':
      return [(client) => ask(client, 'seqOf', { room, id: uuidv7() as EntryId })];
    case 'open':
      return [(client) => ask(client, 'open', { room })];
    case 'marks':
      return [(client) => ask(client, 'marks', { room, seq: 1 })];
    case 'presence':
      return [(client) => ask(client, 'presence', { room })];
    case 'members':
      return [(client) => ask(client, 'members', { room, after: undefined })];
    case 'bans':
      return [(client) => ask(client, 'bans', { room })];
    case 'invite':
      return [(client) => ask(client, 'invite', inviteTo(room))];
    case 'join':
      return [(client) => ask(client, 'join', { room })];
    case 'invite to the server':
      return [(client) => ask(client, 'invite', inviteTo(undefined))];
    default:
      return [
        (client) => ask(client, 'adminServer', undefined),
        (client) => ask(client, 'adminUsers', { text: '', after: undefined }),
        (client) => ask(client, 'adminRooms', { after: undefined }),
        (client) => ask(client, 'adminInvites', undefined),
        (client) => ask(client, 'adminSet', { user: nobody, change: { what: 'suspend' } }),
        (client) => ask(client, 'adminDeleteRoom', { room: 'no-such-room' as RoomId }),
      ];
  }
}

test('docs/access.md names every question there is', async () => {
  const page = await readFile(new URL('../../docs/access.md', import.meta.url), 'utf8');
  const section = page.slice(page.indexOf('## Questions'), page.indexOf('## From that instant'));
  for (const method of Object.keys(asks))
    expect([method, section.includes(`\`${method}\``)]).toEqual([method, true]);
});

describe.each(versions)('in version %i of the protocol', (version) => {
  test.each(standings)('%s is answered what the table says, and no more', async (standing) => {
    const client = await connect(standing, version);
    for (const { name, action, may } of questions) {
      const says = may[standing];
      if (says === '–') continue;
      const room = rooms[action as Visibility] ?? rooms.public;
      for (const attempt of tries(name, room)) {
        const outcome = await attempt(client);
        // What is not there is refused to those who may as well, but for that reason.
        const isAllowed =
          outcome === 'ok' || outcome === 'no-such-person' || (outcome === 'no-such-room' && name !== 'join');
        expect([standing, name, action, isAllowed]).toEqual([standing, name, action, says === 'yes']);
        expect(outcome).not.toBe('closed');
      }
    }
    client.end();
  });

  test('a device that was signed out is out at once, and its token is worth nothing', async () => {
    const user = victim('leaver', version);
    const other = versions.find((each) => each !== version) ?? version;
    const [one, two] = [await connect(user, version), await connect(user, other)];
    expect(await ask(one, 'endDevice', { device: deviceOf(user, other) })).toBe('ok');
    await isOut(two, user, other);
    expect(await ask(one, 'devices', undefined)).toBe('ok');
    one.end();
  });

  test.each([
    ['suspended', { what: 'suspend' }],
    ['deleted', { what: 'delete', messages: 'keep' }],
  ] as const)('somebody %s is out at once, on every device', async (who, change) => {
    const user = victim(who, version);
    const overseer = await connect('overseer', version);
    const clients = [await connect(user, 4), await connect(user, 5)];
    expect(await ask(overseer, 'adminSet', { user: user as UserId, change })).toBe('ok');
    for (const [index, client] of clients.entries()) await isOut(client, user, versions[index] ?? 5);
    overseer.end();
  });

  test('an invite works as often as it says, for nobody after it was taken back, and its maker alone may make it twice', async () => {
    const room = workshop(version);
    const owner = await connect('owner', version);
    const guest = await connect(victim('guest', version), version);
    const latecomer = await connect(victim('latecomer', version), version);
    const once = inviteTo(room);
    expect(await ask(owner, 'invite', once)).toBe('ok');
    expect(await ask(owner, 'invite', once)).toBe('ok');
    expect(await ask(latecomer, 'invite', once)).not.toBe('ok');
    expect(await ask(guest, 'useInvite', { token: once.token })).toBe('ok');
    expect(await ask(latecomer, 'useInvite', { token: once.token })).not.toBe('ok');
    expect(await ask(latecomer, 'range', { room, from: 1, to: 10 })).not.toBe('ok');

    const revoked = inviteTo(room, 10);
    const made = await answerTo(owner, 'invite', revoked);
    const id = made === 'closed' ? '' : (readResult('invite', made.result)?.value.id ?? '');
    expect(id).not.toBe('');
    expect(await ask(latecomer, 'revokeInvite', { id })).toBe('ok');
    expect(await ask(owner, 'revokeInvite', { id })).toBe('ok');
    expect(await ask(latecomer, 'useInvite', { token: revoked.token })).not.toBe('ok');

    // Who was removed does not come back by the invite they came with.
    expect(await write(owner, room, { what: 'remove', user: victim('guest', version) as UserId })).toBe(0);
    expect(await ask(guest, 'range', { room, from: 1, to: 10 })).not.toBe('ok');
    expect(await ask(guest, 'useInvite', { token: once.token })).not.toBe('ok');
    for (const client of [owner, guest, latecomer]) client.end();
  });

  test('a role that was taken away is worth nothing on the connection that had it', async () => {
    const room = workshop(version);
    const user = victim('demoted', version);
    const [owner, demoted, overseer] = [
      await connect('owner', version),
      await connect(user, version),
      await connect('overseer', version),
    ];
    expect(await ask(demoted, 'bans', { room })).toBe('ok');
    expect(await write(owner, room, { what: 'make-member', user: user as UserId })).toBe(0);
    expect(await ask(demoted, 'bans', { room })).toBe('not-authorized');
    const answer = await write(demoted, room, { what: 'remove', user: 'member' as UserId });
    expect(answer).toBe(version === 5 ? 0x87 : 0);

    expect(await ask(overseer, 'adminSet', { user: user as UserId, change: { what: 'make-admin' } })).toBe(
      'ok',
    );
    expect(await ask(demoted, 'adminUsers', { text: '', after: undefined })).toBe('ok');
    expect(await ask(overseer, 'adminSet', { user: user as UserId, change: { what: 'make-member' } })).toBe(
      'ok',
    );
    expect(await ask(demoted, 'adminUsers', { text: '', after: undefined })).toBe('not-authorized');
    for (const client of [owner, demoted, overseer]) client.end();
  });
});

function write(client: WireClient, room: RoomId, change: Change): Promise<number | 'closed'> {
  const entry = { id: uuidv7() as EntryId, ...changeEntry(change), waitedSec: 0 };
  return client.publish(`room/${room}`, encodeEntry(entry));
}

async function isOut(client: WireClient, user: string, version: Version): Promise<void> {
  await until(`${user} is cut off`, () => client.isClosed() || undefined, 1000);
  await expect(connect(user, version)).rejects.toThrow('was not let in');
  const body = encodeOutbox([
    {
      room: rooms.public,
      entries: [encodeEntry({ id: uuidv7() as EntryId, kind: entryKind.text, body: 'late', waitedSec: 0 })],
    },
  ]);
  const response = await fetch(new URL(outboxPath, broker.url), {
    method: 'POST',
    headers: { 'Content-Type': outboxContentType, Authorization: `Bearer ${deviceOf(user, version)}` },
    body: Uint8Array.from(body),
  });
  expect(response.status).toBe(401);
}
