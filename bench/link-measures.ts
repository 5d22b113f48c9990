// What `npm run bench:link` measures, each on a stage of its own: the real broker, the weak network in front of it, real engines.
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { startBrokerProcess } from '../e2e/broker-process';
import { createDevice, newName, type Device } from '../e2e/headless/device';
import { createLongAbsence, readList } from '../e2e/headless/long-absence';
import { until } from '../e2e/headless/until';
import { createWeakNetwork, type WeakNetwork } from '../e2e/weak-network';
import type { Shape } from '../e2e/weak-profiles';
import { encodeEntry, entryKind } from '../src/protocol/entry';
import type { EntryId, RoomId } from '../src/protocol/ids';
import { encodeOutbox, outboxContentType, outboxPath } from '../src/protocol/outbox';

interface Stage {
  readonly weak: WeakNetwork;
  /** Behind the weak network. */
  readonly ann: Device;
  /** On a good link. */
  readonly bo: Device;
  readonly lobby: RoomId;
  /** `performance.now()` of each of Ann's dials. */
  readonly dialsAtMs: number[];
}

export interface Recovery {
  readonly inAndOutMs: number;
  readonly bytes: number;
}

/** From the first dial on, and the payload of all that had come by then. */
export interface ComingBack {
  readonly screenMs: number;
  readonly screenBytes: number;
  readonly listMs: number;
  readonly listBytes: number;
}

export interface FirstMessage {
  readonly postMs: number;
  /** It waited when the device woke up. */
  readonly waitingMs: number;
  /** It was written just after the device woke up. */
  readonly writtenMs: number;
}

