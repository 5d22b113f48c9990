// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import type { EntryId, RoomId } from '../../protocol/ids';
import type { OpenRoomView, Outcome, ReplyView } from '../../store/state';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { createBox } from './box';
import { Composer } from './Composer';
import { useEditing } from './use-editing';

afterEach(cleanup);

function show(draft = '') {
  const sent: string[] = [];
  const box = createBox({
    draft,
    send(text) {
      sent.push(text);
      return Promise.resolve(text === 'refused' ? { ok: false, message: 'Too long.' } : { ok: true });
    },
    saveDraft: () => {},
    unexpected: 'Unexpected.',
  });
  render(
    <AppProvider app={createFakeApp()}>
      <Composer box={box} focus />
    </AppProvider>,
  );
  return { sent, area: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }) };
}

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve)));

test('opens with the draft and the focus in the box', () => {
  const { area } = show('half a thought');
  expect(area.value).toBe('half a thought');
  expect(document.activeElement).toBe(area);
});

test('sends with Enter and clears the box', async () => {
  const { sent, area } = show();
  fireEvent.change(area, { target: { value: 'hello' } });
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(sent).toEqual(['hello']);
  expect(area.value).toBe('');
});

test('sends with the button named Send', async () => {
  const { sent } = show('hello');
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  await settle();
  expect(sent).toEqual(['hello']);
});

test('leaves Shift and Enter to the new line', () => {
  const { sent, area } = show('hello');
  fireEvent.keyDown(area, { key: 'Enter', shiftKey: true });
  expect(sent).toEqual([]);
});

test('leaves the Enter that ends a composition to the input method', () => {
  const { sent, area } = show('にほん');
  fireEvent.keyDown(area, { key: 'Enter', isComposing: true });
  fireEvent.keyDown(area, { key: 'Enter', keyCode: 229 });
  expect(sent).toEqual([]);
});

test('says what went wrong and keeps the text', async () => {
  const { area } = show('refused');
  fireEvent.keyDown(area, { key: 'Enter' });
  await settle();
  expect(screen.getByRole('alert').textContent).toBe('Too long.');
  expect(area.value).toBe('refused');
});

test('the arrow upwards in the empty box asks for the last own message, and only there', () => {
  let asked = 0;
  const app = createFakeApp();
  const box = createBox({
    draft: '',
    send: () => Promise.resolve({ ok: true }),
    saveDraft: () => {},
    unexpected: 'Unexpected.',
  });
  const draw = (onCancel?: () => void) => (
    <AppProvider app={app}>
      <Composer box={box} focus onEditLast={() => asked++} onCancel={onCancel} />
    </AppProvider>
  );
  const { rerender } = render(draw());
  const area = screen.getByRole('textbox', { name: 'Message' });
  // Not prevented it would move the caret in the words that come into the box.
  expect(fireEvent.keyDown(area, { key: 'ArrowUp' })).toBe(false);
  expect(asked).toBe(1);
  fireEvent.change(area, { target: { value: 'a' } });
  expect(fireEvent.keyDown(area, { key: 'ArrowUp' })).toBe(true);
  fireEvent.change(area, { target: { value: '' } });
  rerender(draw(() => {}));
  fireEvent.keyDown(area, { key: 'ArrowUp' });
  expect(asked).toBe(1);
});

test('fills the box with a long text without measuring it, and is small again behind it', async () => {
  const { area } = show();
  fireEvent.change(area, { target: { value: 'x'.repeat(20_000) } });
  expect(area.style.blockSize).toBe('100dvh');
  fireEvent.change(area, { target: { value: '' } });
  expect(area.style.blockSize).toBe('');
});

describe('answering a message', () => {
  const reply: ReplyView = { id: 'entry-7' as EntryId, author: 'Asha', text: 'where are you', state: 'here' };

  function showReply(facts: Partial<ReplyView> = {}) {
    let cancelled = 0;
    const box = createBox({
      draft: '',
      send: () => Promise.resolve({ ok: true }),
      saveDraft: () => {},
      unexpected: 'Unexpected.',
    });
    const draw = (answered: ReplyView | undefined, onCancel?: () => void) => (
      <Composer
        box={box}
        focus={false}
        reply={answered}
        onCancelReply={() => cancelled++}
        onCancel={onCancel}
      />
    );
    const { rerender } = render(draw({ ...reply, ...facts }));
    return {
      area: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }),
      draw: (answered: ReplyView | undefined, onCancel?: () => void) => rerender(draw(answered, onCancel)),
      cancelled: () => cancelled,
    };
  }
  const describedBy = (area: HTMLElement) =>
    document.querySelector(`[id="${area.getAttribute('aria-describedby')}"]`)?.textContent;

  test('says whom and what, also to those who do not see it', () => {
    const { area, draw } = showReply();
    expect(describedBy(area)).toBe('Replying to Asha where are you');
    draw(undefined);
    expect(screen.queryByText('Replying to Asha')).toBeNull();
    expect(area.hasAttribute('aria-describedby')).toBe(false);
  });

  test('does without a name where the message is not here', () => {
    const { area } = showReply({ author: undefined, text: '', state: 'not-here' });
    expect(describedBy(area)?.trim()).toBe('Replying to a message');
  });

  test('is left with Escape and with the button named Cancel', () => {
    const { area, cancelled } = showReply();
    fireEvent.keyDown(area, { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(cancelled()).toBe(2);
  });

  test('brings the focus into the box when it is begun, and leaves it alone when it was begun before', () => {
    const { area, draw } = showReply();
    expect(document.activeElement).not.toBe(area);
    draw({ ...reply });
    expect(document.activeElement).not.toBe(area);
    draw({ ...reply, id: 'entry-8' as EntryId });
    expect(document.activeElement).toBe(area);
  });

  test('stands back while a message is edited', () => {
    const { area, draw, cancelled } = showReply();
    let left = 0;
    draw(reply, () => left++);
    expect(describedBy(area)?.trim()).toBe('Editing a message');
    fireEvent.keyDown(area, { key: 'Escape' });
    expect([left, cancelled()]).toEqual([1, 0]);
  });
});

