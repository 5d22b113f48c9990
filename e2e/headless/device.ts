// A device without a browser: the real engine, a real IndexedDB of its own (in memory), real sockets.
// oxlint-disable-next-line import/no-unassigned-import -- it puts IndexedDB's classes where idb looks for them
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { v7 as uuidv7 } from 'uuid';
import { openDb, type Db } from '../../src/db/db';
import { openDeviceDb } from '../../src/db/device-db';
import type { EntryRow, SignedInAccount } from '../../src/db/schema';
import { createSystemClock, type Clock } from '../../src/platform/clock';
import { createFakeLocks, type Locks } from '../../src/platform/locks';
import { createFakeTabHub } from '../../src/platform/tab-channel';
import { createFakeWakeUps } from '../../src/platform/wake-ups';
import { mqttPath } from '../../src/protocol/accounts';
import { entryKind } from '../../src/protocol/entry';
import type { DeviceId, EntryId, RoomId } from '../../src/protocol/ids';
import { createEngine, type Engine } from '../../src/sync/engine';
import { createLead } from '../../src/sync/lead';
import { createSession } from '../../src/sync/session';
import { createHttp } from '../../src/transport/http';
import type { Link } from '../../src/transport/link';
import { loadMqtt } from '../../src/transport/load-mqtt';
import { createMqttLink } from '../../src/transport/mqtt-link';
import { until } from './until';

/** A browser's profile: its disk, and what the tabs on it share. */
export interface Profile {
  readonly disk: IDBFactory;
  readonly locks: Locks;
  readonly hub: ReturnType<typeof createFakeTabHub>;
}

export const newProfile = (): Profile => ({
  disk: new IDBFactory(),
  locks: createFakeLocks(),
  hub: createFakeTabHub(),
});

/** What differs from an ordinary device, for those who torture it. */
export interface DeviceOptions {
  /** Without one, a new and empty one. */
  readonly profile?: Profile;
  readonly clock?: Clock;
  readonly wrapDb?: (db: Db) => Db;
  readonly wrapLink?: (link: Link) => Link;
  readonly trouble?: (what: string, error: unknown) => void;
}

export interface Device {
  readonly account: SignedInAccount;
  readonly profile: Profile;
  readonly engine: Engine;
  readonly db: Db;
  /** The Lobby's id; waits until it is known. */
  lobby(): Promise<RoomId>;
  write(room: RoomId, text: string): Promise<EntryId>;
  entries(room: RoomId): Promise<EntryRow[]>;
  /** The texts of a room, in the order of seq. */
  texts(room: RoomId): Promise<string[]>;
  online(): Promise<void>;
  /** What tells a browser that the link may be back: the network, the page on the screen, the end of a sleep. */
  wake(): void;
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

/**
 * Makes an account, or, with `sign-in`, one more device of an account that is there; `open` is one more tab on a profile
 * where somebody is signed in. Starts its engine.
 */
export async function createDevice(
  addresses: Addresses,
  name: string,
  how: 'create' | 'sign-in' | 'open' = 'create',
  options: DeviceOptions = {},
): Promise<Device> {
  const { profile = newProfile(), clock = createSystemClock() } = options;
  const wakeUps = createFakeWakeUps();
  /** idb reads the global in the same tick in which it is called. */
  const onDisk = <T>(open: () => Promise<T>): Promise<T> => {
    globalThis.indexedDB = profile.disk;
    return open();
  };
  const http = createHttp({ origin: addresses.http, fetch: globalThis.fetch });
  const session = createSession({
    deviceDb: await onDisk(openDeviceDb),
    http,
    newDeviceId: () => uuidv7() as DeviceId,
  });
  const account = await enter();
  let db: Db;
  let engine: Engine;
  await start();

  async function enter(): Promise<SignedInAccount> {
    if (how === 'open') {
      const current = await session.current();
      if (!current) throw new Error('Nobody is signed in on this profile.');
      return current;
    }
    const entered = await (how === 'create' ? session.createAccount : session.signIn)(name, password);
    if (!entered.ok) throw new Error(entered.message);
    return entered.account;
  }

  async function start() {
    const opened = await onDisk(() => openDb(account.user, () => undefined, clock.now));
    const link = createMqttLink({ loadMqtt });
    db = options.wrapDb?.(opened) ?? opened;
    engine = createEngine({
      db,
      account,
      loadLead: async () => (given) =>
        createLead({
          ...given,
          link: options.wrapLink?.(link) ?? link,
          http,
          url: addresses.mqtt.replace(/^http/, 'ws') + mqttPath,
        }),
      clock,
      locks: profile.locks,
      channel: profile.hub.open(),
      wakeUps,
      random: Math.random,
      newEntryId: () => uuidv7() as EntryId,
      trouble(what, error) {
        options.trouble?.(what, error);
        if (process.env['ONEBAR_TROUBLE']) console.warn(name, what, error);
      },
    });
  }

  const device: Device = {
    account,
    profile,
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
    wake: wakeUps.wake,
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
