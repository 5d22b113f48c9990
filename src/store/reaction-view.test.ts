import { expect, it } from 'vitest';
import { bo, entryId, me, roomA } from '../db/fake-disk';
import type { ReactionRow } from '../db/schema';
import type { UserId } from '../protocol/ids';
import { noReactions, viewOfReactions, type PendingReaction } from './reaction-view';

const cy = 'cy' as UserId;
const nameOf = (user: UserId) => (user === bo ? 'Bo' : 'Cy');
const rows = (...given: [UserId, string][]): ReactionRow[] =>
  given.map(([from, emoji], index) => ({ room: roomA, target: entryId(1), from, emoji, seq: index + 1 }));
const waits = (emoji: string, state: PendingReaction['state'] = 'saved'): PendingReaction => ({
  id: entryId(2),
  emoji,
  state,
  problem: state === 'failed' ? 'No.' : undefined,
});
const view = (given: ReactionRow[], pending?: PendingReaction) =>
  viewOfReactions(given, pending, { user: me, nameOf });
const short = (...args: Parameters<typeof view>) =>
  view(...args).map(({ emoji, people, state }) => [emoji, ...people, ...(state ? [state] : [])]);

it('counts people by emoji, in the order in which these were first given, and names them', () => {
  expect(view(rows([bo, '❤️'], [me, '👍'], [cy, '❤️']))).toEqual([
    { emoji: '❤️', count: 2, people: ['Bo', 'Cy'], own: false, state: undefined },
    { emoji: '👍', count: 1, people: [undefined], own: true, state: undefined },
  ]);
});

it('counts nobody whose emoji was taken away', () => {
  expect(view(rows([bo, ''], [cy, '👍']))).toMatchObject([{ emoji: '👍', count: 1, people: ['Cy'] }]);
  expect(view(rows([bo, '']))).toEqual([]);
});

it('shows the own one that waits at once, in place of the one before, with its state', () => {
  expect(short([], waits('👍'))).toEqual([['👍', undefined, 'saved']]);
  expect(short(rows([bo, '👍'], [me, '❤️']), waits('👍', 'sent'))).toEqual([['👍', 'Bo', undefined, 'sent']]);
  expect(short(rows([me, '❤️'], [bo, '👍']), waits('❤️'))).toEqual([
    ['❤️', undefined, 'saved'],
    ['👍', 'Bo'],
  ]);
});

it('shows none of one’s own from the moment it is taken away', () => {
  expect(short(rows([bo, '👍'], [me, '👍']), waits(''))).toEqual([['👍', 'Bo']]);
  expect(short(rows([me, '👍']), waits('', 'sent'))).toEqual([]);
});

it('shows what failed as failed: the emoji that was meant, and what could not be taken away', () => {
  expect(short(rows([me, '❤️']), waits('👍', 'failed'))).toEqual([['👍', undefined, 'failed']]);
  expect(short(rows([me, '❤️']), waits('', 'failed'))).toEqual([['❤️', undefined, 'failed']]);
});

it('is always the same where there is none', () => {
  expect(view([])).toBe(noReactions);
});
