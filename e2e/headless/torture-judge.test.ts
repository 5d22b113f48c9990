// The verdict itself: what it calls wrong, and above all what it does not.
import { expect, test } from 'vitest';
import { retractBodyOf } from '../../src/protocol/aim';
import { entryKind } from '../../src/protocol/entry';
import type { EntryId } from '../../src/protocol/ids';
import { reactionBodyOf } from '../../src/protocol/reaction';
import { countSins, judge, type Case, type Held, type LoggedEntry } from '../torture/judge';
import { createLedger, type Written } from '../torture/ledger';
import { createSetBacks } from '../torture/set-backs';
import { outcomeOf, type Sent } from '../torture/things';

const room = 'room';
const none = { lost: 0, doubled: 0, outOfOrder: 0, falselyStored: 0 };

const written = (n: number, change: Partial<Written> = {}): Written => ({
  text: `words ${n}`,
  target: undefined,
  emoji: undefined,
  room,
  writer: 'ann',
  n,
  id: `id${n}`,
  state: 'saved',
  excluded: undefined,
  steps: [],
  ...change,
});
const entry = (seq: number, n: number, change: Partial<LoggedEntry> = {}): LoggedEntry => ({
  seq,
  id: `id${n}`,
  kind: entryKind.text,
  body: `words ${n}`,
  from: 'ann',
  ts: 1,
  ...change,
});
const device = (rows: readonly LoggedEntry[], whole = true): Held => ({
  device: 'bo',
  whole,
  rooms: new Map([[room, rows]]),
});

const sinsOf = (given: Partial<Omit<Case, 'logs'>> & { log: readonly LoggedEntry[] }) =>
  countSins(
    judge({
      written: given.written ?? [],
      logs: new Map([[room, given.log]]),
      held: given.held ?? [],
      kept: given.kept ?? new Set(),
      ...(given.setBack && { setBack: given.setBack }),
    }),
  );

const two = [written(1), written(2)];
const log = [entry(1, 1), entry(2, 2)];

test('finds nothing wrong when the log and the devices have everything once and in order', () => {
  expect(sinsOf({ written: two, log, held: [device(log)] })).toEqual(none);
});

test('calls lost what was saved and is nowhere, but not what still waits, was never saved or does not count', () => {
  expect(sinsOf({ written: two, log: [entry(1, 1)] })).toEqual({ ...none, lost: 1 });
  expect(sinsOf({ written: two, log: [entry(1, 1)], kept: new Set(['id2']) })).toEqual(none);
  expect(sinsOf({ written: [written(1), written(2, { state: 'not-saved' })], log: [entry(1, 1)] })).toEqual(
    none,
  );
  expect(sinsOf({ written: [written(1), written(2, { excluded: 'wiped' })], log: [entry(1, 1)] })).toEqual(
    none,
  );
});

test('does not miss what was taken back before an older copy was restored, but does when its words are there again', () => {
  const [first, second] = two as [Written, Written];
  const retract = written(3, { text: undefined, target: 'id2' });
  const setBack = new Set([second, retract]);
  const all = [first, second, retract];
  expect(sinsOf({ written: all, log: [entry(1, 1)], setBack })).toEqual(none);
  expect(sinsOf({ written: all, log: [entry(1, 1)] })).toEqual({ ...none, lost: 2 });
  expect(sinsOf({ written: all, log, setBack })).toEqual({ ...none, lost: 1 });
  expect(sinsOf({ written: two, log: [entry(1, 1)], setBack })).toEqual({ ...none, lost: 1 });
});

test('knows a message without an id by its words, in the log and in an outbox', () => {
  const unnamed = [written(1, { id: undefined }), written(2, { id: undefined })];
  expect(sinsOf({ written: unnamed, log })).toEqual(none);
  expect(sinsOf({ written: unnamed, log: [entry(1, 1)], kept: new Set(['words 2']) })).toEqual(none);
  expect(sinsOf({ written: unnamed, log: [entry(1, 1)] })).toEqual({ ...none, lost: 1 });
});

