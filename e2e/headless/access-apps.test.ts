// What an app token may, over real connections in both versions of MQTT: all of its table in docs/access.md, and that it ends at once
// when it is revoked, whether its clients are connected or away.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBroker, type Broker } from '../../broker/broker';
import { standings, readAccessTables } from '../../broker/chat/access-tables';
import { deviceRows, hashAppToken } from '../../broker/chat/devices';
import { readConfig } from '../../broker/config';
import { createLog } from '../../broker/log';
import { openLevelStore } from '../../broker/store/level-store';
import type { AppRights } from '../../src/protocol/app-rights';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { asks, decodeAnswer, encodeAsk, type AskMethod, type AskParams } from '../../src/protocol/ask';
import { decodeLogEntry, encodeEntry, entryKind } from '../../src/protocol/entry';
import type { DeviceId, EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { encodeMarks } from '../../src/protocol/marks';
import { encodeOutbox, outboxContentType, outboxPath } from '../../src/protocol/outbox';
import { encodePayload } from '../../src/protocol/payload';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { changeEntry } from '../../src/protocol/room-change';
import { encodeOwnTyping } from '../../src/protocol/typing';
import { questionsAbout } from '../fuzz/asks';
import { account, deviceOf, roomRows, versions, type Version } from './access-rows';
import { until } from './until';
import { connectWire, type WireClient, type WireLogin } from './wire-client';

const log = createLog(() => undefined, Date.now);
const { apps } = readAccessTables();
const hall = 'hall' as RoomId;
const den = 'den' as RoomId;
/** The owner of both rooms has them: whatever is refused is refused to the token. */
const rights = {
  some: { read: [hall], write: [den], plain: false },
  all: { read: 'all', write: 'all', plain: true },
  none: { read: [], write: [], plain: true },
} as const satisfies Record<string, AppRights>;
type Kind = keyof typeof rights;
const kinds = Object.keys(rights) as Kind[];
const tokenOf = (name: string) => `ob_${name.padEnd(24, '-')}`;
const secret = () => `ob_${randomBytes(18).toString('base64url')}`;

let folder: string;
let broker: Broker;
let lastAsk = 0;
const openClients: WireClient[] = [];

async function startBroker(): Promise<void> {
  const read = readConfig({ PORT: '0', DATA_DIR: join(folder, 'data') }, join(folder, 'no-app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-access-apps-'));
  const store = await openLevelStore({ path: join(folder, 'data'), clock: Date.now, log, sync: false });
  await store.commit([...standings, 'bystander'].flatMap(account));
  await store.commit([...roomRows(hall, 'public'), ...roomRows(den, 'private')]);
  for (const kind of kinds) {
    const known = { user: 'owner' as UserId, device: `app-with-${kind}` as DeviceId, name: kind };
    const app = { ...known, tokenHash: hashAppToken(tokenOf(kind)), app: rights[kind] };
    await store.commit(deviceRows(app, 0, undefined));
  }
  await store.close();
  await startBroker();
});

afterAll(async () => {
  for (const client of openClients) client.end();
  await broker.close();
  await rm(folder, { recursive: true, force: true });
});

async function connect(version: Version, login: WireLogin): Promise<WireClient> {
  const client = await connectWire(broker.url, version, login);
  openClients.push(client);
  return client;
}
const connectApp = (version: Version, token: string, more: Partial<WireLogin> = {}) =>
  connect(version, { clientId: `thing ${token} ${version}`, username: '', password: token, ...more });
const connectOwner = async (version: Version) => {
  const device = deviceOf('owner', version);
  const client = await connect(version, { clientId: device, username: 'owner', password: device });
  expect(await client.subscribe('answer')).toBeLessThan(0x80);
  return client;
};

const entry = (kind: number, body: unknown) =>
  encodeEntry({ id: uuidv7() as EntryId, kind, body, waitedSec: 0 });
const textsOf = (client: WireClient) =>
  client.received
    .filter(({ topic }) => topic.startsWith('room/'))
    .map(({ payload }) => decodeLogEntry(payload as Buffer, 20_000)?.body);

/** `ok`, or the code of the refusal. */
async function ask<M extends AskMethod>(
  client: WireClient,
  method: M,
  params: AskParams<M>,
): Promise<string> {
  const n = ++lastAsk;
  await client.publish('ask', encodeAsk(n, method, params));
  return until(`an answer to ${method}`, () => {
    for (const { topic, payload } of client.received) {
      const answer = topic === 'answer' ? decodeAnswer(payload as Buffer) : undefined;
      if (answer?.n === n) return answer.error?.code ?? 'ok';
    }
    return client.isClosed() ? 'closed' : undefined;
  });
}

