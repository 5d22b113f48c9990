// What is wrong with an entry in itself, and with what it aims at, in words.
import { readAim } from '../../src/protocol/aim';
import { entryKind, type Entry } from '../../src/protocol/entry';
import { readReaction } from '../../src/protocol/reaction';
import { readChange } from '../../src/protocol/room-change';
import { readTextBody } from '../../src/protocol/text-body';
import type { BadTarget } from '../store/store';

// What a device may write, and what is wrong with a body. Kinds that are not here only the broker writes, or nobody yet.
const bodyProblems: Readonly<Record<number, (entry: Entry) => string | undefined>> = {
  [entryKind.text]: textProblem,
  [entryKind.edit]: (entry) =>
    readAim(entry) ? undefined : 'An edit needs a message and a new text for it.',
  [entryKind.retract]: (entry) => (readAim(entry) ? undefined : 'To take back a message, name it.'),
  [entryKind.reaction]: (entry) =>
    readReaction(entry) ? undefined : 'A reaction needs a message and an emoji.',
  [entryKind.membership]: changeProblem,
  [entryKind.room]: changeProblem,
};

export const badTargets: Readonly<Record<BadTarget, string>> = {
  'not-here': 'The message to change is not in this room.',
  'not-yours': 'You can change only your own messages.',
  removed: 'This message is not kept any more: in this room messages are removed after some time.',
  'not-text': 'Only a text message can be changed.',
  'taken-back': 'This message was taken back and cannot be changed any more.',
  'too-often': 'This message was changed too often to be changed again.',
};

function textProblem({ body }: Entry): string | undefined {
  const read = readTextBody(body);
  if (!read && Array.isArray(body)) return 'An answer needs a text and the message that it answers.';
  return read && read.text !== '' ? undefined : 'A text message needs a text.';
}

function changeProblem(entry: Entry): string | undefined {
  const change = readChange(entry);
  if (!change) return 'This server does not know this change of a room.';
  return change.what === 'join' || change.what === 'made' ? 'Only the server writes this.' : undefined;
}

export function bodyProblem(entry: Entry): string | undefined {
  const check = Object.hasOwn(bodyProblems, entry.kind) ? bodyProblems[entry.kind] : undefined;
  return check ? check(entry) : 'This broker does not take this kind of entry from a device.';
}
