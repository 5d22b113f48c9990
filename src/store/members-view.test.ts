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
const mayOf = (role: 'owner' | 'admin' | undefined, self: UserId, isServerAdmin = false) =>
  membersView(members, rightsIn({ visibility: 'public', role }, isServerAdmin), self, []).map(
    ({ may }) => may,
  );

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

it('lets the server’s admin put out everybody but the owner of a public room, and give nobody a role', () => {
  expect(mayOf(undefined, cy, true)).toEqual([[], ['remove', 'ban'], []]);
  expect(mayOf('admin', bo, true)).toEqual([[], [], ['remove', 'ban']]);
  expect(rightsIn({ visibility: 'public', role: undefined }, true)).toEqual({
    invite: true,
    keep: true,
    putOut: ['admin', 'member'],
    retain: false,
    own: false,
    leave: true,
  });
  for (const visibility of ['private', 'direct'] as const)
    expect(rightsIn({ visibility, role: undefined }, true)).toEqual(
      rightsIn({ visibility, role: undefined }, false),
    );
});

it('shows what waits to be done to somebody, unless it was refused', () => {
  const removal = change({ what: 'remove', user: cy }, 'saved');
  const view = (items: ChangeView[]) =>
    membersView(members, rightsIn({ visibility: 'public', role: 'owner' }, false), ann, items).map(
      ({ waits }) => waits,
    );
  expect(view([removal])).toEqual([undefined, undefined, removal]);
  expect(view([{ ...removal, state: 'failed' }])).toEqual([undefined, undefined, undefined]);
});

it('knows who may invite, leave and delete', () => {
  const rights = (visibility: 'public' | 'private' | 'direct', role?: 'owner') =>
    rightsIn({ visibility, role }, false);
  expect(rights('public')).toEqual({
    invite: true,
    keep: false,
    putOut: [],
    retain: false,
    own: false,
    leave: true,
  });
  expect(rights('private')).toMatchObject({ invite: false, leave: true });
  expect(rights('private', 'owner')).toEqual({
    invite: true,
    keep: true,
    putOut: ['admin', 'member'],
    retain: true,
    own: true,
    leave: false,
  });
  expect(rights('direct')).toEqual({
    invite: false,
    keep: false,
    putOut: [],
    retain: false,
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