describe('editing a message', () => {
  /** A box with half a thought in it, and a message of one's own to edit. */
  function showEditing(outcome: Outcome = { ok: true }, left?: OpenRoomView['edit']) {
    const kept: OpenRoomView['edit'][] = [];
    const lost: unknown[] = [];
    const edits: [string, string][] = [];
    const sent: string[] = [];
    const app = createFakeApp(
      {},
      {
        saveEdit: (_, edit) => kept.push(edit),
        edit(id, text) {
          edits.push([id, text]);
          return Promise.resolve(outcome);
        },
      },
    );
    function Room() {
      const editing = useEditing({ room: 'lobby' as RoomId, edit: left });
      const [box] = useState(() =>
        createBox({
          draft: 'half a thought',
          send(text) {
            sent.push(text);
            return Promise.resolve({ ok: true });
          },
          saveDraft: () => {},
          unexpected: 'Unexpected.',
        }),
      );
      return (
        <>
          <button onClick={() => editing.start({ id, before: 'teh bridge', text: 'teh bridge' })}>
            Start
          </button>
          <Composer
            box={editing.box ?? box}
            focus={editing.box !== undefined}
            onCancel={editing.box && (() => lost.push(editing.cancel()))}
          />
        </>
      );
    }
    render(
      <AppProvider app={app}>
        <Room />
      </AppProvider>,
    );
    if (!left) fireEvent.click(screen.getByRole('button', { name: 'Start' }));
    return {
      edits,
      sent,
      kept,
      lost,
      area: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }),
    };
  }

  const id = 'entry-7' as EntryId;

  test('shows the text of the message in the box, with the focus, and says so', () => {
    const { area } = showEditing();
    expect(area.value).toBe('teh bridge');
    expect(document.activeElement).toBe(area);
    expect(screen.getByText('Editing a message')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Send' })).toBeNull();
  });

  test('saves the new text to the message and gives the draft back', async () => {
    const { edits, sent, kept, area } = showEditing();
    fireEvent.change(area, { target: { value: 'the bridge' } });
    expect(kept.at(-1)).toEqual({ id, before: 'teh bridge', text: 'the bridge' });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await settle();
    expect(edits).toEqual([[id, 'the bridge']]);
    expect(kept.at(-1)).toBeUndefined();
    expect(area.value).toBe('half a thought');
    expect(screen.queryByText('Editing a message')).toBeNull();
    expect(sent).toEqual([]);
  });

  test('leaves the message as it is with Escape, and gives the draft back', async () => {
    const { edits, kept, lost, area } = showEditing();
    fireEvent.change(area, { target: { value: 'something else' } });
    fireEvent.keyDown(area, { key: 'Escape' });
    await settle();
    expect(area.value).toBe('half a thought');
    expect(edits).toEqual([]);
    expect(kept.at(-1)).toBeUndefined();
    expect(lost).toEqual([{ id, before: 'teh bridge', text: 'something else' }]);
  });

  test('goes on where it was left, with what was typed', async () => {
    const { edits, area } = showEditing({ ok: true }, { id, before: 'teh bridge', text: 'the bri' });
    expect(area.value).toBe('the bri');
    expect(screen.getByText('Editing a message')).toBeDefined();
    fireEvent.change(area, { target: { value: 'the bridge' } });
    fireEvent.keyDown(area, { key: 'Enter' });
    await settle();
    expect(edits).toEqual([[id, 'the bridge']]);
    expect(area.value).toBe('half a thought');
  });

  test('leaves the message as it is with the button named Cancel', () => {
    const { lost, area } = showEditing();
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(area.value).toBe('half a thought');
    expect(lost).toEqual([undefined]);
  });

  test('writes no entry for a text that did not change', async () => {
    const { edits, area } = showEditing();
    fireEvent.keyDown(area, { key: 'Enter' });
    await settle();
    expect(edits).toEqual([]);
    expect(area.value).toBe('half a thought');
  });

  test('keeps the new text in the box when it could not be saved', async () => {
    const { area } = showEditing({ ok: false, message: 'There is no space left.' });
    fireEvent.change(area, { target: { value: 'the bridge' } });
    fireEvent.keyDown(area, { key: 'Enter' });
    await settle();
    expect(area.value).toBe('the bridge');
    expect(screen.getByRole('alert').textContent).toBe('There is no space left.');
    expect(screen.getByText('Editing a message')).toBeDefined();
  });
});