test('calls lost what a device that should hold all does not hold', () => {
  expect(sinsOf({ written: two, log, held: [device([entry(1, 1)])] })).toEqual({ ...none, lost: 1 });
  expect(sinsOf({ written: two, log, held: [device([entry(1, 1)], false)] })).toEqual(none);
});

test('calls doubled what the log has twice, under its id or under another one', () => {
  expect(sinsOf({ written: two, log: [...log, entry(3, 2)] }).doubled).toBe(1);
  expect(sinsOf({ written: two, log: [...log, entry(3, 9, { body: 'words 2' })] }).doubled).toBe(1);
});

test('calls out of order what stands before earlier words of its writer, or elsewhere on a device', () => {
  const turned = [entry(1, 2), entry(2, 1)];
  expect(sinsOf({ written: two, log: turned })).toEqual({ ...none, outOfOrder: 1 });
  expect(sinsOf({ written: two, log, held: [device(turned)] })).toEqual({ ...none, outOfOrder: 2 });
});

test('lets come late what was taken back before the end of the log went, as long as it is empty', () => {
  const [first, second] = two as [Written, Written];
  const retract = written(3, { text: undefined, target: 'id1' });
  const all = [first, second, retract];
  const setBack = new Set([first, retract]);
  const takingBack = entry(3, 3, { kind: entryKind.retract, body: retractBodyOf('id1' as EntryId) });
  const late = [entry(1, 2), entry(2, 1, { body: null }), takingBack];
  expect(sinsOf({ written: all, log: late, setBack })).toEqual(none);
  // In sight again, taken back only now, or written when nothing was set back.
  const shown = [entry(1, 2), entry(2, 1), takingBack];
  expect(sinsOf({ written: all, log: shown, setBack })).toEqual({ ...none, outOfOrder: 1 });
  expect(sinsOf({ written: all, log: late, setBack: new Set([first]) })).toEqual({ ...none, outOfOrder: 1 });
  expect(sinsOf({ written: all, log: late })).toEqual({ ...none, outOfOrder: 1 });
});

test('lets a retract that went with the end of a log come late, and no words', () => {
  const retract = written(1, { text: undefined, target: 'id0' });
  const late = [
    entry(1, 0, { body: null }),
    entry(2, 2),
    entry(3, 1, { kind: entryKind.retract, body: retractBodyOf('id0' as EntryId) }),
  ];
  const all = [written(0, { writer: 'bo' }), retract, written(2)];
  expect(sinsOf({ written: all, log: late, setBack: new Set([retract]) })).toEqual(none);
  expect(sinsOf({ written: all, log: late })).toEqual({ ...none, outOfOrder: 1 });
  const [first, second] = two as [Written, Written];
  expect(
    sinsOf({ written: [first, second], log: [entry(1, 2), entry(2, 1)], setBack: new Set([first]) }),
  ).toEqual({ ...none, outOfOrder: 1 });
});

test('calls falsely stored what a device holds and the log does not have, or not so', () => {
  const more = [...log, entry(3, 3)];
  expect(sinsOf({ written: two, log, held: [device(more, false)] })).toEqual({ ...none, falselyStored: 1 });
  const other = [entry(1, 1), entry(2, 2, { body: 'other words' })];
  expect(sinsOf({ written: two, log, held: [device(other)] })).toEqual({ ...none, falselyStored: 1 });
});

