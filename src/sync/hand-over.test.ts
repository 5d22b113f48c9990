import { expect, it } from 'vitest';
import { settle } from '../platform/fake-clock';
import { createFakeTabHub } from '../platform/tab-channel';
import { firstStatus, type LinkStatus } from './link-status';
import { createTabCalls, type LeaderCalls, type LeaderSignals } from './tab-calls';

const duties = {} as LeaderCalls;
const signals = (change: Partial<LinkStatus>): LeaderSignals => ({
  status: { ...firstStatus(1), ...change },
  sent: new Set(),
  storageTrouble: undefined,
  isAdmin: false,
});

it('a leader whose place was taken forgets what it last said of its link, in every tab', async () => {
  const hub = createFakeTabHub();
  const [frozen, thief, third] = ['frozen', 'thief', 'third'].map((tab) => {
    const calls = createTabCalls({ channel: hub.open(), tab, trouble: () => undefined });
    const heard: LeaderSignals[] = [];
    calls.onSignals((each) => heard.push(each));
    return { calls, heard };
  }) as [Tab, Tab, Tab];
  const resign = frozen.calls.lead(duties, () => signals({ state: 'online' }));
  await settle();
  thief.calls.lead(duties, () => signals({ state: 'online' }));
  await settle();
  // It wakes up: first it hears that the broker put it off the line, then that its lock is gone.
  frozen.calls.tellSignals(signals({ state: 'offline', elsewhere: true }));
  await settle();
  expect(third.heard.at(-1)?.status.elsewhere).toBe(true);
  resign();
  await settle();
  expect([frozen.heard.at(-1), third.heard.at(-1)]).toEqual(Array(2).fill(signals({ state: 'online' })));
});

interface Tab {
  readonly calls: ReturnType<typeof createTabCalls>;
  readonly heard: LeaderSignals[];
}
