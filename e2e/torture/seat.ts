// A place without a browser: a real engine on a disk in memory, or two on one disk (tabs), for as long as the torture lets
// them live; then others in their place.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/platform/clock';
import type { RoomId } from '../../src/protocol/ids';
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
import { textOf, type Held } from './judge';
import type { Ledger, Written } from './ledger';
import type { Abilities, Place } from './place';
import type { SetBacks } from './set-backs';
import { createActOn, type Tab } from './tab-acts';
import { fillRoom, heldBy, isUpToDate, waitingIn } from './tab-reads';

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
  readonly setBacks: SetBacks;
  readonly abilities: () => Abilities;
  readonly wrapDb: DeviceOptions['wrapDb'];
  readonly trouble: (where: string, what: string, error: unknown) => void;
}

const enterTries = 200;

export async function createSeat(deps: SeatDeps): Promise<Seat> {
  const { name, person, network, ledger, setBacks } = deps;
  const actOn = createActOn(ledger, deps.abilities);
  const addresses: Addresses = { http: network.url, mqtt: network.url };
  const retired: Held[] = [];
  let clockOffsetMs = 0;
  let lives = 0;
  let tabs: Tab[] = [];
  let tabsOpened = 0;
  /** Every tab there ever was on this disk. */
  let writers = new Set<string>();
  let closed = false;
  const acting = new Set<Promise<void>>();
  tabs = [await openHere(deps.how, newProfile())];

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

  async function openHere(how: 'create' | 'sign-in' | 'open', profile: Profile): Promise<Tab> {
    const tab = await open(how, profile);
    writers.add(tab.name);
    return tab;
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

  /** Nothing is left of this disk, and of what was written on it by these tabs. */
  async function diskGone(tab: Tab, itsWriters: ReadonlySet<string>, why: string): Promise<void> {
    for (const row of await tab.device.db.outbox.list()) {
      const message = ledger.byId(row.id);
      if (message) ledger.exclude(message, why);
    }
    setBacks.diskGone(itsWriters, await tab.device.db.setting('epoch'));
    // A copy of a log that was set back says nothing of the one that is there now.
    if (await isUpToDate(tab, setBacks)) retired.push(await heldBy(tab, false));
  }

  const own: Written[] = [];
  /** Rooms that were read to the end at the very end. */
  const rising = new Set<RoomId>();

  const seat: Seat = {
    name,
    person,
    network,
    busy: false,
    lookEveryMs: 25,
    device: () => first().device,
    online: async () =>
      !closed &&
      first().device.engine.status.get().state === 'online' &&
      (await isUpToDate(first(), setBacks)),
    async linkInWords() {
      const { state, sinceMs, nextTryAtMs, refused, elsewhere } = first().device.engine.status.get();
      const nowMs = Date.now() + clockOffsetMs;
      const next = nextTryAtMs === undefined ? 'no try planned' : `next try in ${nextTryAtMs - nowMs} ms`;
      const upToDate = await isUpToDate(first(), setBacks);
      return `${state} for ${nowMs - sinceMs} ms, ${next}, ${refused ?? 'not refused'}, ${elsewhere ? 'elsewhere' : 'here'}, ${upToDate ? 'of this history' : 'of an older history'}`;
    },
    waiting: async () => new Set((await waitingIn(first())).map((row) => row.id)),
    async refused() {
      const rows = await first().device.db.outbox.list();
      return rows.filter((row) => row.problem !== undefined).map((row) => `${row.id}: ${row.problem}`);
    },
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
      for (const [room, head] of heads) problems.push(await fillRoom(first(), room as RoomId, head));
      return problems.filter((problem) => problem !== undefined);
    },
    async readAll(heads) {
      const { engine, account, db } = first().device;
      const unheard: string[] = [];
      for (const [id, head] of heads) {
        const room = id as RoomId;
        // What was read before was told before, and is judged by nobody.
        if (((await db.rooms.get(room))?.read ?? head) < head) rising.add(room);
        await engine.calls.markRead(room, head);
        if (!rising.has(room)) continue;
        const asked = await engine.calls.ask('marks', { room, seq: head });
        const members = asked.ok && 'members' in asked.value ? asked.value.members : [];
        if (!members.some(({ user, read }) => user === account.user && read >= head)) unheard.push(room);
      }
      return unheard;
    },
    async held() {
      return [...retired, await heldBy(first(), true)];
    },
    async reload() {
      await first().device.reload();
    },
    async openTab() {
      tabs = [...tabs, await openHere('open', first().device.profile)];
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
      await diskGone(tab, writers, `${tab.name} was wiped before it was answered`);
      for (const each of tabs) each.device.stop();
      writers = new Set();
      own.length = 0;
      lives++;
      tabs = [await openHere('sign-in', newProfile())];
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
          const isDone = async () =>
            (await isUpToDate(twin, setBacks)) && (await waitingIn(twin)).length === 0;
          while (!(await isDone()) && performance.now() < endMs) {
            void twin.device.engine.calls.tryNow();
            await sleep(100);
          }
          const done = await isDone();
          const why = `${twin.name}, a copy, was thrown away before it was answered`;
          await diskGone(twin, new Set([twin.name]), why);
          twin.device.stop();
          return done;
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
