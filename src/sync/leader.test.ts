import * as fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { settle } from '../platform/fake-clock';
import { createFakeLocks, type Locks } from '../platform/locks';
import { standForElection } from './leader';

let locks: Locks;
let happened: string[];
let troubles: unknown[];

beforeEach(() => {
  locks = createFakeLocks();
  happened = [];
  troubles = [];
});

function openTab(name: string, lead?: () => () => void) {
  const abort = new AbortController();
  const election = standForElection({
    locks,
    name: 'onebar-me',
    lead:
      lead ??
      (() => {
        happened.push(`${name} leads`);
        return () => happened.push(`${name} resigns`);
      }),
    abort: abort.signal,
    failed: (error) => troubles.push(error),
  });
  return { takeOver: election.takeOver, close: () => abort.abort() };
}

it('has one leader at a time, and the next in line when it is closed', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => openTab(name));
  await settle();
  expect(happened).toEqual(['a leads']);
  // Closed while it waits: it is skipped.
  b!.close();
  a!.close();
  await settle();
  expect(happened).toEqual(['a leads', 'a resigns', 'c leads']);
  c!.close();
  await settle();
  expect(happened.at(-1)).toBe('c resigns');
  expect(troubles).toEqual([]);
});

it('takes the place of a leader that is silent, which resigns when it wakes and stands in line again', async () => {
  const [a, b] = ['a', 'b'].map((name) => openTab(name));
  await settle();
  b!.takeOver();
  await settle();
  expect(happened.toSorted()).toEqual(['a leads', 'a resigns', 'b leads']);
  // One that leads has nobody to take it from.
  b!.takeOver();
  await settle();
  expect(happened).toHaveLength(3);
  b!.close();
  await settle();
  expect(happened.slice(3)).toEqual(['b resigns', 'a leads']);
  a!.close();
});

it('stands in line behind those that waited already, when it was robbed', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => openTab(name));
  await settle();
  c!.takeOver();
  await settle();
  c!.close();
  await settle();
  b!.close();
  await settle();
  expect(happened.toSorted()).toEqual(
    ['a leads', 'a resigns', 'c leads', 'c resigns', 'b leads', 'b resigns', 'a leads'].toSorted(),
  );
  expect(happened.slice(-3)).toEqual(['b leads', 'b resigns', 'a leads']);
  a!.close();
});

it('takes over once, however often the leader is found silent at the same time', async () => {
  const [, b] = ['a', 'b'].map((name) => openTab(name));
  await settle();
  b!.takeOver();
  b!.takeOver();
  await settle();
  expect(happened.filter((what) => what === 'b leads').length).toBe(
    1 + happened.filter((what) => what === 'b resigns').length,
  );
  b!.close();
  await settle();
  expect(happened.at(-1)).toBe('a leads');
});

it('never leads twice at a time, whoever takes over from whom and when', async () => {
  const anyStep = fc.record({
    tab: fc.nat({ max: 3 }),
    step: fc.constantFrom('take over', 'close', 'wait'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 14 }), async (steps) => {
      locks = createFakeLocks();
      const leading = new Map<number, number>();
      const change = (tab: number, by: number) => leading.set(tab, (leading.get(tab) ?? 0) + by);
      const closed = new Set<number>();
      const tabs = [0, 1, 2, 3].map((tab) =>
        openTab(String(tab), () => {
          change(tab, 1);
          return () => change(tab, -1);
        }),
      );
      for (const { tab, step } of steps) {
        if (step === 'wait') await settle(3);
        else if (step === 'take over') tabs[tab]!.takeOver();
        else {
          closed.add(tab);
          tabs[tab]!.close();
        }
      }
      await settle(20);
      const leaders = [...leading].filter(([, times]) => times > 0);
      expect([...leading.values()].every((times) => times === 0 || times === 1)).toBe(true);
      expect(leaders).toHaveLength(closed.size === 4 ? 0 : 1);
      expect(leaders.some(([tab]) => closed.has(tab))).toBe(false);
      for (const each of tabs) each.close();
    }),
  );
  expect(troubles).toEqual([]);
});

it('lets the next one lead when its own duties cannot begin', async () => {
  openTab('broken', () => {
    throw new Error('No duties today.');
  });
  openTab('next');
  await settle();
  expect(happened).toEqual(['next leads']);
  expect(troubles).toHaveLength(1);
});
