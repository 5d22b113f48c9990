// What is fleeting: who types, and who is here. It goes to those who look at the room and to nobody else, and costs a device that
// spares bytes nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import type { Link } from '../../src/transport/link';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { createDevice, newName, type Device } from './device';
import { until } from './until';

/** What came to a device, and what it subscribed to, by topic. */
interface Ears {
  readonly heard: string[];
  readonly subscribed: string[];
  readonly unsubscribed: string[];
}
interface Listener extends Device, Ears {}

let folder: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
let devices: Device[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  broker = await startBrokerProcess({ dataDir: folder });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
});
afterEach(() => {
  for (const each of devices) each.stop();
  devices = [];
  weak.heal();
});
afterAll(async () => {
  await weak.close();
  await broker.stop();
  await rm(folder, { recursive: true, force: true });
});

const eavesdrop = (link: Link, ears: Ears): Link => ({
  async dial(request, events, abort) {
    const message: typeof events.message = (topic, ...rest) => {
      ears.heard.push(topic);
      return events.message(topic, ...rest);
    };
    const result = await link.dial(request, { ...events, message }, abort);
    if (result.outcome !== 'connected') return result;
    const { connection } = result;
    return {
      outcome: 'connected',
      connection: {
        ...connection,
        subscribe(topics) {
          ears.subscribed.push(...topics);
          return connection.subscribe(topics);
        },
        unsubscribe(topics) {
          ears.unsubscribed.push(...topics);
          connection.unsubscribe(topics);
        },
      },
    };
  },
});

async function device(stem: string, url = broker.url.slice(0, -1)): Promise<Listener> {
  const ears: Ears = { heard: [], subscribed: [], unsubscribed: [] };
  const made = await createDevice({ http: url, mqtt: url }, newName(stem), 'create', {
    wrapLink: (link) => eavesdrop(link, ears),
  });
  devices.push(made);
  await made.online();
  await made.lobby();
  return Object.assign(made, ears);
}
/** Puts a room on the screen; resolves when its signals are subscribed to. */
async function open(who: Listener, room: RoomId): Promise<void> {
  who.engine.openRoom(room);
  await until('it listens', async () => {
    const followed = (await who.db.setting('followed')) as { topics: string[] } | undefined;
    return followed?.topics.includes(`room/${room}/typing`) || undefined;
  });
}
const typingAt = (who: Device) => who.engine.company.get()?.typing ?? [];
const isTyping = (at: Device, who: Device) =>
  until(
    `${at.account.name} sees ${who.account.name} typing`,
    () => typingAt(at).includes(who.account.user) || undefined,
  );
/** `undefined`: nothing is shown; `here`, or the minute when it was. */
const presenceAt = (at: Device, of: Device) => {
  const seen = at.engine.company.get()?.presence?.find(({ user }) => user === of.account.user);
  return seen && (seen.seenMs ?? 'here');
};
const sees = (at: Device, of: Device, what: 'here' | 'gone' | undefined) =>
  until(`${at.account.name} sees ${of.account.name}: ${what}`, () => {
    const seen = presenceAt(at, of);
    return (what === 'gone' ? typeof seen === 'number' : seen === what) || undefined;
  });
async function directRoom(one: Listener, other: Listener): Promise<RoomId> {
  const room = `pair-${Math.random().toString(36).slice(2, 10)}` as RoomId;
  const entered = await one.engine.calls.enter('direct', { room, user: other.account.user });
  if (!entered.ok) throw new Error(entered.message);
  await until('the other one has it', async () => (await other.db.rooms.get(room)) && true);
  return room;
}
const signalsIn = ({ heard }: Ears) => heard.filter((topic) => /\/(typing|presence)$/.test(topic));

