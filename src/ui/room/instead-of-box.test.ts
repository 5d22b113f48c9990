import { expect, it } from 'vitest';
import type { EntryId, RoomId, UserId } from '../../protocol/ids';
import type { ChangeView, OpenRoomView } from '../../store/state';
import { insteadOfBox } from './instead-of-box';

const room: OpenRoomView = {
  room: 'cave' as RoomId,
  name: 'Cave',
  visibility: 'private',
  role: undefined,
  topicLine: undefined,
  partner: undefined,
  items: [],
  older: 'none',
  completeUpToMs: undefined,
  missing: 0,
  draft: '',
  edit: undefined,
  firstUnreadSeq: undefined,
  draftReply: undefined,
};
const leaving: ChangeView = {
  type: 'change',
  id: 'leaving' as EntryId,
  seq: undefined,
  from: 'ann' as UserId,
  actor: undefined,
  change: { what: 'leave', user: 'ann' as UserId },
  target: undefined,
  targetsSelf: false,
  atMs: 0,
  state: 'saved',
  problem: undefined,
};

it('says nothing where words can be written', () => {
  expect(insteadOfBox(room, false)).toBeUndefined();
});

it('says why somebody is out, and by whom', () => {
  expect(insteadOfBox({ ...room, left: { why: 'removed', by: 'Ann' } }, false)?.words).toBe(
    'You were removed by Ann. What you have of it stays readable here.',
  );
  expect(insteadOfBox({ ...room, left: { why: undefined, by: undefined } }, false)?.why).toBe('left');
});

it('says that somebody is about to leave, and not when that was refused', () => {
  expect(insteadOfBox({ ...room, items: [leaving] }, false)).toMatchObject({ why: 'leave', waits: leaving });
  expect(insteadOfBox({ ...room, items: [{ ...leaving, state: 'failed' }] }, false)).toBeUndefined();
  expect(insteadOfBox({ ...room, items: [{ ...leaving, seq: 4, state: undefined }] }, false)).toBeUndefined();
});

it('says first that somebody is blocked', () => {
  expect(insteadOfBox({ ...room, name: 'Bo' }, true)).toMatchObject({
    why: 'blocked',
    words: 'You blocked Bo. Their messages are hidden.',
  });
});
