// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EntryId } from '../../protocol/ids';
import type { MessageView, ReactionView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { MessageRow } from './MessageRow';
import { NamesContext } from './names-context';

let retried: string[];
beforeEach(() => {
  retried = [];
});
afterEach(() => {
  getSelection()?.removeAllRanges();
  cleanup();
});

interface Shown {
  timed?: boolean;
  readOnly?: boolean;
  marked?: boolean;
  names?: readonly string[];
}

function show(
  message: MessageView,
  { timed = true, readOnly = false, marked = false, names = [] }: Shown = {},
) {
  const opened: string[] = [];
  const discarded: string[] = [];
  const jumped: string[] = [];
  const reacted: (string | undefined)[] = [];
  const app = createFakeApp(
    {},
    {
      retry(id) {
        retried.push(id);
        return Promise.resolve({ ok: true });
      },
    },
  );
  render(
    <AppProvider app={app}>
      <NamesContext value={names}>
        <MessageRow
          message={message}
          named
          timed={timed}
          stops
          marked={marked}
          readOnly={readOnly}
          onDetails={(id) => opened.push(id)}
          onJump={(to, from) => jumped.push(`${from} → ${to}`)}
          onReact={(_, emoji) => reacted.push(emoji)}
          onDiscard={({ id, what }) => discarded.push(`${what} ${id}`)}
        />
      </NamesContext>
    </AppProvider>,
  );
  return { item: within(screen.getByRole('listitem')), opened, discarded, jumped, reacted };
}

test.for(['saved', 'sent', 'stored', 'delivered', 'read', 'failed'] as const)(
  'says that it is %s in one element with only the word',
  (state) => {
    const { item } = show(fakeMessage(1, { own: true, state }));
    expect(item.getAllByText(state, { exact: true })).toHaveLength(1);
  },
);

test('says of what came late how long ago it was written', () => {
  const { item } = show(fakeMessage(1, { waitedSec: 3 * 3600 }));
  expect(item.getByText('written 3 h ago', { exact: true })).toBeDefined();
});

test('is silent about a short wait, and about what still waits', () => {
  expect(show(fakeMessage(1, { waitedSec: 119 })).item.queryByText(/written/)).toBeNull();
  cleanup();
  expect(show(fakeMessage(undefined, { waitedSec: 9999 })).item.queryByText(/written/)).toBeNull();
});

test('says that it was edited', () => {
  const { item } = show(fakeMessage(1, { edited: true }), { timed: false });
  expect(item.getByText('edited', { exact: true })).toBeDefined();
});

test('shows of what was taken back only that', () => {
  const { item } = show(fakeMessage(1, { retracted: true, edited: true, text: 'secret' }));
  expect(item.getByText('taken back', { exact: true })).toBeDefined();
  expect(item.queryByText(/secret|edited/)).toBeNull();
});

test('opens its details with a tap on the words and with its button, once each', () => {
  const { item, opened } = show(fakeMessage(1));
  fireEvent.click(item.getByText('words 1'));
  expect(opened).toEqual(['entry-1']);
  fireEvent.click(item.getByRole('button', { name: 'Details' }));
  expect(opened).toEqual(['entry-1', 'entry-1']);
});

test('leaves a click that ends a selection alone', () => {
  const { item, opened } = show(fakeMessage(1));
  getSelection()?.selectAllChildren(item.getByText('words 1'));
  fireEvent.click(item.getByText('words 1'));
  expect(opened).toEqual([]);
});

test('has links that are followed without opening the details, and the same words before they are there', async () => {
  const text = 'see https://a.example/x, or javascript:alert(1)';
  const { item, opened } = show(fakeMessage(1, { text }));
  expect(item.getByText(text)).toBeDefined();
  const link = await item.findByRole('link');
  expect(link.textContent).toBe('https://a.example/x');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  link.addEventListener('click', (event) => event.preventDefault());
  fireEvent.click(link);
  expect(opened).toEqual([]);
  expect(item.getAllByRole('link')).toHaveLength(1);
});

test('adds no word to the message', () => {
  const { item } = show(fakeMessage(1));
  expect(item.getByRole('button', { name: 'Details' }).textContent).toBe('');
});

test('offers to try a failed message again or to discard it', async () => {
  const { item, discarded } = show(
    fakeMessage(undefined, {
      own: true,
      state: 'failed',
      problem: 'Too long.',
      failedRow: 'entry-new' as EntryId,
      failedWhat: 'message',
    }),
  );
  expect(await item.findByText('Too long.')).toBeDefined();
  expect(item.getByRole('button', { name: 'Try again' })).toBeDefined();
  fireEvent.click(item.getByRole('button', { name: 'Discard' }));
  expect(discarded).toEqual(['message entry-new']);
});

test('offers the same for the change of a message that failed, and says what failed', async () => {
  const { item, discarded } = show(
    fakeMessage(1, {
      own: true,
      state: 'failed',
      edited: true,
      problem: 'Too late.',
      failedRow: 'entry-edit' as EntryId,
      failedWhat: 'edit',
    }),
  );
  expect(item.getByText('New text of a message')).toBeDefined();
  expect(await item.findByText('Too late.')).toBeDefined();
  fireEvent.click(item.getByRole('button', { name: 'Try again' }));
  expect(retried).toEqual(['entry-edit']);
  fireEvent.click(item.getByRole('button', { name: 'Discard' }));
  expect(discarded).toEqual(['edit entry-edit']);
});

test('draws marks, code and names of people in their own way', async () => {
  const text = '*well* done, @Bo: `npm start`';
  const { item } = show(fakeMessage(1, { text }), { names: ['Bo'] });
  expect((await item.findByText('well')).closest('strong')).not.toBeNull();
  expect(item.getByText('npm start').tagName).toBe('CODE');
  expect(item.getByText('@Bo')).toBeDefined();
  expect(item.queryByText(/[*`]/)).toBeNull();
});

const reply = { id: 'entry-7' as EntryId, author: 'Bo', text: 'shall we?', state: 'here' } as const;

test('shows what a message answers, and leads to it without opening the details', async () => {
  const { item, jumped, opened } = show(fakeMessage(9, { reply }));
  const quote = await item.findByRole('button', { name: 'In reply to Bo: shall we?' });
  expect(quote.textContent).toBe('Boshall we?');
  fireEvent.click(quote);
  expect(jumped).toEqual(['user-asha/entry-9 → entry-7']);
  expect(opened).toEqual([]);
});

test('says of what is answered that it was taken back, or is not here', async () => {
  show(fakeMessage(9, { reply: { ...reply, text: '', state: 'retracted' } }));
  expect(await screen.findByRole('button', { name: 'In reply to Bo: Message taken back' })).toBeDefined();
  cleanup();
  const { jumped } = show(
    fakeMessage(9, { reply: { ...reply, author: undefined, text: '', state: 'not-here' } }),
  );
  fireEvent.click(await screen.findByRole('button', { name: 'In reply to: Not on this device' }));
  expect(jumped).toHaveLength(1);
});

const reaction = (facts: Partial<ReactionView>): ReactionView => ({
  emoji: '👍',
  count: 1,
  people: ['Bo'],
  own: false,
  state: undefined,
  ...facts,
});

test('says of each emoji who gave it; a press gives the same, or takes the own one back', async () => {
  const { item, reacted, opened } = show(
    fakeMessage(1, {
      reactions: [reaction({}), reaction({ emoji: '😂', count: 2, people: ['Bo', undefined], own: true })],
    }),
  );
  const [others, mine] = [
    await item.findByRole('button', { name: '👍 1: Bo', pressed: false }),
    await item.findByRole('button', { name: '😂 2: Bo, you', pressed: true }),
  ];
  fireEvent.click(others);
  fireEvent.click(mine);
  expect(reacted).toEqual(['👍', undefined]);
  expect(opened).toEqual([]);
});

test('says of an emoji of one’s own whether it waits or failed', async () => {
  const own = { people: [undefined], own: true };
  const { item } = show(
    fakeMessage(1, {
      reactions: [reaction({ ...own, state: 'saved' }), reaction({ ...own, emoji: '🙏', state: 'failed' })],
    }),
  );
  expect(await item.findByRole('button', { name: '👍 1: you (saved)' })).toBeDefined();
  expect((await item.findByRole('button', { name: '🙏 1: you (failed)' })).textContent).toContain('failed');
});

test('gives no emoji where nothing can be written any more', async () => {
  const { item, reacted } = show(fakeMessage(1, { reactions: [reaction({})] }), { readOnly: true });
  fireEvent.click(await item.findByRole('button', { name: '👍 1: Bo' }));
  expect(reacted).toEqual([]);
});

test('says how many of a group have read it, behind the word alone', () => {
  const { item } = show(fakeMessage(1, { own: true, state: 'read', readBy: { read: 5, of: 8 } }));
  expect(item.getByText('read', { exact: true })).toBeDefined();
  expect(item.getByText('by 5 of 8', { exact: true })).toBeDefined();
});

test('says that it names the person, also where no time is drawn', () => {
  const { item } = show(fakeMessage(1, { mentionsSelf: true }), { timed: false });
  expect(item.getByText('mentions you', { exact: true })).toBeDefined();
});

test('takes the focus when somebody jumps to it, and its button says which message it is of', () => {
  const { item } = show(fakeMessage(1), { marked: true });
  const details = item.getByRole('button', { name: 'Details' });
  expect(document.activeElement).toBe(details);
  const described = document.querySelector(`#${CSS.escape(details.getAttribute('aria-describedby') ?? '')}`);
  expect(described?.textContent).toContain('words 1');
});