test('typing is seen by those who look at the room, until the words are there, and goes to nobody else', async () => {
  const [ann, bo, cid] = [await device('ann'), await device('bo'), await device('cid')];
  const lobby = await ann.lobby();
  await open(ann, lobby);
  await open(bo, lobby);
  const beganMs = performance.now();
  ann.engine.typing(lobby);
  await isTyping(bo, ann);
  expect(typingAt(ann)).toEqual([]);
  await ann.write(lobby, 'Here it is');
  await until('the words are there', async () => (await bo.texts(lobby)).includes('Here it is') || undefined);
  await until('she types no more', () => typingAt(bo).length === 0 || undefined);
  // At most once in 4 s, whatever is typed.
  for (let i = 0; i < 20; i++) ann.engine.typing(lobby);
  await sleep(500);
  const inFours = Math.floor((performance.now() - beganMs) / 4_000);
  expect(signalsIn(bo).length).toBeLessThanOrEqual(1 + inFours);
  expect([signalsIn(ann), signalsIn(cid)]).toEqual([[], []]);
});

test('typing goes to nobody who left the room, was removed from it, or looks at another one', async () => {
  const [ann, bo, cid] = [await device('ann'), await device('bo'), await device('cid')];
  const room = `den-${Math.random().toString(36).slice(2, 10)}` as RoomId;
  const made = await ann.engine.calls.enter('create', { room, name: newName('Den') });
  expect(made.ok).toBe(true);
  for (const each of [bo, cid]) expect((await each.engine.calls.enter('join', { room })).ok).toBe(true);
  for (const each of [ann, bo, cid]) await open(each, room);
  ann.engine.typing(room);
  await Promise.all([isTyping(bo, ann), isTyping(cid, ann)]);

  const { kind, body } = changeEntry({ what: 'remove', user: bo.account.user });
  await ann.engine.write(room, kind, body);
  await until('he is out', async () => (await bo.db.rooms.get(room))?.left !== undefined || undefined);
  await open(cid, await cid.lobby());
  const before = [signalsIn(bo).length, signalsIn(cid).length];
  await sleep(4_100);
  ann.engine.typing(room);
  // What he says himself goes nowhere either.
  bo.engine.typing(room);
  await sleep(1_000);
  expect([signalsIn(bo).length, signalsIn(cid).length]).toEqual(before);
  expect(typingAt(ann)).toEqual([]);
});

test('who is here comes and goes with the connections, and a short cut is no going', async () => {
  const [ann, bo] = [await device('ann'), await device('bo', weak.url)];
  const room = await directRoom(ann, bo);
  await open(ann, room);
  await sees(ann, bo, 'here');
  weak.refuse();
  await until('he is away', () => bo.engine.status.get().state === 'offline' || undefined);
  await sleep(6_000);
  expect(presenceAt(ann, bo)).toBe('here');
  await sees(ann, bo, 'gone');
  const seenMs = Number(presenceAt(ann, bo));
  expect([seenMs % 60_000, Date.now() - seenMs < 180_000]).toEqual([0, true]);
  weak.heal();
  bo.wake();
  await sees(ann, bo, 'here');
});

test('in a group it comes only while somebody looks at its people', async () => {
  const [ann, bo] = [await device('ann'), await device('bo')];
  const lobby = await ann.lobby();
  await open(ann, lobby);
  expect(ann.subscribed.filter((topic) => topic.endsWith('/presence'))).toEqual([]);
  ann.engine.lookAtPeople(true);
  await sees(ann, bo, 'here');
  ann.engine.lookAtPeople(false);
  await until(
    'it does not listen any more',
    () => ann.unsubscribed.includes(`room/${lobby}/presence`) || undefined,
  );
  expect(ann.engine.company.get()?.presence).toBeUndefined();
});

test('whoever switches it off is shown to nobody and sees nobody, on all devices, until it is switched on again', async () => {
  const [ann, bo] = [await device('ann'), await device('bo')];
  const room = await directRoom(ann, bo);
  await open(ann, room);
  await open(bo, room);
  await Promise.all([sees(ann, bo, 'here'), sees(bo, ann, 'here')]);
  expect(await ann.engine.calls.ask('setPresence', { shown: false })).toEqual({
    ok: true,
    value: { shown: false },
  });
  await Promise.all([sees(ann, bo, undefined), sees(bo, ann, undefined)]);
  await ann.reload();
  await ann.online();
  await open(ann, room);
  await sleep(1_000);
  expect([presenceAt(ann, bo), presenceAt(bo, ann)]).toEqual([undefined, undefined]);
  expect(await ann.engine.calls.ask('setPresence', { shown: true })).toMatchObject({ ok: true });
  await Promise.all([sees(ann, bo, 'here'), sees(bo, ann, 'here')]);
});

