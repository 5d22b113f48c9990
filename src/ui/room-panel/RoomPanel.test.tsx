// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { EntryId, RoomId, UserId } from '../../protocol/ids';
import type { Change } from '../../protocol/room-change';
import type { Actions, AppState, OpenRoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { RoomPanel } from './RoomPanel';

const cave = 'cave' as RoomId;
const room: OpenRoomView = {
  room: cave,
  name: 'Cave',
  visibility: 'private',
  role: 'owner',
  topicLine: 'Where the bats are',
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
const members = [
  { user: 'user-bo' as UserId, name: 'Bo', role: 'member', sinceSec: 0 },
  { user: 'user-mira' as UserId, name: 'Mira', role: 'owner', sinceSec: 0 },
] as const;

const answers: Record<string, unknown> = {
  members,
  invite: { id: 'hash', by: 'user-mira', name: 'Mira', madeSec: 0, expiresSec: 86_400, uses: 5, usesLeft: 5 },
};

let changes: Change[];

function show(open: Partial<OpenRoomView> = {}, state: Partial<AppState> = {}) {
  changes = [];
  const actions: Partial<Actions> = {
    ask: (async (method: string) => ({ ok: true, value: answers[method] ?? [] })) as Actions['ask'],
    changeRoom: async (_room, change) => {
      changes.push(change);
      return { ok: true };
    },
  };
  const app = createFakeApp({ open: { ...room, ...open }, ...state }, actions);
  render(
    <AppProvider app={app}>
      <Router hook={memoryLocation({ path: '/room/cave/about' }).hook}>
        <RoomPanel room={cave} closeable />
      </Router>
    </AppProvider>,
  );
  return app;
}
afterEach(() => {
  cleanup();
  answers['members'] = members;
});

test('shows what the room is and who is in it, the owner first', async () => {
  show();
  const list = await screen.findByRole('list', { name: 'Members' });
  await within(list).findByText('Bo');
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual([expect.stringMatching(/Mira.*you.*Owner/), expect.stringMatching(/Bo/)]);
  expect(screen.getByText('Where the bats are')).toBeDefined();
  expect(screen.getByText('Private room. People come by invite.')).toBeDefined();
});

test('lets the owner remove, promote and ban, but not leave', async () => {
  show();
  fireEvent.click(await screen.findByRole('button', { name: 'Remove Bo' }));
  fireEvent.click(screen.getByRole('button', { name: 'More about Bo' }));
  fireEvent.click(screen.getByRole('button', { name: 'Make Bo an admin' }));
  fireEvent.click(screen.getByRole('button', { name: 'Ban Bo' }));
  const user = 'user-bo';
  expect(changes).toEqual([
    { what: 'remove', user },
    { what: 'make-admin', user },
    { what: 'ban', user },
  ]);
  expect(screen.queryByRole('button', { name: 'Leave room' })).toBeNull();
});

test('deletes a room only after asking', async () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Delete room' }));
  const dialog = screen.getByRole('dialog', { name: 'Delete this room?', hidden: true });
  expect(changes).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete room', hidden: true }));
  expect(changes).toEqual([{ what: 'delete' }]);
});

test('gives an ordinary member no say over others, and a way out', async () => {
  show({ role: undefined, visibility: 'public' });
  await screen.findByText('Bo');
  expect(screen.queryByRole('button', { name: 'Remove Bo' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Rename' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Invite' })).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Leave room' }));
  expect(changes).toEqual([{ what: 'leave', user: 'user-mira' }]);
});

test('lets the server’s admin keep order in a public room that somebody else owns, and in no other', async () => {
  const bo = { user: 'user-bo' as UserId, name: 'Bo', role: 'owner', sinceSec: 0 } as const;
  const cy = { user: 'user-cy' as UserId, name: 'Cy', role: 'admin', sinceSec: 0 } as const;
  answers['members'] = [bo, cy];
  show({ role: undefined, visibility: 'public' }, { isAdmin: true });
  fireEvent.click(await screen.findByRole('button', { name: 'Remove Cy' }));
  expect(changes).toEqual([{ what: 'remove', user: 'user-cy' }]);
  expect(screen.queryByRole('button', { name: 'Remove Bo' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Rename' })).toBeDefined();
  expect(screen.getByRole('button', { name: 'Banned people' })).toBeDefined();
  for (const name of ['Delete room', 'Change how long', 'Make the room private'])
    expect(screen.queryByRole('button', { name })).toBeNull();
  cleanup();
  show({ role: undefined, visibility: 'private' }, { isAdmin: true });
  await screen.findByText('Cy');
  expect(screen.queryByRole('button', { name: 'Remove Cy' })).toBeNull();
});

test('changes name and line, each only when it is another one', async () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Rename' }));
  fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'Den' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByRole('button', { name: 'Rename' });
  expect(changes).toEqual([{ what: 'name', name: 'Den' }]);
});

test('shows what waits for a link, and lets go of it', async () => {
  const user = 'user-bo' as UserId;
  show({
    items: [
      {
        type: 'change',
        id: 'waits' as EntryId,
        seq: undefined,
        from: 'user-mira' as UserId,
        actor: undefined,
        change: { what: 'remove', user },
        target: 'Bo',
        targetsSelf: false,
        atMs: 0,
        state: 'saved',
        problem: undefined,
      },
    ],
  });
  const waiting = screen.getByRole('list', { name: 'On its way' });
  expect(waiting.textContent).toContain('You removed Bo');
  expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Remove Bo' })).disabled).toBe(true);
});

test('says that a room of two has nobody else, and blocks the other one', async () => {
  show({ visibility: 'direct', role: undefined, partner: 'user-bo' as UserId, name: 'Bo' });
  expect(screen.getByText('Just the two of you.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Block Bo' })).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Leave room' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Invite' })).toBeNull();
});

test('brings people in by a link, which it shows', async () => {
  show();
  fireEvent.click(screen.getByRole('button', { name: 'Invite' }));
  const dialog = await screen.findByRole('dialog', { name: 'Invite to Cave', hidden: true });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Make a link', hidden: true }));
  await within(dialog).findByText(/#\/join\/[\w-]{22}$/);
  expect(within(dialog).getByText(/^5 of 5 left/)).toBeDefined();
  expect(within(dialog).getByRole('button', { name: 'Copy link', hidden: true })).toBeDefined();
  fireEvent.click(
    within(dialog).getByRole('button', { name: /^Take back the link: 5 of 5 left/, hidden: true }),
  );
  await waitFor(() => expect(within(dialog).queryByText(/^5 of 5 left/)).toBeNull());
});
