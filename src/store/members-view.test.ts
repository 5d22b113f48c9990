import { expect, it } from 'vitest';
import type { EntryId, UserId } from '../protocol/ids';
import type { Change } from '../protocol/room-change';
import { membersView, newestChangeSeq, pendingChanges, rightsIn, type KnownMember } from './members-view';
import type { ChangeView } from './state';

const [ann, bo, cy] = ['ann', 'bo', 'cy'] as UserId[] as [UserId, UserId, UserId];
const members: KnownMember[] = [
  { user: ann, name: 'Ann', role: 'owner' },
  { user: bo, name: 'Bo', role: 'admin' },
  { user: cy, name: 'Cy', role: 'member' },
];
const change = (what: Change, state: ChangeView['state'], seq?: number): ChangeView => ({
  type: 'change',
  id: `entry ${state}` as EntryId,
  seq,
  from: ann,
  actor: undefined,
  change: what,
  target: 'Cy',
  targetsSelf: false,
  atMs: 0,
  state,
  problem: undefined,
});
const mayOf = (role: 'owner' | 'admin' | undefined, self: UserId) =>
  membersView(members, { visibility: 'public', role }, self, []).map(({ may }) => may);

it('lets the owner do everything to others, and nothing to themselves', () => {
  expect(mayOf('owner', ann)).toEqual([
    [],
    ['remove', 'ban', 'make-member', 'make-owner'],
    ['remove', 'ban', 'make-admin', 'make-owner'],
  ]);
});

it('lets an admin put out only those who have less to say, and a member nobody', () => {
  expect(mayOf('admin', bo)).toEqual([[], [], ['remove', 'ban']]);
  expect(mayOf(undefined, cy)).toEqual([[], [], []]);
});

it('shows what waits to be done to somebody, unless it was refused', () => {
  const removal = change({ what: 'remove', user: cy }, 'saved');
  const view = (items: ChangeView[]) =>
    membersView(members, { visibility: 'public', role: 'owner' }, ann, items).map(({ waits }) => waits);
  expect(view([removal])).toEqual([undefined, undefined, removal]);
  expect(view([{ ...removal, state: 'failed' }])).toEqual([undefined, undefined, undefined]);
});

it('knows who may invite, leave and delete', () => {
  expect(rightsIn({ visibility: 'public', role: undefined })).toEqual({
    invite: true,
    keep: false,
    own: false,
    leave: true,
  });
  expect(rightsIn({ visibility: 'private', role: undefined })).toMatchObject({ invite: false, leave: true });
  expect(rightsIn({ visibility: 'private', role: 'owner' })).toEqual({
    invite: true,
    keep: true,
    own: true,
    leave: false,
  });
  expect(rightsIn({ visibility: 'direct', role: undefined })).toEqual({
    invite: false,
    keep: false,
    own: false,
    leave: false,
  });
});

it('tells what is stored from what waits', () => {
  const stored = change({ what: 'name', name: 'Den' }, undefined, 7);
  const waiting = change({ what: 'name', name: 'Cave' }, 'saved');
  expect(newestChangeSeq([stored, waiting])).toBe(7);
  expect(pendingChanges([stored, waiting])).toEqual([waiting]);
  expect(newestChangeSeq([])).toBe(0);
});
