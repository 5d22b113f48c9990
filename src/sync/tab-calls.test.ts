import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../db/changes';
import { entryId, roomA, roomB } from '../db/fake-disk';
import { settle } from '../platform/fake-clock';
import { createFakeTabHub } from '../platform/tab-channel';
import { firstStatus } from './link-status';
import {
  createTabCalls,
  type CallOutcome,
  type LeaderCalls,
  type LeaderSignals,
  type TabCalls,
} from './tab-calls';

let hub: ReturnType<typeof createFakeTabHub>;
let tabs: TabCalls[];
let troubles: string[];

beforeEach(() => {
  hub = createFakeTabHub();
  tabs = [];
  troubles = [];
});
afterEach(() => {
  for (const tab of tabs) tab.close();
});

function openTab(): TabCalls {
  const tab = createTabCalls({
    channel: hub.open(),
    tab: `tab ${tabs.length}`,
    trouble: (what) => troubles.push(what),
  });
  tabs.push(tab);
  return tab;
}

const signals = (state: LeaderSignals['status']['state'] = 'online'): LeaderSignals => ({
  status: { ...firstStatus(1), state },
  sent: new Set([entryId(1)]),
  storageTrouble: undefined,
  isAdmin: false,
});

/** Duties that note what they are asked and answer when the test says so. */
function duties(name: string) {
  const asked: unknown[][] = [];
  const answers: ((outcome: CallOutcome<never>) => void)[] = [];
  const method =
    (what: string) =>
    (...args: unknown[]) =>
      new Promise<CallOutcome<never>>((resolve) => {
        asked.push([what, ...args]);
        answers.push(resolve);
      });
  const calls = Object.fromEntries(
    ['ask', 'enter', 'fill', 'openRoom', 'markRead', 'tryNow'].map((what) => [what, method(what)]),
  ) as unknown as LeaderCalls;
  return {
    calls,
    asked,
    answerAll: () => {
      for (const answer of answers.splice(0)) answer({ ok: true, value: name as never });
    },
  };
}