/** What the table says of a token of these rights, in this room. */
function isAllowed(needs: string, kind: Kind, room: RoomId): boolean {
  if (needs === 'yes') return true;
  const { read, write }: AppRights = rights[kind];
  const has = (list: AppRights['read']) => list === 'all' || list.includes(room);
  switch (needs) {
    case 'with the right to read the room':
      return has(read);
    case 'with the right to write into the room':
      return has(write);
    case 'with the right to read a room':
      return read === 'all' || read.length > 0;
    case 'with the right to read all rooms':
      return read === 'all';
    default:
      return false;
  }
}

function payloadFor(topic: string): Uint8Array {
  if (topic.endsWith('marks')) return encodeMarks({ read: 0, delivered: 0 });
  if (topic.endsWith('typing')) return encodeOwnTyping();
  if (topic.startsWith('text')) return Buffer.from('words');
  return topic.startsWith('room') ? entry(entryKind.text, 'words') : encodePayload([1, 1, 'rooms', null]);
}

function post(token: string): Promise<Response> {
  const body = encodeOutbox([{ room: den, entries: [entry(entryKind.text, 'by POST')] }]);
  return fetch(new URL(outboxPath, broker.url), {
    method: 'POST',
    headers: { 'Content-Type': outboxContentType, Authorization: `Bearer ${token}` },
    body: Uint8Array.from(body),
  });
}

describe.each(versions)('in version %i of the protocol', (version) => {
  test.each(kinds)('a token with %s does with topics what the table says, and no more', async (kind) => {
    const client = await connectApp(version, tokenOf(kind));
    const rows = apps.filter(({ action }) => action === 'subscribe' || action === 'publish');
    expect(rows.length).toBeGreaterThanOrEqual(14);
    for (const room of [hall, den])
      for (const { name, action, needs } of rows) {
        const topic = name.replace('<room>', room).replace('<own>', 'owner');
        const subscribes = action === 'subscribe';
        const code = await (subscribes ? client.subscribe(topic) : client.publish(topic, payloadFor(name)));
        // MQTT 3.1.1 cannot say it in a PUBACK: what came of it is looked at below.
        const looksAllowed = isAllowed(needs, kind, room) || (!subscribes && version === 4);
        const isGranted = code !== 'closed' && code < 0x80;
        expect([kind, action, topic, isGranted]).toEqual([kind, action, topic, looksAllowed]);
      }
    client.end();
  });

  test.each(kinds)('a token with %s writes what the table says, and no more', async (kind) => {
    const owner = await connectOwner(version);
    const first = uuidv7() as EntryId;
    await owner.subscribe(`room/${hall}`);
    await owner.subscribe(`room/${den}`);
    const client = await connectApp(version, tokenOf(kind));
    const written: Record<string, () => Uint8Array> = {
      text: () => entry(entryKind.text, 'words'),
      reaction: () => entry(entryKind.reaction, reactionBodyOf(first, '👍')),
      edit: () => entry(entryKind.edit, editBodyOf(first, 'better')),
      retract: () => entry(entryKind.retract, retractBodyOf(first)),
      topic: () => changeOf({ what: 'topic', topicLine: 'Something else' }),
      remove: () => changeOf({ what: 'remove', user: 'member' as UserId }),
      delete: () => changeOf({ what: 'delete' }),
    };
    for (const room of [hall, den]) {
      const id = room === hall ? first : (uuidv7() as EntryId);
      await owner.publish(
        `room/${room}`,
        encodeEntry({ id, kind: entryKind.text, body: 'once', waitedSec: 0 }),
      );
      for (const [what, make] of Object.entries(written)) {
        const needs =
          apps.find(({ name, action }) => action === 'is written' && name === what)?.needs ?? 'no';
        const before = owner.received.length;
        const code = await client.publish(`room/${room}`, make());
        const allowed = isAllowed(needs, kind, room);
        expect([kind, room, what, code]).toEqual([kind, room, what, allowed || version === 4 ? 0 : 0x87]);
        await ask(owner, 'rooms', undefined);
        const came = owner.received.slice(before).filter(({ topic }) => topic.startsWith('room/'));
        expect([kind, room, what, came.length]).toEqual([kind, room, what, allowed ? 1 : 0]);
      }
    }
    for (const each of [owner, client]) each.end();
  });

  test.each(kinds)('a token with %s is answered what the table says, and no more', async (kind) => {
    const client = await connectApp(version, tokenOf(kind));
    expect(await client.subscribe('answer')).toBeLessThan(0x80);
    for (const room of [hall, den]) {
      const questions = questionsAbout('owner' as UserId, room);
      for (const method of Object.keys(asks) as AskMethod[]) {
        const row = apps.find(({ name, action }) => action === 'is asked' && name === method);
        for (const params of questions[method] as readonly AskParams<AskMethod>[])
          expect([kind, room, method, await ask(client, method, params as never)]).toEqual([
            kind,
            room,
            method,
            row && isAllowed(row.needs, kind, room) ? 'ok' : 'not-authorized',
          ]);
      }
    }
    client.end();
  });

  test('nothing over HTTP takes an app token', async () => {
    expect((await post(tokenOf('all'))).status).toBe(401);
    const signOut = { method: 'DELETE', headers: { Authorization: `Bearer ${tokenOf('all')}` } };
    await fetch(new URL('/api/sessions/current', broker.url), signOut);
    (await connectApp(version, tokenOf('all'))).end();
  });

  test('it is made by a device, used at once by several clients, and all of them are out within a second when it is revoked', async () => {
    const owner = await connectOwner(version);
    const token = secret();
    const asked = { token, name: 'Weather', app: { read: [], write: [hall], plain: false } };
    expect(await ask(owner, 'makeAppToken', asked)).toBe('ok');
    const clients = await Promise.all(
      ['one', 'two', 'three'].map((clientId) => connectApp(version, token, { clientId, username: 'owner' })),
    );
    for (const client of clients)
      expect(await client.publish(`room/${hall}`, entry(entryKind.text, 'rain'))).toBe(0);
    expect(await ask(owner, 'endDevice', { device: idOf(token) })).toBe('ok');
    for (const client of clients) await until('it is cut off', () => client.isClosed() || undefined, 1000);
    await expect(connectApp(version, token)).rejects.toThrow('was not let in');
    expect(owner.isClosed()).toBe(false);
    owner.end();
  });

  test('a client that comes back gets what was written meanwhile; one whose token was revoked while it was away does not, nor does who comes after it', async () => {
    const owner = await connectOwner(version);
    const app = { read: [hall], write: [], plain: false };
    const [kept, revoked, next] = [secret(), secret(), secret()];
    for (const token of [kept, revoked])
      expect(await ask(owner, 'makeAppToken', { token, name: 'Reader', app })).toBe('ok');
    const away = { clientId: `away ${version}`, keeps: true };
    for (const [token, login] of [
      [kept, { ...away, clientId: `kept ${version}` }],
      [revoked, away],
    ] as const) {
      const client = await connectApp(version, token, login);
      expect(await client.subscribe(`room/${hall}`)).toBeLessThan(0x80);
      client.end();
    }
    const words = `while you were away ${version}`;
    expect(await saidTo(owner, words)).toBe(0);
    const back = await connectApp(version, kept, { ...away, clientId: `kept ${version}` });
    expect(back.present).toBe(true);
    await until('what was missed', () => textsOf(back).includes(words) || undefined);

    expect(await ask(owner, 'endDevice', { device: idOf(revoked) })).toBe('ok');
    await expect(connectApp(version, revoked, away)).rejects.toThrow('was not let in');
    expect(await ask(owner, 'makeAppToken', { token: next, name: 'Next', app })).toBe('ok');
    const successor = await connectApp(version, next, away);
    expect(successor.present).toBe(false);
    expect(textsOf(successor)).toEqual([]);
    for (const each of [owner, back, successor]) each.end();
  });
});

