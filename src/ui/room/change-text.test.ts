import { expect, it } from 'vitest';
import type { EntryId, UserId } from '../../protocol/ids';
import type { Change } from '../../protocol/room-change';
import { viewOfChange } from '../../store/change-view';
import { changeText } from './change-text';

const names: Record<string, string> = { ann: 'Ann', bo: 'Bo', mira: 'Mira' };

/** As Mira reads it. */
function read(from: string, change: Change): string | undefined {
  const facts = {
    id: 'entry' as EntryId,
    room: 'cave' as never,
    seq: 1,
    ts: 0,
    waitedSec: 0,
    amendments: [],
  };
  const message = { ...facts, from: from as UserId, text: undefined, change };
  const view = viewOfChange(message, 'mira' as UserId, (user) => names[user] ?? '');
  return view && changeText(view);
}

it('says who did what to whom, as it looks from here', () => {
  const [bo, mira] = ['bo', 'mira'] as UserId[] as [UserId, UserId];
  expect(read('ann', { what: 'remove', user: bo })).toBe('Ann removed Bo');
  expect(read('ann', { what: 'make-admin', user: mira })).toBe('Ann made you an admin');
  expect(read('mira', { what: 'ban', user: bo })).toBe('You banned Bo');
  expect(read('bo', { what: 'leave', user: bo })).toBe('Bo left');
  expect(read('mira', { what: 'leave', user: mira })).toBe('You left');
  expect(read('bo', { what: 'join', user: bo })).toBe('Bo joined');
  expect(read('ann', { what: 'name', name: 'Den' })).toBe('Ann named the room “Den”');
  expect(read('ann', { what: 'topic', topicLine: ' ' })).toBe('Ann removed the line about the room');
  expect(read('ann', { what: 'made', name: '' })).toBe('Ann began this conversation');
  expect(read('mira', { what: 'visibility', visibility: 'private' })).toBe('You made the room private');
});
