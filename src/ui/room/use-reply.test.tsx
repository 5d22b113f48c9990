// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { RoomId } from '../../protocol/ids';
import type { ItemView, Outcome, ReplyView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { useReply } from './use-reply';

afterEach(cleanup);

const room = 'lobby' as RoomId;

function show(outcome: Outcome = { ok: true }, draftReply?: ReplyView) {
  const kept: unknown[] = [];
  const sent: unknown[] = [];
  const app = createFakeApp(
    {},
    {
      saveDraft: (_, text, replyTo) => kept.push([text, replyTo]),
      send(_, text, replyTo) {
        sent.push([text, replyTo]);
        return Promise.resolve(outcome);
      },
    },
  );
  const hook = renderHook(
    ({ items }: { items: readonly ItemView[] }) => useReply({ room, items, draft: 'half', draftReply }),
    {
      initialProps: { items: [fakeMessage(1), fakeMessage(2)] },
      wrapper: ({ children }: { children: ReactNode }) => <AppProvider app={app}>{children}</AppProvider>,
    },
  );
  return { ...hook, kept, sent };
}

test('keeps what the draft answers with the draft, and forgets it when it is ended', () => {
  const { result, kept } = show();
  act(() => result.current.start(fakeMessage(1)));
  expect(result.current.reply).toMatchObject({
    id: 'entry-1',
    author: 'Asha',
    text: 'words 1',
    state: 'here',
  });
  act(() => result.current.saveDraft('half a thought'));
  act(() => result.current.end());
  expect(result.current.reply).toBeUndefined();
  expect(kept).toEqual([
    ['half', 'entry-1'],
    ['half a thought', 'entry-1'],
    ['half a thought', undefined],
  ]);
});

test('sends the answer with the first words, and what follows alone', async () => {
  const { result, sent } = show();
  act(() => result.current.start(fakeMessage(2)));
  await act(async () => {
    await result.current.send('yes');
    await result.current.send('and then');
  });
  expect(sent).toEqual([
    ['yes', 'entry-2'],
    ['and then', undefined],
  ]);
  expect(result.current.reply).toBeUndefined();
});

test('still answers when the words could not be saved', async () => {
  const { result } = show({ ok: false, message: 'There is no space left.' });
  act(() => result.current.start(fakeMessage(2)));
  await act(() => result.current.send('yes'));
  expect(result.current.reply).toMatchObject({ id: 'entry-2' });
});

test('goes on with what the draft answered before, as it reads now', () => {
  const message = fakeMessage(1);
  const draftReply = { id: message.id, author: 'Asha', text: 'old words', state: 'here' } as const;
  const { result, rerender } = show({ ok: true }, draftReply);
  expect(result.current.reply?.text).toBe('words 1');
  rerender({ items: [fakeMessage(1, { retracted: true, text: '' })] });
  expect(result.current.reply).toMatchObject({ text: '', state: 'retracted' });
  rerender({ items: [] });
  expect(result.current.reply).toEqual(draftReply);
});
