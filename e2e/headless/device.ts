// A device without a browser: the real engine, a real IndexedDB of its own (in memory), real sockets.
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { v7 as uuidv7 } from 'uuid';
import { openDb, type Db } from '../../src/db/db';
import { openDeviceDb } from '../../src/db/device-db';
import type { EntryRow, SignedInAccount } from '../../src/db/schema';
import { createSystemClock } from '../../src/platform/clock';
import { createFakeLocks } from '../../src/platform/locks';
import { createFakeTabHub } from '../../src/platform/tab-channel';
import { createFakeWakeUps } from '../../src/platform/wake-ups';
import { mqttPath } from '../../src/protocol/accounts';
import { entryKind } from '../../src/protocol/entry';
import type { DeviceId, EntryId, RoomId } from '../../src/protocol/ids';
import { createEngine, type Engine } from '../../src/sync/engine';
import { createSession } from '../../src/sync/session';
import { createHttp } from '../../src/transport/http';
import { loadMqtt } from '../../src/transport/load-mqtt';
import { createMqttLink } from '../../src/transport/mqtt-link';
import { until } from './until';

export interface Device {
  readonly account: SignedInAccount;
  readonly engine: Engine;
  readonly db: Db;
  /** The Lobby's id; waits until it is known. */
  lobby(): Promise<RoomId>;
  write(room: RoomId, text: string): Promise<EntryId>;
  entries(room: RoomId): Promise<EntryRow[]>;
  /** The texts of a room, in the order of seq. */
  texts(room: RoomId): Promise<string[]>;
  online(): Promise<void>;
  /** What a reload does: everything but the disk is gone. */
  reload(): Promise<void>;
  stop(): void;
}

/** Both `…:port` without a slash at the end. `mqtt` may lead through a weak network. */
export interface Addresses {
  readonly http: string;
  readonly mqtt: string;
}

export const password = 'correct horse battery';

let lastName = 0;
/** A name nobody else in this run has. */
export const newName = (stem: string): string => `${stem}-${process.pid}-${++lastName}`;

/** Makes an account, or, with `signIn`, one more device of an account that is there. Starts its engine. */
export async function createDevice(
  addresses: Addresses,
  name: string,
  how: 'create' | 'sign-in' = 'create',
): Promise<Device> {
  const disk = new IDBFactory();
  /** idb reads the global in the same tick in which it is called. */
  const onDisk = <T>(open: () => Promise<T>): Promise<T> => {
    globalThis.indexedDB = disk;
    return open();
  };
  const session = createSession({
    deviceDb: await onDisk(openDeviceDb),
    http: createHttp({ origin: addresses.http, fetch: globalThis.fetch }),
    newDeviceId: () => uuidv7() as string as DeviceId,
  });
  const entered = await (how === 'create' ? session.createAccount : session.signIn)(name, password);
  if (!entered.ok) throw new Error(entered.message);
  const { account } = entered;
  let db: Db;
  let engine: Engine;
  await start();

  async function start() {
    db = await onDisk(() => openDb(account.user, () => undefined));
    engine = createEngine({
      db,
      account,
      link: createMqttLink({ loadMqtt }),
      url: addresses.mqtt.replace(/^http/, 'ws') + mqttPath,
      clock: createSystemClock(),
      locks: createFakeLocks(),
      channel: createFakeTabHub().open(),
      wakeUps: createFakeWakeUps(),
      random: Math.random,
      newEntryId: () => uuidv7() as EntryId,
      trouble: (what, error) => {
        if (process.env['ONEBAR_TROUBLE']) console.warn(name, what, error);
      },
    });
  }

  const device: Device = {
    account,
    get engine() {
      return engine;
    },
    get db() {
      return db;
    },
    async lobby() {
      return await until(
        'the Lobby is known',
        async () => (await db.rooms.list()).find((room) => room.name === 'Lobby')?.room,
      );
    },
    write: (room, text) => engine.write(room, entryKind.text, text),
    entries: (room) => db.log.entries(room),
    texts: async (room) => (await db.log.entries(room)).map((entry) => String(entry.body)),
    async online() {
      await until('online', () => engine.status.get().state === 'online' || undefined);
    },
    async reload() {
      engine.stop();
      db.close();
      await start();
    },
    stop() {
      engine.stop();
      db.close();
    },
  };
  return device;
}
