// Everything that is done to the world, each by name. A fault does its harm, and takes it back when its time is over;
// what it gives back is run when everything has healed. `undefined`: there was nothing to do it to.
import { setTimeout as sleep } from 'node:timers/promises';
import type { WeakNetwork } from '../weak-network';
import { profiles } from '../weak-profiles';
import type { Random } from './chance';
import { copyFolder, loseSessions, restoreCopy } from './closed-store';
import type { Page } from './page';
import type { Seat } from './seat';
import type { World } from './world';

export interface Fault<W> {
  readonly name: string;
  /** Why it cannot happen in this world. */
  readonly notHere?: (world: W) => string | undefined;
  readonly strike: (world: W, random: Random) => Promise<(() => Promise<void>) | true | undefined>;
}

/** As much of a world as any messenger has: links, and something in the middle. */
export interface BareWorld {
  readonly links: readonly { readonly network: WeakNetwork; busy: boolean }[];
  readonly broker: { freeze(forMs: number): Promise<void>; crash(downMs: number): Promise<void> };
}

const dayMs = 86_400_000;
/** So long a copy may take to send what it has, once it is the only one. */
const twinPatienceMs = 30_000;
/** So long a fault waits for pages that others have. */
const patienceMs = 15_000;

/** Takes a place that no other fault has, does something there, and leaves it. */
async function at<P extends { busy: boolean }>(
  places: readonly P[],
  random: Random,
  work: (place: P) => Promise<void>,
  waitMs = 0,
): Promise<true | undefined> {
  const endMs = performance.now() + waitMs;
  while (places.every(({ busy }) => busy) && performance.now() < endMs) await sleep(50);
  const place = random.pick(places.filter((each) => !each.busy));
  if (!place) return undefined;
  place.busy = true;
  try {
    await work(place);
  } finally {
    place.busy = false;
  }
  return true;
}

const atSeat = (world: World, random: Random, work: (seat: Seat) => Promise<void>) =>
  at(world.seats, random, work);
/** Pages are few, and each kind is to strike as often as any other: so they are waited for. */
const atPage = ({ pages }: World, random: Random, work: (page: Page) => Promise<void>) =>
  at(pages, random, work, patienceMs);
const needsPages = (world: World) => (world.pages.length === 0 ? 'no browser in this run' : undefined);

/** One of the links, none of which another fault of this kind has. */
const onLink = (
  { links }: BareWorld,
  random: Random,
  work: (link: BareWorld['links'][number]) => Promise<void>,
) => at(links, random, work);

/** What can be done to any messenger from outside. */
export const outerFaults: readonly Fault<BareWorld>[] = [
  {
    name: 'cut by RST',
    async strike(world, random) {
      random.pick(world.links)?.network.cut();
      return true;
    },
  },
  {
    name: 'no network',
    strike: (world, random) =>
      onLink(world, random, async ({ network }) => {
        network.refuse();
        await sleep(random.between(200, 3000));
        network.heal();
      }),
  },
  {
    name: 'half-open',
    strike: (world, random) =>
      onLink(world, random, async ({ network }) => {
        network.halfOpen();
        await sleep(random.between(500, 5000));
        network.heal();
      }),
  },
  {
    name: 'stall',
    async strike(world, random) {
      const stallMs = random.between(300, 3000);
      random.pick(world.links)?.network.stall(stallMs);
      await sleep(stallMs);
      return true;
    },
  },
  {
    name: '2G',
    async strike(world, random) {
      const network = random.pick(world.links)?.network;
      network?.shape(profiles['2g']);
      await sleep(random.between(1000, 4000));
      network?.shape(profiles.good);
      return true;
    },
  },
  {
    // The worst moment of a cut: words and acknowledgements are on their way, and all of them are gone.
    name: 'cut on 2G',
    async strike(world, random) {
      const network = random.pick(world.links)?.network;
      network?.shape(profiles['2g']);
      await sleep(random.between(1000, 2500));
      network?.cut();
      network?.shape(profiles.good);
      return true;
    },
  },
  {
    name: 'frozen broker',
    async strike({ broker }, random) {
      await broker.freeze(random.between(200, 2500));
      return true;
    },
  },
  {
    name: 'kill -9',
    async strike({ broker }, random) {
      await broker.crash(random.between(0, 500));
      return true;
    },
  },
];