test('calls lost a reaction that a device does not show, and falsely stored one that is not in the log', () => {
  const of = '0196d4b0-5c00-7abc-8def-0123456789ab' as EntryId;
  const reaction = (seq: number, n: number, emoji: string) =>
    entry(seq, n, { kind: entryKind.reaction, body: reactionBodyOf(of, emoji) });
  const given = [entry(1, 1), reaction(2, 2, '👍'), reaction(3, 3, '❤️')];
  const all = [
    written(1),
    ...[2, 3].map((n) => written(n, { text: undefined, target: of, emoji: n === 2 ? '👍' : '❤️' })),
  ];
  const shows = (emoji: string, seq: number, whole = true) => ({
    ...device(given, whole),
    reactions: new Map([[room, [{ target: of, from: 'ann', emoji, seq }]]]),
  });
  const sinsOn = (held: Held) => sinsOf({ written: all, log: given, held: [held] });
  expect(sinsOn(shows('❤️', 3))).toEqual(none);
  expect(sinsOn(shows('👍', 2))).toEqual({ ...none, lost: 1 });
  expect(sinsOn({ ...device(given), reactions: new Map([[room, []]]) })).toEqual({ ...none, lost: 1 });
  expect(sinsOn(shows('👍', 2, false))).toEqual(none);
  expect(sinsOn(shows('🎉', 3))).toEqual({ ...none, falselyStored: 1 });
  expect(sinsOn(shows('❤️', 1, false))).toEqual({ ...none, falselyStored: 1 });
  // A reaction is no retract: what it is for needs all of its words.
  const gone = new Set([all[0]!, all[2]!]);
  expect(sinsOf({ written: all, log: given.slice(1, 2), setBack: gone })).toEqual({ ...none, lost: 2 });
});

test('after a restore misses only what some device is left to put back', () => {
  const ledger = createLedger();
  const setBacks = createSetBacks(ledger);
  const write = (writer: string, id: string) => {
    const message = ledger.begin({ text: `words of ${id}`, room, writer });
    ledger.saved(message, id);
    return message;
  };
  const gone = (n: number) => entry(n, n);
  const [ofWiped, ofUnaware, ofAware] = [write('ann', 'id1'), write('bo', 'id2'), write('cleo', 'id3')];
  setBacks.diskGone(new Set(['ann']), undefined);
  setBacks.happened('epoch two', [gone(1), gone(2), gone(3)]);
  expect(setBacks.epoch()).toBe('epoch two');
  setBacks.diskGone(new Set(['bo']), 'epoch one');
  setBacks.diskGone(new Set(['cleo']), 'epoch two');
  expect([ofWiped, ofUnaware].every(({ excluded }) => excluded !== undefined)).toBe(true);
  // It had put its words back into its outbox, or they were answered anew.
  expect(ofAware.excluded).toBeUndefined();
  expect(setBacks.messages).toEqual(new Set([ofWiped, ofUnaware, ofAware]));
});

test('of plain clients calls lost what was acknowledged and never came, and doubled what came twice at QoS 2', () => {
  const sent = (qos: 1 | 2, received: number, change: Partial<Sent> = {}): Sent => ({
    qos,
    received,
    acknowledged: true,
    excluded: false,
    refused: false,
    ...change,
  });
  const all = [sent(1, 1), sent(1, 2), sent(2, 1)];
  const fine = { messages: { qos1: 2, qos2: 1 }, lost: 0, doubled: 0, waiting: 0, excluded: 0 };
  expect(outcomeOf(all)).toEqual(fine);
  expect(outcomeOf([...all, sent(1, 0), sent(2, 0), sent(2, 2)])).toMatchObject({ lost: 2, doubled: 1 });
  expect(outcomeOf([...all, sent(1, 0, { acknowledged: false })])).toMatchObject({ lost: 0, waiting: 1 });
  expect(outcomeOf([...all, sent(2, 3, { excluded: true })])).toEqual({ ...fine, excluded: 1 });
  const refused = { acknowledged: false, refused: true };
  expect(outcomeOf([...all, sent(2, 0, refused), sent(2, 1, refused)])).toEqual({ ...fine, excluded: 2 });
  expect(outcomeOf([...all, sent(2, 2, refused)])).toMatchObject({ doubled: 1 });
});
