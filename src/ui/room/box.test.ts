import { expect, test } from 'vitest';
import type { Outcome } from '../../store/state';
import { createBox } from './box';

/** A box whose sends are answered by hand, in the order they were asked. */
function heldBox(draft = '') {
  const sent: string[] = [];
  const drafts: string[] = [];
  const answers: ((outcome: Outcome) => void)[] = [];
  const box = createBox({
    draft,
    send(text) {
      sent.push(text);
      return new Promise((resolve) => answers.push(resolve));
    },
    saveDraft: (text) => drafts.push(text),
    unexpected: 'Unexpected.',
  });
  const answer = async (outcome: Outcome = { ok: true }) => {
    answers.shift()?.(outcome);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { box, sent, drafts, answer };
}

test('keeps the words in the box until they are saved', async () => {
  const { box, sent, answer } = heldBox('hello');
  box.submit();
  expect(sent).toEqual(['hello']);
  expect(box.getState().text).toBe('hello');
  await answer();
  expect(box.getState().text).toBe('');
});

test('takes out only what was sent and leaves the keys typed meanwhile', async () => {
  const { box, answer } = heldBox('hello');
  box.submit();
  box.change('hello and');
  await answer();
  expect(box.getState().text).toBe(' and');
});

test('sends what was typed meanwhile as the next message, after the first', async () => {
  const { box, sent, answer } = heldBox();
  box.change('one');
  box.submit();
  box.change('onetwo');
  box.submit();
  expect(sent).toEqual(['one']);
  await answer();
  expect(sent).toEqual(['one', 'two']);
  await answer();
  expect(box.getState().text).toBe('');
});

test('sends nothing twice when Enter is pressed twice', async () => {
  const { box, sent, answer } = heldBox('once');
  box.submit();
  box.submit();
  await answer();
  box.submit();
  expect(sent).toEqual(['once']);
});

test('keeps everything in the box when saving fails, also what was to follow', async () => {
  const { box, sent, answer } = heldBox('one');
  box.submit();
  box.change('onetwo');
  box.submit();
  await answer({ ok: false, message: 'The disk is full.' });
  expect(sent).toEqual(['one']);
  expect(box.getState()).toEqual({ text: 'onetwo', problem: 'The disk is full.' });
  box.submit();
  expect(sent).toEqual(['one', 'onetwo']);
});

test('saves the draft at each change and without what has gone', async () => {
  const { box, drafts, answer } = heldBox();
  box.change('a');
  box.change('ab');
  box.submit();
  box.change('abc');
  await answer();
  expect(drafts).toEqual(['a', 'ab', 'abc', 'c']);
});

test('does not bring back what somebody deletes while it is being saved', async () => {
  const { box, answer } = heldBox('hello');
  box.submit();
  box.change('hell');
  await answer();
  expect(box.getState().text).toBe('');
});

test('sends no message of spaces', () => {
  const { box, sent } = heldBox(' \n ');
  box.submit();
  expect(sent).toEqual([]);
});

test('puts discarded words below those that are being typed', () => {
  const { box } = heldBox('new');
  box.putBack('old');
  expect(box.getState().text).toBe('new\nold');
});

test('sends a text in the parts that it is cut into, in order, and takes each out as it goes', async () => {
  const { box, sent, answer } = heldBox('one two three');
  box.submit(() => [
    { source: 'one ', text: 'one' },
    { source: 'two ', text: '`two`' },
    { source: 'three', text: 'three' },
  ]);
  expect(sent).toEqual(['one']);
  await answer();
  expect([sent, box.getState().text]).toEqual([['one', '`two`'], 'two three']);
  await answer();
  await answer();
  expect([sent, box.getState().text]).toEqual([['one', '`two`', 'three'], '']);
});

test('keeps the parts that could not be saved in the box, as they were written', async () => {
  const { box, sent, answer } = heldBox('one two three');
  const cut = (text: string) => text.split(/(?<= )/).map((source) => ({ source, text: source.trim() }));
  box.submit(cut);
  await answer();
  await answer({ ok: false, message: 'The disk is full.' });
  expect(box.getState()).toEqual({ text: 'two three', problem: 'The disk is full.' });
  box.submit(cut);
  await answer();
  await answer();
  expect([sent, box.getState().text]).toEqual([['one', 'two', 'two', 'three'], '']);
});

test('sends nothing as one message while it is held, and says so to whoever holds it', async () => {
  const { box, sent, answer } = heldBox('too long');
  let tried = 0;
  box.hold(() => tried++);
  box.submit();
  expect([sent, tried]).toEqual([[], 1]);
  box.submit((text) => [{ source: text, text: 'in parts' }]);
  await answer();
  expect([sent, tried, box.getState().text]).toEqual([['in parts'], 1, '']);
  box.change('short');
  box.hold(undefined);
  box.submit();
  expect([sent, tried]).toEqual([['in parts', 'short'], 1]);
});