export const faults: readonly Fault<World>[] = [
  ...outerFaults,
  {
    name: 'lost session table',
    async strike({ broker, things }, random) {
      await things.setBack(() => broker.crash(random.between(0, 300), (dataDir) => loseSessions(dataDir)));
      return true;
    },
  },
  {
    name: 'full disk',
    notHere: ({ diskCanFail }) => (diskCanFail ? undefined : 'this broker has no such disk'),
    async strike({ broker }, random) {
      await broker.failDisk(random.between(200, 2000));
      return true;
    },
  },
  {
    name: 'restored older copy',
    async strike({ seats, broker, setBacks, things }, random) {
      // A device that signs in meanwhile would not be known to the older copy. So it waits for the others, and they for it.
      const endMs = performance.now() + patienceMs;
      while (seats.some((seat) => seat.busy)) {
        if (performance.now() > endMs) return undefined;
        await sleep(20);
      }
      for (const seat of seats) seat.busy = true;
      const copy = `${broker.dataDir}-copy`;
      try {
        await broker.crash(0, (dataDir) => copyFolder(dataDir, copy));
        await sleep(random.between(500, 3000));
        await things.setBack(() =>
          broker.crash(0, async (dataDir) => {
            const { epoch, gone } = await restoreCopy(copy, dataDir);
            setBacks.happened(epoch, gone);
            for (const seat of seats) seat.forgetRetired();
          }),
        );
      } finally {
        for (const seat of seats) seat.busy = false;
      }
      return true;
    },
  },
  {
    name: 'reload',
    strike: (world, random) => atSeat(world, random, (seat) => seat.reload()),
  },
  {
    name: 'tab hand-over',
    strike: (world, random) =>
      atSeat(world, random, async (seat) => {
        await seat.openTab();
        await sleep(random.between(100, 2000));
        seat.closeTab();
      }),
  },
  {
    name: 'away past session expiry',
    strike: (world, random) =>
      atSeat(world, random, async (seat) => {
        const { device } = seat.device().account;
        await seat.turnOff();
        await world.broker.crash(0, (dataDir) => loseSessions(dataDir, device));
        await sleep(random.between(0, 1000));
        await seat.turnOn();
      }),
  },
  {
    name: 'wiped storage',
    strike: (world, random) => atSeat(world, random, (seat) => seat.wipe()),
  },
  {
    name: 'clock off by a day',
    strike: (world, random) =>
      atSeat(world, random, async (seat) => {
        seat.setClockOffset(random.next() < 0.5 ? dayMs : -dayMs);
        await sleep(random.between(500, 4000));
        seat.setClockOffset(0);
      }),
  },
  {
    name: 'same device twice',
    async strike(world, random) {
      let finish: (() => Promise<void>) | undefined;
      await at(world.seats, random, async (seat) => {
        const twin = await seat.copy();
        const endMs = performance.now() + random.between(500, 3000);
        while (performance.now() < endMs) {
          await twin.act(random);
          await sleep(random.between(20, 200));
        }
        finish = async () => {
          const finished = await at(
            [seat],
            random,
            async () => {
              await seat.turnOff();
              if (!(await twin.finish(twinPatienceMs)))
                world.complain(`${seat.name}: the copy could not send what it had`);
              await seat.turnOn();
            },
            // Other copies of the same one take their turns.
            10 * twinPatienceMs,
          );
          if (!finished) world.complain(`${seat.name}: the copy never had its turn`);
        };
      });
      return finish;
    },
  },
  {
    name: 'page reload',
    notHere: needsPages,
    strike: (world, random) => atPage(world, random, (page) => page.reload()),
  },
  {
    name: 'page crash',
    notHere: needsPages,
    strike: (world, random) => atPage(world, random, (page) => page.crash()),
  },
  {
    name: 'page hand-over',
    notHere: needsPages,
    strike: (world, random) =>
      atPage(world, random, async (page) => {
        await page.openTab();
        await sleep(random.between(100, 1000));
        await page.closeTab();
      }),
  },
  {
    // Written without a link, and every page closed before there is one again: the worker sends, perhaps while the app is opened.
    name: 'pages closed, worker woken',
    notHere: needsPages,
    strike: (world, random) =>
      atPage(world, random, async (page) => {
        page.network.refuse();
        await page.untilWordsWait(3000);
        await page.closeAll(async () => {
          page.network.heal();
          await page.wakeWorker();
          await sleep(random.between(0, 800));
        });
      }),
  },
  {
    // Words are under way on a link that has gone silent when the page is left: they go out once more, in a request that outlives it.
    name: 'page left with words under way',
    notHere: needsPages,
    strike: (world, random) =>
      atPage(world, random, async (page) => {
        page.network.halfOpen();
        await page.untilWordsWait(2000);
        await page.leave();
        page.network.heal();
      }),
  },
];
