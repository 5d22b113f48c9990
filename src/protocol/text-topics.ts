// The topics for consoles, scripts and things, in plain UTF-8: apart from the app's own, because the app never uses them.
import { isRoomId, type RoomId } from './ids';
import { parseTopic, type Topic } from './topics';

/** Where a client hears why something of it was not taken, when no packet can say so. */
export const noticesTopic = 'notices';
/** User property of a CONNECT: what was refused for now comes again, and nothing on a text topic may overtake it. */
export const inOrderProperty = 'in-order';
/** Stands for the text of all rooms that somebody is in. */
export const textPattern = 'text/+';
/** What the Lobby is called there, besides its id. */
const lobbyName = 'lobby';

/** `texts` is a pattern. */
export type AnyTopic = Topic | { kind: 'text'; room: RoomId } | { kind: 'texts' } | { kind: 'notices' };

/** Reads any topic of Onebar, also those for plain text. */
export function parseAnyTopic(topic: string, lobby: RoomId): AnyTopic | undefined {
  if (topic === noticesTopic) return { kind: 'notices' };
  if (topic === textPattern) return { kind: 'texts' };
  const room = textRoom(topic, lobby);
  return room === undefined ? parseTopic(topic) : { kind: 'text', room };
}

/** Whose text it is; `undefined` for every other topic. */
export function textRoom(topic: string, lobby: RoomId): RoomId | undefined {
  if (!topic.startsWith('text/')) return undefined;
  const name = topic.slice('text/'.length);
  if (name === lobbyName) return lobby;
  return isRoomId(name) ? name : undefined;
}

/** By all of its names, the readable one first. A room that took the Lobby's name for its id has none. */
export function textTopics(room: RoomId, lobby: RoomId): string[] {
  if (room === lobby) return [`text/${lobbyName}`, ...(room === lobbyName ? [] : [`text/${room}`])];
  return room === lobbyName ? [] : [`text/${room}`];
}