describe('calling the leader', () => {
  it('answers a follower’s call by the leader, with all arguments', async () => {
    const [leader, follower, other] = [openTab(), openTab(), openTab()];
    const { calls, asked, answerAll } = duties('the leader');
    leader.lead(calls, signals);
    await settle();
    const answer = follower.calls.fill(roomA, 3, 9);
    const otherAnswer = other.calls.enter('create', { room: roomB, name: 'B' });
    await settle();
    expect(asked).toEqual([
      ['fill', roomA, 3, 9],
      ['enter', 'create', { room: roomB, name: 'B' }],
    ]);
    answerAll();
    expect(await answer).toEqual({ ok: true, value: 'the leader' });
    expect(await otherAnswer).toEqual({ ok: true, value: 'the leader' });
  });

  it('gives each call of each tab its own answer', async () => {
    const [leader, a, b] = [openTab(), openTab(), openTab()];
    const { calls } = duties('the leader');
    const echo: LeaderCalls = { ...calls, fill: async (room) => ({ ok: true, value: room as never }) };
    leader.lead(echo, signals);
    const answers = await Promise.all([
      a.calls.fill(roomA, 1, 9),
      b.calls.fill(roomB, 1, 9),
      a.calls.fill(roomB, 1, 9),
      leader.calls.fill(roomA, 1, 9),
    ]);
    expect(answers.map((outcome) => outcome.ok && outcome.value)).toEqual([roomA, roomB, roomB, roomA]);
  });

  it('gives an unanswered call to the next leader, another tab or this one', async () => {
    const [first, second, follower] = [openTab(), openTab(), openTab()];
    const lost = duties('lost');
    const resign = first.lead(lost.calls, signals);
    await settle();
    const answer = follower.calls.fill(roomA, 1, 9);
    const own = second.calls.fill(roomB, 1, 9);
    await settle();
    expect(lost.asked).toHaveLength(2);
    resign();
    first.close();
    const next = duties('the next');
    second.lead(next.calls, signals);
    await settle();
    expect(new Set(next.asked.map(String))).toEqual(new Set([`fill,${roomA},1,9`, `fill,${roomB},1,9`]));
    expect(next.asked).toHaveLength(2);
    next.answerAll();
    expect(await Promise.all([answer, own])).toEqual([
      { ok: true, value: 'the next' },
      { ok: true, value: 'the next' },
    ]);
  });

  it('does not repeat a call that was answered', async () => {
    const [first, second, follower] = [openTab(), openTab(), openTab()];
    const { calls, answerAll } = duties('the first');
    const resign = first.lead(calls, signals);
    const answer = follower.calls.fill(roomA, 1, 9);
    await settle();
    answerAll();
    await answer;
    resign();
    const next = duties('the next');
    second.lead(next.calls, signals);
    await settle();
    expect(next.asked).toEqual([]);
  });

  it('keeps a call until there is a leader at all', async () => {
    const follower = openTab();
    const answer = follower.calls.tryNow();
    await settle();
    const { calls, answerAll } = duties('at last');
    openTab().lead(calls, signals);
    await settle();
    answerAll();
    expect(await answer).toMatchObject({ ok: true });
  });

  it('answers in words when the leader fails at it, to itself and to others', async () => {
    const [leader, follower] = [openTab(), openTab()];
    const failing: LeaderCalls = {
      ...duties('').calls,
      markRead: () => Promise.reject(new Error('The disk went away.')),
    };
    leader.lead(failing, signals);
    await settle();
    const expected = { ok: false, message: expect.stringMatching(/\w+/) };
    expect(await follower.calls.markRead(roomA, 3)).toEqual(expected);
    expect(await leader.calls.markRead(roomA, 3)).toEqual(expected);
    expect(troubles).toHaveLength(2);
  });

  it('raises nothing when the leader goes before it has answered, or a tab speaks after it was closed', async () => {
    const [leader, follower] = [openTab(), openTab()];
    const { calls, answerAll } = duties('too late');
    const resign = leader.lead(calls, signals);
    const unanswered = follower.calls.fill(roomA, 1, 9);
    await settle();
    resign();
    leader.close();
    answerAll();
    follower.close();
    expect(await unanswered).toMatchObject({ ok: false });
    expect(await follower.calls.tryNow()).toMatchObject({ ok: false });
    follower.tellChange({ in: 'rooms' });
    follower.tellSignals(signals());
    await settle();
    expect(troubles).toEqual([]);
  });
});

describe('hearing', () => {
  it('tells the leader’s signals to all other tabs, and to one that opens later', async () => {
    const [leader, follower] = [openTab(), openTab()];
    const heard: LeaderSignals[] = [];
    follower.onSignals((each) => heard.push(each));
    await settle();
    leader.lead(duties('').calls, () => signals('online'));
    leader.tellSignals(signals('offline'));
    await settle();
    expect(heard.map(({ status }) => status.state)).toEqual(['online', 'offline']);
    const late: LeaderSignals[] = [];
    openTab().onSignals((each) => late.push(each));
    await settle();
    expect(late).toEqual([signals('online')]);
  });

  it('does not listen to others while it leads', async () => {
    const [old, leader] = [openTab(), openTab()];
    const heard: LeaderSignals[] = [];
    leader.onSignals((each) => heard.push(each));
    leader.lead(duties('').calls, signals);
    old.tellSignals(signals('offline'));
    await settle();
    expect(heard).toEqual([]);
  });

  it('tells changes to all other tabs, not to itself', async () => {
    const [a, b, c] = [openTab(), openTab(), openTab()];
    const heard: [string, Change][] = [];
    for (const [name, tab] of Object.entries({ a, b, c }))
      tab.onChange((change) => heard.push([name, change]));
    a.tellChange({ in: 'outbox', room: roomA });
    await settle();
    expect(heard).toEqual([
      ['b', { in: 'outbox', room: roomA }],
      ['c', { in: 'outbox', room: roomA }],
    ]);
  });

  it('tells every tab that a tab begins to lead, except that one', async () => {
    const [a, b] = [openTab(), openTab()];
    let heard = 0;
    a.onLeading(() => heard++);
    b.lead(duties('').calls, signals);
    await settle();
    expect(heard).toBe(1);
    a.lead(duties('').calls, signals);
    await settle();
    expect(heard).toBe(1);
  });
});
