// The topics of Onebar: the one place that spells them and the one that reads them.
import { isRoomId, type RoomId, type UserId } from './ids';

/** Where a device asks the broker. */
export const askTopic = 'ask';
/** Where the broker answers that device. */
export const answerTopic = 'answer';

export const roomTopic = (room: RoomId): string => `room/${room}`;
export const marksTopic = (room: RoomId): string => `room/${room}/marks`;
export const typingTopic = (room: RoomId): string => `room/${room}/typing`;
export const presenceTopic = (room: RoomId): string => `room/${room}/presence`;
export const userTopic = (user: UserId): string => `user/${user}`;

export type Topic =
  | { kind: 'room'; room: RoomId }
  | { kind: 'marks'; room: RoomId }
  | { kind: 'typing'; room: RoomId }
  | { kind: 'presence'; room: RoomId }
  | { kind: 'user'; user: UserId }
  | { kind: 'ask' }
  | { kind: 'answer' };

/** Reads a topic; `undefined` for one that Onebar does not have. */
export function parseTopic(topic: string): Topic | undefined {
  if (topic === askTopic) return { kind: 'ask' };
  if (topic === answerTopic) return { kind: 'answer' };
  const [station, id, rest, ...more] = topic.split('/');
  if (id === undefined || more.length > 0 || !isRoomId(id)) return undefined;
  if (station === 'user' && rest === undefined) return { kind: 'user', user: id as string as UserId };
  if (station !== 'room') return undefined;
  if (rest === undefined) return { kind: 'room', room: id };
  if (rest === 'marks' || rest === 'typing' || rest === 'presence') return { kind: rest, room: id };
  return undefined;
}

const ownFirstLevels: ReadonlySet<string> = new Set(['room', 'user', 'ask', 'answer', 'text', 'notices']);

/** Does the topic, or filter, begin like one of Onebar's own? Whatever else there is is a plain topic. */
export function isOwnTopic(topic: string): boolean {
  // The short way for nearly all that comes.
  if (topic.startsWith('room/')) return true;
  const slash = topic.indexOf('/');
  return ownFirstLevels.has(slash === -1 ? topic : topic.slice(0, slash));
}
