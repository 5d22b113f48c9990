// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import type { Actions, AppState, RoomView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeRoom } from '../fake-app';
import { RoomsPane } from './RoomsPane';

afterEach(cleanup);

function show(state: Partial<AppState> = {}, actions: Partial<Actions> = {}) {
  const app = createFakeApp(state, actions);
  const { hook, history } = memoryLocation({ path: '/', record: true });
  render(
    <AppProvider app={app}>
      <Router hook={hook}>
        <RoomsPane name="Mira" place={{ at: 'rooms' }} onGoTo={() => {}} />
      </Router>
    </AppProvider>,
  );
  return { app, history };
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const press = async (name: string) => {
  fireEvent.click(button(name));
  await act(() => new Promise((resolve) => setTimeout(resolve)));
};
const offline = {
  state: 'offline',
  sinceMs: 0,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  serverSilent: false,
  slower: false,
} as const;

test('has one link per room, named by the room alone and described by the rest', () => {
  show({
    rooms: [
      fakeRoom('Lobby', { unread: 2, last: { author: 'Asha', text: 'second battery?', atMs: 0 } }),
      fakeRoom('Kitchen', { waiting: 3, last: { author: undefined, text: 'soup', atMs: 0 } }),
    ],
  });
  const nav = screen.getByRole('navigation', { name: 'Rooms' });
  expect(within(nav).getAllByRole('link')).toHaveLength(2);
  const described = (name: string) =>
    (within(nav).getByRole('link', { name }).getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
      .join(' ');
  expect(described('Lobby')).toMatch(/Asha: second battery\? .*2 unread/);
  expect(described('Kitchen')).toMatch(/You: soup .*3 waiting/);
});

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));
const listed = () =>
  within(screen.getByRole('navigation', { name: 'Rooms' }))
    .queryAllByRole('link')
    .map((link) => link.querySelector('b')?.textContent);

test('says what names somebody, what is pinned and what is muted, in words too', () => {
  show({
    rooms: [
      fakeRoom('Lobby', { pinned: true, unread: 5, mentions: 2 }),
      fakeRoom('Kitchen', { notify: 'none', unread: 1 }),
    ],
  });
  const facts = (name: string) => {
    const ids = screen.getByRole('link', { name }).getAttribute('aria-describedby') ?? '';
    return document.getElementById(ids.split(' ')[1] ?? '')?.textContent;
  };
  expect(facts('Lobby')).toMatch(/pinned .*2 mentions .*5 unread/);
  expect(facts('Kitchen')).toMatch(/muted .*1 unread/);
});

test('has archived rooms in a part of their own, which opens', async () => {
  show({ rooms: [fakeRoom('Lobby'), fakeRoom('Attic', { archived: true })] });
  const part = await screen.findByRole('button', { name: 'Archived (1)' });
  expect(listed()).toEqual(['Lobby']);
  fireEvent.click(part);
  expect(part.getAttribute('aria-expanded')).toBe('true');
  expect(listed()).toEqual(['Lobby', 'Attic']);
});

describe('the ways of a room', () => {
  function withChoices(facts: Partial<RoomView> = {}) {
    const chosen: unknown[] = [];
    show(
      { rooms: [fakeRoom('Lobby', facts), fakeRoom('Kitchen')] },
      {
        chooseForRoom: async (room, choice) => {
          chosen.push([room, choice]);
          return { ok: true };
        },
        markRoomRead: async (room) => {
          chosen.push([room, 'read']);
          return { ok: true };
        },
      },
    );
    return chosen;
  }

  test('are pinning, muting, putting away and marking as read', async () => {
    const chosen = withChoices({ unread: 1 });
    for (const name of ['Pin', 'Archive', 'Mark as read']) {
      fireEvent.click(button('Ways of Lobby'));
      expect(await screen.findByRole('dialog', { name: 'Lobby' })).toBeDefined();
      await press(name);
      expect(screen.queryByRole('dialog')).toBeNull();
    }
    fireEvent.click(button('Ways of Lobby'));
    fireEvent.click(screen.getByRole('radio', { name: 'Only what names you with @' }));
    await settle();
    // It stays open: arrows go on to the next choice.
    expect(screen.getByRole('dialog')).toBeDefined();
    expect(chosen).toEqual([
      ['lobby', { pinned: true }],
      ['lobby', { archived: true }],
      ['lobby', 'read'],
      ['lobby', { notify: 'mentions' }],
    ]);
  });

  test('take back what was chosen', async () => {
    const chosen = withChoices({ pinned: true });
    fireEvent.click(button('Ways of Lobby'));
    await screen.findByRole('dialog');
    expect(screen.queryByRole('button', { name: 'Mark as read' })).toBeNull();
    await press('Unpin');
    expect(chosen).toEqual([['lobby', { pinned: false }]]);
  });

  test('give the focus to the room beside one that is put away', async () => {
    withChoices();
    fireEvent.click(button('Ways of Lobby'));
    await screen.findByRole('dialog');
    await press('Archive');
    await settle();
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Kitchen' }));
  });
});