async function onStage<T>(play: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'onebar-'));
  const broker = await startBrokerProcess({ dataDir: folder });
  const weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
  const steady = broker.url.slice(0, -1);
  const devices: Device[] = [];
  const dialsAtMs: number[] = [];
  try {
    const ann = await createDevice({ http: weak.url, mqtt: weak.url }, newName('ann'), 'create', {
      wrapLink: (link) => ({
        dial(...args) {
          dialsAtMs.push(performance.now());
          return link.dial(...args);
        },
      }),
    });
    devices.push(ann);
    const bo = await createDevice({ http: steady, mqtt: steady }, newName('bo'));
    devices.push(bo);
    await ann.online();
    return await play({ weak, ann, bo, lobby: await bo.lobby(), dialsAtMs });
  } finally {
    for (const device of devices) device.stop();
    await weak.close();
    await broker.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const isOnline = ({ ann }: Stage) => ann.engine.status.get().state === 'online';
const isOffline = ({ ann }: Stage) => ann.engine.status.get().state === 'offline';
const yes = (answer: boolean) => answer || undefined;
const emptied = async (who: Device) => (await who.db.outbox.list()).length === 0;

/** How long until a link that has gone half-open is given up, while something is being sent or while nothing is. */
export const measureHalfOpen = (shape: Partial<Shape>, sending: boolean, idleMs = 2_000): Promise<number> =>
  onStage(async (stage) => {
    const { weak, ann, lobby } = stage;
    weak.shape(shape);
    // A word or two, so that the link is known; then nothing is under way any more.
    await ann.write(lobby, 'Hello');
    await until('it is stored', async () => yes(await emptied(ann)));
    await sleep(idleMs);
    weak.halfOpen();
    const beganMs = performance.now();
    if (sending) await ann.write(lobby, 'Is anybody there?');
    await until('it is noticed', () => yes(!isOnline(stage)), 120_000);
    return performance.now() - beganMs;
  });

/** `count` messages of 40 characters wait on each side; counted from the first dial after the link's return until both have all. */
export const measureRecovery = (shape: Partial<Shape>, count: number): Promise<Recovery> =>
  onStage(async (stage) => {
    const { weak, ann, bo, lobby, dialsAtMs } = stage;
    await ann.write(lobby, 'Hello');
    await until('it is stored', async () => yes(await emptied(ann)));
    await sleep(1_500);
    weak.refuse();
    await until('it is gone', () => yes(!isOnline(stage)));
    const words = (k: number) => `Forty characters, the usual words: no. ${k}`.slice(0, 40).padEnd(40, '.');
    for (let k = 0; k < count; k++) {
      await ann.write(lobby, words(k));
      await bo.write(lobby, words(k));
    }
    await until('his are stored', async () => yes(await emptied(bo)));
    await until('she waits', () => yes(isOffline(stage)));
    weak.shape(shape);
    const before = weak.counters.mqtt.bytesUp + weak.counters.mqtt.bytesDown + others(weak);
    dialsAtMs.length = 0;
    weak.heal();
    ann.wake();
    const has = async (who: Device) => {
      const [range] = await who.db.log.held(lobby);
      return range?.[0] === 1 && range[1] === 2 * count + 1;
    };
    let doneMs = 0;
    await Promise.all(
      [() => has(ann), () => has(bo), () => emptied(ann)].map(async (look) => {
        await until('all is in and out', async () => yes(await look()), 120_000);
        doneMs = Math.max(doneMs, performance.now());
      }),
    );
    const bytes = weak.counters.mqtt.bytesUp + weak.counters.mqtt.bytesDown + others(weak) - before;
    return { inAndOutMs: doneMs - (dialsAtMs[0] ?? doneMs), bytes };
  });

/** Others wrote in all rooms while the device was away; how long until the list of rooms is true. */
export async function measureComingBack(
  shape: Partial<Shape>,
  missed: { roomCount: number; messagesInRoom: number },
  screenRooms: number,
): Promise<ComingBack> {
  const absence = await createLongAbsence(missed);
  try {
    const { ann, weak, arrivals, dialsAtMs } = absence;
    weak.shape(shape);
    dialsAtMs.length = 0;
    weak.heal();
    ann.wake();
    const isTrue = async (rooms: number) => {
      // What comes while the list is read is not in it.
      const bytes = arrivals.reduce((sum, { payload }) => sum + payload.length, 0);
      const list = await readList(absence);
      if (list.length === 0 || !list.slice(0, rooms).every(({ isRight }) => isRight)) return undefined;
      return { ms: performance.now() - (dialsAtMs[0] ?? 0), bytes };
    };
    const screen = await until('the screen is true', () => isTrue(screenRooms));
    const list = await until('the list is true', () => isTrue(Infinity));
    return { screenMs: screen.ms, screenBytes: screen.bytes, listMs: list.ms, listBytes: list.bytes };
  } finally {
    await absence.close();
  }
}

const others = ({ counters }: WeakNetwork) => counters.other.bytesUp + counters.other.bytesDown;

/** The first message after waking, and beside it the same words by an HTTP POST on a new connection, in turns. */
export const measureFirstMessages = (shape: Partial<Shape>, rounds: number): Promise<FirstMessage[]> =>
  onStage(async (stage) => {
    const { weak, ann, lobby } = stage;
    weak.shape(shape);
    const measured: FirstMessage[] = [];
    for (let round = 0; round < rounds; round++) {
      const postMs = await timePost(weak.url, ann.account.token, lobby);
      const waitingMs = await timeWaking(stage, 'before');
      const writtenMs = await timeWaking(stage, 'after');
      measured.push({ postMs, waitingMs, writtenMs });
    }
    return measured;
  });

async function timeWaking(stage: Stage, written: 'before' | 'after'): Promise<number> {
  const { weak, ann, lobby } = stage;
  const text = 'Forty characters, which is the usual way.';
  weak.refuse();
  await until('it is gone', () => yes(!isOnline(stage)));
  if (written === 'before') await ann.write(lobby, text);
  await until('she waits', () => yes(isOffline(stage)));
  weak.heal();
  const beganMs = performance.now();
  ann.wake();
  if (written === 'after') await ann.write(lobby, text);
  await until('it is stored', async () => yes(await emptied(ann)));
  const tookMs = performance.now() - beganMs;
  await ann.online();
  // What follows a connection is over by then, so that the next round begins on a quiet link.
  await sleep(1_500);
  return tookMs;
}

/** From the first byte of the request's connection to the last of the answer. */
function timePost(url: string, token: string, room: RoomId): Promise<number> {
  const entry = { id: uuidv7() as EntryId, kind: entryKind.text, waitedSec: 0 };
  const payload = encodeEntry({ ...entry, body: 'Forty characters, which is the usual way.' });
  const body = encodeOutbox([{ room, entries: [payload] }]);
  const agent = new Agent({ keepAlive: false });
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': outboxContentType,
      'content-length': body.length,
    };
    const sent = request(new URL(outboxPath, url), { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - beganMs);
        else reject(new Error(`POST ${outboxPath} was answered with ${response.statusCode}.`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