test('text/+ stands for the rooms that the token may read, also when its person joins another one, and over a restart', async () => {
  const owner = await connectOwner(5);
  const login = { clientId: 'a printer', keeps: true };
  const printer = await connectApp(5, tokenOf('some'), login);
  expect(await printer.subscribe('text/+')).toBeLessThan(0x80);
  const room = 'yard' as RoomId;
  expect(await ask(owner, 'create', { room, name: 'Yard' })).toBe('ok');
  const say = async (words: string) => {
    for (const each of [room, den, hall])
      expect(await owner.publish(`text/${each}`, Buffer.from(words))).toBe(0);
  };
  const heard = (client: WireClient) =>
    client.received.map(({ topic, payload }) => `${topic} ${payload.toString()}`);
  await say('first');
  await until('the line', () => heard(printer)[0]);
  expect(heard(printer)).toEqual([expect.stringMatching(/^text\/hall .* owner: first$/)]);
  printer.end();
  await say('second');
  await broker.close();
  await startBroker();
  const back = await connectApp(5, tokenOf('some'), login);
  await until('the line', () => heard(back)[0]);
  expect(await back.subscribe('answer')).toBeLessThan(0x80);
  expect(heard(back)).toEqual([expect.stringMatching(/^text\/hall .* owner: second$/)]);
  back.end();
});

test('it is as good after the broker was started again', async () => {
  await broker.close();
  await startBroker();
  const client = await connectApp(5, tokenOf('some'));
  expect(await client.publish(`room/${den}`, entry(entryKind.text, 'again'))).toBe(0);
  expect(await client.publish(`room/${hall}`, entry(entryKind.text, 'again'))).toBe(0x87);
  expect(await client.subscribe(`room/${hall}`)).toBeLessThan(0x80);
  client.end();
});

const changeOf = (change: Parameters<typeof changeEntry>[0]) => {
  const { kind, body } = changeEntry(change);
  return entry(kind, body);
};
const saidTo = (owner: WireClient, words: string) =>
  owner.publish(`room/${hall}`, entry(entryKind.text, words));
/** As the broker names it. */
const idOf = (token: string) => `app-${hashAppToken(token).slice(0, 22)}` as DeviceId;