describe('the filter', () => {
  const many = ['Lobby', 'Café', 'North slope', 'South slope', 'Garden', 'Attic'];
  const rooms = many.map((name) => fakeRoom(name, { archived: name === 'Attic' }));
  const box = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Filter rooms' });
  const type = async (value: string) => {
    fireEvent.change(await box(), { target: { value } });
    await settle();
  };

  test('is there from six rooms on, and leaves what fits, wherever it stands', async () => {
    show({ rooms });
    await type('cafe');
    expect(listed()).toEqual(['Café']);
    await type('t');
    expect(listed()).toEqual(['North slope', 'South slope', 'Attic']);
    await type('nothing of it');
    expect(screen.getByText('No room is called “nothing of it”.')).toBeDefined();
    fireEvent.keyDown(await box(), { key: 'Escape' });
    expect(listed()).toHaveLength(5);
    expect((await box()).value).toBe('');
  });

  test('comes with a letter that is typed in a short list, and goes with Escape', async () => {
    show({ rooms: rooms.slice(0, 3) });
    expect(screen.queryByRole('textbox')).toBeNull();
    screen.getByRole('link', { name: 'Lobby' }).focus();
    fireEvent.keyDown(screen.getByRole('link', { name: 'Lobby' }), { key: 'n' });
    expect((await box()).value).toBe('n');
    expect(document.activeElement).toBe(await box());
    await settle();
    expect(listed()).toEqual(['North slope']);
    fireEvent.keyDown(await box(), { key: 'Escape' });
    await settle();
    fireEvent.keyDown(await box(), { key: 'Escape' });
    await settle();
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Lobby' }));
  });

  test('opens the first room that fits with Enter', async () => {
    const { history } = show({ rooms });
    await type('slope');
    fireEvent.keyDown(await box(), { key: 'Enter' });
    expect(history?.at(-1)).toBe('/room/north slope');
  });

  test('goes into the list with the arrow', async () => {
    show({ rooms });
    await type('slope');
    fireEvent.keyDown(await box(), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'North slope' }));
  });
});

test('says what to do when there is no room', () => {
  show();
  expect(screen.getByText(/You are in no room yet/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Browse rooms' })).toBeDefined();
});

test('makes a room and opens it', async () => {
  const { history } = show();
  await press('New room');
  expect(await screen.findByRole('dialog', { name: 'New room' })).toBeDefined();
  fireEvent.change(screen.getByRole('textbox', { name: 'Room name' }), { target: { value: 'Tea' } });
  await press('Create');
  expect(history?.at(-1)).toBe('/room/made');
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('makes no room without a connection, and says why', () => {
  const { app } = show();
  expect(button('New room').disabled).toBe(false);
  act(() => app.set({ connection: offline }));
  expect(button('New room').disabled).toBe(true);
  const note = document.getElementById(button('New room').getAttribute('aria-describedby') ?? '');
  expect(note?.textContent).toBe('Needs a connection');
});

test('signs out at once when nothing waits', async () => {
  const asked: string[] = [];
  show(
    {},
    {
      signOut(unsent) {
        asked.push(unsent);
        return Promise.resolve(0);
      },
    },
  );
  await press('Sign out');
  expect(asked).toEqual(['keep']);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('asks before signing out deletes unsent words', async () => {
  const asked: string[] = [];
  show(
    {},
    {
      signOut(unsent) {
        asked.push(unsent);
        return Promise.resolve(unsent === 'keep' ? 3 : 0);
      },
    },
  );
  await press('Sign out');
  expect(await screen.findByText(/3 messages you wrote are not sent yet/)).toBeDefined();
  expect(screen.getAllByRole('button', { name: 'Sign out' })).toHaveLength(1);
  await press('Stay signed in');
  expect(asked).toEqual(['keep']);
  await press('Sign out');
  await press('Delete and sign out');
  expect(asked).toEqual(['keep', 'keep', 'delete']);
});