test('typing that is switched off is neither told nor shown, on this device', async () => {
  const [ann, bo] = [await device('ann'), await device('bo')];
  const lobby = await ann.lobby();
  await open(ann, lobby);
  await open(bo, lobby);
  await ann.db.putSetting('typing', false);
  ann.db.changes.announce({ in: 'settings' });
  await until(
    'she does not listen any more',
    () => ann.unsubscribed.includes(`room/${lobby}/typing`) || undefined,
  );
  ann.engine.typing(lobby);
  bo.engine.typing(lobby);
  await sleep(1_000);
  expect([signalsIn(ann), signalsIn(bo), typingAt(ann)]).toEqual([[], [], []]);
});

test('a device that spares bytes gets none of it, and tells none, from that moment on and over a cut', async () => {
  const [ann, bo] = [await device('ann', weak.url), await device('bo')];
  const room = await directRoom(ann, bo);
  await open(ann, room);
  await open(bo, room);
  bo.engine.typing(room);
  await isTyping(ann, bo);
  await ann.db.putSetting('dataSaver', 'on');
  ann.db.changes.announce({ in: 'settings' });
  await until('it spares', () => ann.engine.saving.get() || undefined);
  await until(
    'it does not listen any more',
    () => ann.unsubscribed.includes(`room/${room}/typing`) || undefined,
  );
  expect(ann.engine.company.get()).toBeUndefined();

  weak.cut();
  await until('she is away', () => ann.engine.status.get().state !== 'online' || undefined);
  await ann.online();
  ann.heard.length = 0;
  ann.subscribed.length = 0;
  await sleep(4_100);
  bo.engine.typing(room);
  ann.engine.typing(room);
  await bo.write(room, 'words come all the same');
  await until(
    'they came',
    async () => (await ann.texts(room)).includes('words come all the same') || undefined,
  );
  // He is told that she has them; marks of others are not told to her.
  await until(
    'he knows',
    async () =>
      (await bo.db.marks.list(room)).some(
        ({ user, delivered }) => user === ann.account.user && delivered > 0,
      ) || undefined,
  );
  expect(ann.heard.filter((topic) => /\/(typing|presence|marks)$/.test(topic))).toEqual([]);
  expect(ann.subscribed).toEqual([]);
  expect(typingAt(bo)).toEqual([]);
});

test('what the link carried and how often it went is known afterwards, also after a reload', async () => {
  const carriedBefore = weak.counters.mqtt.bytesUp;
  const ann = await device('ann', weak.url);
  const lobby = await ann.lobby();
  await ann.write(lobby, 'x'.repeat(1_000));
  await until('it is stored', async () => (await ann.db.outbox.list()).length === 0 || undefined);
  weak.refuse();
  await until('she is away', () => ann.engine.status.get().state === 'offline' || undefined);
  weak.heal();
  ann.wake();
  await ann.online();
  const report = async () => {
    const answer = await ann.engine.calls.linkReport();
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  };
  const before = await report();
  expect(before.drops).toHaveLength(1);
  expect(before.drops[0]?.toMs).toBeGreaterThan(before.drops[0]?.fromMs ?? 0);
  expect(before.roundTrips.length).toBeGreaterThan(0);
  const bytesIn = (room: RoomId | '') => before.today.find((row) => row.room === room)?.upBytes ?? 0;
  expect(bytesIn(lobby)).toBeGreaterThan(1_000);
  // Never more than what the network carried, which adds its frames, handshakes and HTTP.
  expect(bytesIn('')).toBeGreaterThan(bytesIn(lobby));
  expect(bytesIn('')).toBeLessThan(weak.counters.mqtt.bytesUp - carriedBefore);
  await ann.reload();
  await ann.online();
  expect((await report()).drops).toEqual(before.drops);
});
