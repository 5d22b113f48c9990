// The world that is tortured: a broker, some links, people at their devices, rooms. Everything in it is real but the
// network, which is bad on purpose, and the disks of the devices without a browser, which are in memory.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { editBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import type { BrokerProgram } from '../broker-process';
import { newName, type DeviceOptions } from '../headless/device';
import { until } from '../headless/until';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import type { Random } from './chance';
import { createLedger, type Ledger } from './ledger';
import type { Page, Pages } from './page';
import type { Abilities, Place } from './place';
import { createSeat, type Seat } from './seat';
import { createSetBacks, type SetBacks } from './set-backs';
import { createThings, thingsFilter, type Things } from './things';
import { startTortureBroker, type TortureBroker } from './torture-broker';

/** A thing and who hears it, each. */
const thingPairs = 2;

export interface WorldOptions {
  readonly random: Random;
  readonly people: number;
  readonly pages: number;
  /** Links that the seats share; 3 by default. */
  readonly linkCount?: number;
  /** Path of a Chromium; needed for pages. */
  readonly chromium?: string | undefined;
  /** Another broker than the real one. */
  readonly program?: BrokerProgram;
  readonly env?: Readonly<Record<string, string>>;
  readonly wrapDb?: DeviceOptions['wrapDb'];
}

export interface World {
  readonly broker: TortureBroker;
  readonly diskCanFail: boolean;
  readonly setBacks: SetBacks;
  readonly links: readonly { readonly network: WeakNetwork; busy: boolean }[];
  readonly seats: readonly Seat[];
  readonly pages: readonly Page[];
  readonly places: readonly Place[];
  readonly things: Things;
  readonly ledger: Ledger;
  readonly abilities: Abilities;
  /** What went wrong without being a wrong message: told at the end. */
  readonly complaints: readonly string[];
  complain(text: string): void;
  /** All links pass again, without delay. */
  heal(): void;
  bytes(): number;
  close(): Promise<void>;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const { random, linkCount = 3 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'onebar-torture-'));
  const ledger = createLedger();
  const setBacks = createSetBacks(ledger);
  const complaints = new Map<string, number>();
  let abilities: Abilities = { aims: false };
  const broker = await startTortureBroker({
    folder,
    ...(options.program && { program: options.program }),
    env: { PLAIN_TOPICS: thingsFilter, ...options.env },
  });
  const target = { host: '127.0.0.1', port: broker.port };
  const links = await Promise.all(
    Array.from({ length: linkCount }, async () => ({
      network: await createWeakNetwork({ target, seed: Math.floor(random.next() * 2 ** 31) }),
      busy: false,
    })),
  );

  function complain(text: string): void {
    complaints.set(text, (complaints.get(text) ?? 0) + 1);
  }

  const seats: Seat[] = [];
  for (let k = 0; k < options.people; k++) {
    const person = newName(`person${k}`);
    // Every second one has a second device, on another link.
    for (const [d, how] of (k % 2 === 0 ? ['create'] : ['create', 'sign-in']).entries())
      seats.push(
        await createSeat({
          name: `${person}/${d}`,
          person,
          how: how as 'create' | 'sign-in',
          network: links[(k + d) % links.length]!.network,
          ledger,
          setBacks,
          abilities: () => abilities,
          wrapDb: options.wrapDb,
          trouble: (_where, what, error) => complain(`${what}: ${String(error)}`),
        }),
      );
  }
  for (const seat of seats)
    await until(`${seat.name} is online`, async () => (await seat.online()) || undefined);
  await makeRooms(seats);
  const browser = await openBrowser();
  const { pages } = browser;
  abilities = { aims: await takesEdits(seats[0]!) };

  const { name: username, token: password } = seats[0]!.device().account;
  const things = await createThings({
    links: links.map(({ network }) => network),
    login: { username, password },
    pairs: thingPairs,
    random: random.fork(),
  });

  const networks = () => [...links.map((link) => link.network), ...pages.map((page) => page.network)];
  const allLinks = [...links, ...pages.map(({ network }) => ({ network, busy: false }))];

  return {
    broker,
    diskCanFail: options.program === undefined,
    setBacks,
    links: allLinks,
    seats,
    pages,
    places: [...seats, ...pages],
    things,
    ledger,
    abilities,
    get complaints() {
      return [...complaints].map(([text, count]) => `${count} × ${text}`);
    },
    complain,
    heal() {
      for (const network of networks()) {
        network.shape({ latencyMs: 0, jitterMs: 0, bytesPerSec: undefined });
        network.heal();
      }
    },
    bytes: () =>
      networks()
        .flatMap(({ counters }) => [counters.mqtt, counters.other])
        .reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0),
    async close() {
      things.stop();
      for (const place of [...seats, ...pages]) await place.stop();
      await browser.close();
      await broker.kill();
      await Promise.all(networks().map((network) => network.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };

  /** Loaded only when it is used: the torture runs without a browser too. */
  async function openBrowser(): Promise<Pages> {
    const { pages: count, chromium: executable } = options;
    if (count === 0 || executable === undefined) return { pages: [], close: async () => undefined };
    const { openPages } = await import('./page');
    return await openPages({ count, executable, target, ledger, setBacks, random });
  }

  /** Besides the Lobby, where everyone is: one room for each two people, with about half of all people in it. */
  async function makeRooms(all: readonly Seat[]): Promise<void> {
    const firsts = all.filter((seat) => seat.name.endsWith('/0'));
    for (const [k, maker] of firsts.entries()) {
      if (k % 2 === 1) continue;
      const id = `room${k}${Math.floor(random.next() * 1e6)}` as RoomId;
      const made = await maker.device().engine.calls.enter('create', { room: id, name: `Room ${k}` });
      if (!made.ok) throw new Error(made.message);
      for (const other of firsts) {
        if (other === maker || random.next() < 0.5) continue;
        const joined = await other.device().engine.calls.enter('join', { room: id });
        if (!joined.ok) throw new Error(joined.message);
      }
    }
  }
}

/** Tries it: an edit that is refused stays behind as a failed row, and is discarded. */
async function takesEdits(seat: Seat): Promise<boolean> {
  const { engine, db } = seat.device();
  const [room] = await db.rooms.list();
  if (!room) return false;
  const target = await engine.write(room.room, entryKind.text, 'before');
  const edit = await engine.write(room.room, entryKind.edit, editBodyOf(target, 'after'));
  const answered = await until('an edit is answered', async () => {
    const row = (await db.outbox.list()).find((each) => each.id === edit);
    if (!row) return 'stored';
    return row.problem === undefined ? undefined : 'refused';
  });
  if (answered === 'stored') return true;
  await db.outbox.discard(edit);
  return false;
}
