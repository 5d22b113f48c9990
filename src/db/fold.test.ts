import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { editBodyOf, retractBodyOf } from '../protocol/aim';
import { entryKind, type LogEntry } from '../protocol/entry';
import { reactionBodyOf } from '../protocol/reaction';
import { textBodyOf } from '../protocol/text-body';
import { bo, entryId, me, roomA, textEntry } from './fake-disk';
import { foldEntry, messageOf, readMessage, withoutTakenBack } from './fold';
import type { Message, Placeholder } from './schema';

const row = (entry: LogEntry) => ({ ...entry, room: roomA, receivedAtMs: 1 });

it('makes a message of a text, with who, when and where', () => {
  const { id, from, ts } = textEntry(7);
  expect(foldEntry(row(textEntry(7, { waitedSec: 90 })), undefined)).toEqual({
    id,
    room: roomA,
    seq: 7,
    from,
    ts,
    waitedSec: 90,
    text: 'text 7',
    amendments: [],
  });
});

it('makes a message of a text that answers another one, which says what it answers', () => {
  const reply = textEntry(7, { body: textBodyOf('yes', entryId(3)) });
  expect(foldEntry(row(reply), undefined)).toMatchObject({ text: 'yes', replyTo: entryId(3) });
});

it('makes nothing of a reaction, and leaves what it is for alone', () => {
  const target = foldEntry(row(textEntry(1)), undefined);
  const reaction = textEntry(2, {
    kind: entryKind.reaction,
    body: reactionBodyOf(textEntry(1).id, '👍'),
  });
  expect(messageOf(row(reaction))).toBe(reaction.id);
  expect(foldEntry(row(reaction), undefined)).toBeUndefined();
  expect(foldEntry(row(reaction), target)).toBeUndefined();
});

it('keeps an empty text a text', () => {
  expect(foldEntry(row(textEntry(1, { body: '' })), undefined)).toMatchObject({ text: '' });
});

it('keeps entries that it does not understand as messages without a text', () => {
  for (const unknown of [
    textEntry(3, { kind: 200, body: { from: 'the future' } }),
    textEntry(3, { kind: entryKind.edit, body: 'a text, but not a new message' }),
    textEntry(3, { body: 42 }),
  ])
    expect(foldEntry(row(unknown), undefined)).toMatchObject({ id: unknown.id, seq: 3, text: undefined });
});

describe('what is aimed at a message', () => {
  const target = textEntry(1, { id: entryId(1) });
  const edit = (seq: number, text: string, from = bo) =>
    textEntry(seq, { kind: entryKind.edit, body: editBodyOf(target.id, text), from });
  const retract = (seq: number, from = bo) =>
    textEntry(seq, { kind: entryKind.retract, body: retractBodyOf(target.id), from });
  const foldAll = (entries: readonly LogEntry[]) =>
    entries
      .filter((entry) => messageOf(row(entry)) === target.id)
      .reduce<Message | Placeholder | undefined>((old, entry) => foldEntry(row(entry), old), undefined);
  const reading = (entries: readonly LogEntry[]) => {
    const message = foldAll(entries);
    return message && 'seq' in message ? readMessage(message) : undefined;
  };

  it('belongs to that message', () => {
    expect([target, edit(2, 'x'), retract(3)].map((entry) => messageOf(row(entry)))).toEqual(
      Array(3).fill(target.id),
    );
  });

  it('counts by the last word of its author, and not when somebody else aims it', () => {
    expect(reading([target, edit(2, 'better'), edit(3, 'best')])).toMatchObject({
      text: 'best',
      edited: true,
    });
    expect(reading([target, edit(2, 'not mine', me), retract(3, me)])).toMatchObject({
      text: 'text 1',
      edited: false,
      retracted: false,
    });
    expect(reading([target, retract(2)])).toMatchObject({ text: '', retracted: true });
  });

  it('takes a message back for good, whatever its author says behind or before it', () => {
    const gone = { text: '', edited: false, retracted: true };
    expect(reading([target, retract(2), edit(3, 'too late')])).toMatchObject(gone);
    expect(reading([target, edit(2, 'better'), retract(3)])).toMatchObject(gone);
  });

  it('reads the same where the log has emptied the message and its edits', () => {
    const emptied = [{ ...target, body: null }, { ...edit(2, 'better'), body: null }, retract(3)];
    const whole = reading([target, edit(2, 'better'), retract(3)]);
    expect(whole).toMatchObject({ retracted: true, unknownKind: false });
    expect(reading(emptied)).toEqual(whole);
    // Emptied before its retract has come: it is taken back already, and nothing from a newer version.
    expect(reading(emptied.slice(0, 1))).toEqual(whole);
  });

  it('leaves an answer its question, until it is taken back', () => {
    const reply = { ...target, body: textBodyOf('yes', entryId(3)) };
    expect(foldAll([reply, edit(2, 'no')])).toMatchObject({ replyTo: entryId(3) });
    expect(reading([reply, edit(2, 'no')])).toMatchObject({ text: 'no', edited: true });
    const gone = withoutTakenBack(foldAll([reply, retract(2)])!);
    expect(gone).toEqual(foldAll([{ ...reply, body: null }, retract(2)]));
  });

  it('is no message of its own when the log has emptied it', () => {
    expect(foldEntry(row({ ...edit(2, 'better'), body: null }), undefined)).toBeUndefined();
  });

  it('waits in a placeholder, which is no message, when it comes first', () => {
    expect(foldAll([edit(2, 'early')])).not.toHaveProperty('seq');
    expect(reading([edit(2, 'early'), target])).toMatchObject({ text: 'early', edited: true });
  });

  it('folds to the same in any order, however often', () => {
    const all = [target, edit(2, 'two'), edit(3, 'three', me), edit(4, 'four'), retract(5, me)];
    const inOrder = foldAll(all);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all)),
        (shuffled, again) => {
          expect(foldAll([...shuffled, ...again])).toEqual(inOrder);
        },
      ),
    );
  });
});
