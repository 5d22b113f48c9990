import { expect, it } from 'vitest';
import { fakeAsked } from './fake-plain';
import type { PlainReceiver } from './plain-message';
import { PlainSession } from './plain-session';
import { createSharedGroup } from './shared-group';

type State = 'ready' | 'busy' | 'away';

const { subscription } = fakeAsked('$share/g/a');

function groupOf(...states: State[]) {
  const group = createSharedGroup();
  const members = states.map((_state, index) => {
    const session = new PlainSession('ann', `${index}`, 'd', true, 60, { maxMessages: 9, maxBytes: 9 });
    group.add(session, subscription);
    return session;
  });
  const become = (index: number, state: State) => {
    const receiver: PlainReceiver = {
      now: () => {},
      wake: () => {},
      overflowed: () => {},
      isBusy: () => state === 'busy',
    };
    const member = members[index];
    if (member) member.receiver = state === 'away' ? undefined : receiver;
  };
  for (const [index, state] of states.entries()) become(index, state);
  const turns = (count: number) =>
    Array.from({ length: count }, () => Number(group.pick()?.[0].clientId)).join(' ');
  return { group, members, become, turns };
}

it.each([
  [['ready', 'ready', 'ready'], '0 1 2 0 1 2'],
  [['ready', 'away', 'ready'], '0 2 0 2 0 2'],
  [['ready', 'busy', 'away'], '0 0 0 0 0 0'],
  [['busy', 'away', 'busy'], '0 2 0 2 0 2'],
  [['away', 'away', 'away'], '0 1 2 0 1 2'],
] as const)('deals to %j in turn: %s', (states, expected) => {
  expect(groupOf(...states).turns(6)).toBe(expected);
});

it('looks anew each time at who is there', () => {
  const { become, turns } = groupOf('away', 'away');
  expect(turns(3)).toBe('0 1 0');
  become(0, 'ready');
  expect(turns(2)).toBe('0 0');
  become(1, 'ready');
  become(0, 'busy');
  expect(turns(2)).toBe('1 1');
});

it('goes on with those who stay, until nobody is left', () => {
  const { group, members, turns } = groupOf('ready', 'ready', 'ready');
  expect(turns(2)).toBe('0 1');
  const [first, second, third] = members as [PlainSession, PlainSession, PlainSession];
  expect(group.remove(second)).toBe(false);
  expect(turns(4).split(' ').toSorted().join(' ')).toBe('0 0 2 2');
  expect([group.remove(first), group.remove(third)]).toEqual([false, true]);
  expect(group.pick()).toBeUndefined();
});

it('takes the new options of a member that subscribes again, who has one turn all the same', () => {
  const { group, members, turns } = groupOf('ready', 'ready');
  const [first] = members as [PlainSession];
  group.add(first, { ...subscription, qos: 0 });
  expect(group.pick()).toEqual([first, { ...subscription, qos: 0 }]);
  expect(turns(3)).toBe('1 0 1');
});
