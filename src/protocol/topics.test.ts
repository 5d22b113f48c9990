import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRoomId, anyUserId } from './arbitraries';
import {
  answerTopic,
  askTopic,
  marksTopic,
  parseTopic,
  presenceTopic,
  roomTopic,
  typingTopic,
  userTopic,
} from './topics';

/** A topic read and spelled again; one that is not read stays as it is. */
function respelled(text: string): string {
  const topic = parseTopic(text);
  if (topic?.kind === 'room') return roomTopic(topic.room);
  if (topic?.kind === 'marks') return marksTopic(topic.room);
  if (topic?.kind === 'typing') return typingTopic(topic.room);
  if (topic?.kind === 'presence') return presenceTopic(topic.room);
  if (topic?.kind === 'user') return userTopic(topic.user);
  return topic?.kind ?? text;
}

test('reads every topic as it was spelled', () => {
  fc.assert(
    fc.property(anyRoomId, anyUserId, (room, user) => {
      expect(parseTopic(roomTopic(room))).toEqual({ kind: 'room', room });
      expect(parseTopic(marksTopic(room))).toEqual({ kind: 'marks', room });
      expect(parseTopic(typingTopic(room))).toEqual({ kind: 'typing', room });
      expect(parseTopic(presenceTopic(room))).toEqual({ kind: 'presence', room });
      expect(parseTopic(userTopic(user))).toEqual({ kind: 'user', user });
    }),
  );
  expect(parseTopic(askTopic)).toEqual({ kind: 'ask' });
  expect(parseTopic(answerTopic)).toEqual({ kind: 'answer' });
});

test.each([
  '',
  'room',
  'room/',
  'room//marks',
  '/room/a',
  'room/a/',
  'room/a/other',
  'room/a/marks/b',
  'room/a/typing/',
  'room/a/presence/b',
  'room/+',
  'room/#',
  'room/a b',
  'room/ä',
  'room/a\n',
  'room/a\0',
  `room/${'a'.repeat(33)}`,
  'user/u/marks',
  'user/../room',
  'ask/',
  'Ask',
  '$SYS/broker',
])('refuses the odd topic %j', (topic) => {
  expect(parseTopic(topic)).toBeUndefined();
});

test('never throws, and spells what it reads as it was', () => {
  const parts = fc.array(
    fc.oneof(fc.constantFrom('room', 'user', 'ask', 'marks', 'typing', 'presence', ''), fc.string()),
  );
  fc.assert(
    fc.property(parts, (some) => {
      const text = some.join('/');
      expect(respelled(text)).toBe(text);
    }),
  );
});
