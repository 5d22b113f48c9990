// A place without a browser: a real engine on a disk in memory, or two on one disk (tabs), for as long as the torture lets
// them live; then others in their place.
import { setTimeout as sleep } from 'node:timers/promises';
import { gaps, heldFrom } from '../../src/db/held-ranges';
import type { Clock } from '../../src/platform/clock';
import { editBodyOf, retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import {
  createDevice,
  newProfile,
  type Addresses,
  type Device,
  type DeviceOptions,
  type Profile,
} from '../headless/device';
import type { WeakNetwork } from '../weak-network';
import type { Random } from './chance';
import { copyDisk } from './copy-disk';
import { textOf, type Held, type LoggedEntry } from './judge';
import type { Ledger, Written } from './ledger';
import type { Abilities, Place } from './place';
import { wordsOf } from './words';

export interface Seat extends Place {
  readonly network: WeakNetwork;
  /** The device that its person looks at; there may be others on the same disk. */
  device(): Device;
  /** What a reload of the tab that leads does. */
  reload(): Promise<void>;
  /** Opens another tab on the same disk. */
  openTab(): Promise<void>;
  /** Closes the oldest tab: the next one leads. */
  closeTab(): void;
  /** Off, for a while: nothing is connected and nobody writes. */
  turnOff(): Promise<void>;
  turnOn(): Promise<void>;
  /** The storage is wiped and the person signs in again; what was not answered is gone and does not count. */
  wipe(): Promise<void>;
  /** What wiped devices held is not compared any more: the log was put back behind it. */
  forgetRetired(): void;
  /** From now on this device's clock is off by so much. */
  setClockOffset(offsetMs: number): void;
  /** The same profile once more, on a disk of its own: the same device is there twice. Writes by itself until it is stopped. */
  copy(): Promise<Twin>;
}

export interface Twin {
  act(random: Random): Promise<void>;
  /** The other copy has gone; this one sends what it still has and goes too. False: it could not in time. */
  finish(timeoutMs: number): Promise<boolean>;
}

export interface SeatDeps {
  readonly name: string;
  readonly person: string;
  readonly how: 'create' | 'sign-in';
  readonly network: WeakNetwork;
  readonly ledger: Ledger;
  readonly abilities: () => Abilities;
  readonly wrapDb: DeviceOptions['wrapDb'];
  readonly trouble: (where: string, what: string, error: unknown) => void;
}

interface Tab {
  readonly name: string;
  readonly device: Device;
}

const enterTries = 200;

export async function createSeat(deps: SeatDeps): Promise<Seat> {
  const { name, person, network, ledger, abilities } = deps;
  const addresses: Addresses = { http: network.url, mqtt: network.url };
  const retired: Held[] = [];
  let clockOffsetMs = 0;
  let lives = 0;
  let tabs: Tab[] = [];
  let tabsOpened = 0;
  let closed = false;
  const acting = new Set<Promise<void>>();
  tabs = [await open(deps.how, newProfile())];

  function optionsOf(tab: string, profile: Profile): DeviceOptions {
    const clock: Clock = {
      now: () => Date.now() + clockOffsetMs,
      after(delayMs, callback) {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    };
    return {
      profile,
      clock,
      wrapLink: ledger.watch(tab),
      trouble: (what, error) => deps.trouble(tab, what, error),
      ...(deps.wrapDb && { wrapDb: deps.wrapDb }),
    };
  }

  /** Tries until it is in: the network and the broker come and go. */
  async function open(how: 'create' | 'sign-in' | 'open', profile: Profile): Promise<Tab> {
    const tab = `${name}.${lives}.${++tabsOpened}`;
    for (let tries = 1; ; tries++)
      try {
        return { name: tab, device: await createDevice(addresses, person, how, optionsOf(tab, profile)) };
      } catch (error) {
        if (tries === enterTries) throw error;
        await sleep(100);
      }
  }

  /** Nobody does anything here any more. */
  async function quiet(): Promise<void> {
    closed = true;
    for (const { device } of tabs) device.engine.stop();
    await Promise.all(acting);
  }

  const first = (): Tab => {
    const [tab] = tabs;
    if (!tab) throw new Error(`${name} has no tab.`);
    return tab;
  };

  async function write(tab: Tab, room: RoomId, kind: number, text: string | undefined, body: unknown) {
    const message = ledger.begin({ room, writer: tab.name, text });
    try {
      ledger.saved(message, await tab.device.engine.write(room, kind, body));
    } catch (error) {
      ledger.notSaved(message, error);
    }
    return message;
  }

  async function actOn(tab: Tab, random: Random, own: Written[]): Promise<void> {
    let rooms: RoomId[];
    try {
      rooms = (await tab.device.db.rooms.list()).map((room) => room.room);
    } catch {
      // Its disk is closed at this moment.
      return;
    }
    const room = random.pick(rooms);
    if (room === undefined) return;
    const what = random.next();
    if (what < 0.05) return tab.device.engine.openRoom(room);
    if (abilities().aims && what < 0.15 && own.length > 0) {
      const target = random.pick(own);
      if (target?.id !== undefined && what < 0.12) {
        const text = wordsOf(random);
        const body = editBodyOf(target.id as EntryId, text);
        await write(tab, target.room as RoomId, entryKind.edit, text, body);
      } else if (target?.id !== undefined) {
        own.splice(own.indexOf(target), 1);
        const body = retractBodyOf(target.id as EntryId);
        await write(tab, target.room as RoomId, entryKind.retract, undefined, body);
      }
      return;
    }
    // Some write two or three lines in one breath.
    const count = what > 0.9 ? 3 : 1;
    const messages = await Promise.all(
      Array.from({ length: count }, () => {
        const text = wordsOf(random);
        return write(tab, room, entryKind.text, text, text);
      }),
    );
    own.push(...messages.filter((message) => message.state === 'saved'));
    if (own.length > 50) own.splice(0, own.length - 50);
  }

  async function heldBy(tab: Tab, whole: boolean): Promise<Held> {
    const { db } = tab.device;
    const rooms = new Map<string, LoggedEntry[]>();
    const shown = new Map<string, [string, string | null | undefined][]>();
    for (const { room } of await db.rooms.list()) {
      rooms.set(room, await tab.device.entries(room));
      const messages = await db.log.messages(room, { limit: Number.MAX_SAFE_INTEGER });
      shown.set(
        room,
        messages.map(({ id, text }) => [id, text]),
      );
    }
    return { device: tab.name, whole, rooms, shown };
  }

  async function rows(tab: Tab, failed: boolean) {
    return (await tab.device.db.outbox.list()).filter((row) => (row.problem !== undefined) === failed);
  }

  async function fillRoom(room: RoomId, head: number): Promise<string | undefined> {
    const { db, engine } = first().device;
    for (let tries = 0; tries < 1000; tries++) {
      const held = await db.log.held(room);
      const oldest = heldFrom(held);
      const missing = gaps(held, head);
      if (oldest > 1) missing.unshift([1, oldest - 1]);
      const newest = missing.at(-1);
      if (!newest) return undefined;
      const outcome = await engine.calls.fill(room, ...newest);
      if (!outcome.ok) await sleep(100);
    }
    return `could not fill room ${room} up to ${head}`;
  }

  const own: Written[] = [];

  const seat: Seat = {
    name,
    person,
    network,
    busy: false,
    device: () => first().device,
    online: () => !closed && first().device.engine.status.get().state === 'online',
    waiting: async () => new Set((await rows(first(), false)).map((row) => row.id)),
    refused: async () => (await rows(first(), true)).map((row) => `${row.id}: ${row.problem}`),
    async kept() {
      const all = await first().device.db.outbox.list();
      return all.flatMap((row) => [row.id, textOf(row) ?? row.id]);
    },
    async act(random) {
      const tab = random.pick(tabs);
      if (!tab || closed) return;
      const act = actOn(tab, random, own).finally(() => acting.delete(act));
      acting.add(act);
      await act;
    },
    async heads() {
      const heads = new Map<string, number>();
      for (const { room, head } of await first().device.db.rooms.list()) heads.set(room, head);
      return heads;
    },
    async settle(heads) {
      const problems: (string | undefined)[] = [];
      for (const [room, head] of heads) problems.push(await fillRoom(room as RoomId, head));
      return problems.filter((problem) => problem !== undefined);
    },
    async held() {
      return [...retired, await heldBy(first(), true)];
    },
    async reload() {
      await first().device.reload();
    },
    async openTab() {
      tabs = [...tabs, await open('open', first().device.profile)];
    },
    closeTab() {
      const [oldest, ...rest] = tabs;
      if (rest.length === 0) return;
      tabs = rest;
      oldest?.device.stop();
    },
    turnOff: quiet,
    async turnOn() {
      for (const tab of tabs) await tab.device.reload();
      closed = false;
    },
    async wipe() {
      await quiet();
      const tab = first();
      for (const row of await tab.device.db.outbox.list()) {
        const message = ledger.byId(row.id);
        if (message) ledger.exclude(message, `${tab.name} was wiped before it was answered`);
      }
      retired.push(await heldBy(tab, false));
      for (const each of tabs) each.device.stop();
      own.length = 0;
      lives++;
      tabs = [await open('sign-in', newProfile())];
      closed = false;
    },
    forgetRetired() {
      retired.length = 0;
    },
    setClockOffset(offsetMs) {
      clockOffsetMs = offsetMs;
    },
    async copy() {
      await quiet();
      const { disk } = first().device.profile;
      const profile = { ...newProfile(), disk: await copyDisk(disk) };
      for (const { device } of tabs) await device.reload();
      closed = false;
      const twin = await open('open', profile);
      const ownOfTwin: Written[] = [];
      return {
        act: (random) => actOn(twin, random, ownOfTwin),
        async finish(timeoutMs) {
          const endMs = performance.now() + timeoutMs;
          while ((await rows(twin, false)).length > 0 && performance.now() < endMs) {
            void twin.device.engine.calls.tryNow();
            await sleep(100);
          }
          const left = await rows(twin, false);
          for (const row of left) {
            const message = ledger.byId(row.id);
            if (message)
              ledger.exclude(message, `${twin.name}, a copy, was thrown away before it was answered`);
          }
          retired.push(await heldBy(twin, false));
          twin.device.stop();
          return left.length === 0;
        },
      };
    },
    stop() {
      closed = true;
      for (const tab of tabs) tab.device.stop();
    },
  };
  return seat;
}
