// Where in the app somebody is, read from the hash of the address.
import { isRoomId, type RoomId } from '../protocol/ids';

export type Place =
  | { readonly at: 'rooms' }
  | { readonly at: 'browse' }
  | { readonly at: 'new' }
  | { readonly at: 'people' }
  | { readonly at: 'outbox' }
  | { readonly at: 'connection' }
  | { readonly at: 'search' }
  | { readonly at: 'settings' }
  | { readonly at: 'server' }
  /** `token`: the secret of an invite. */
  | { readonly at: 'join'; readonly token: string }
  /** `code`: of another device, which signs in whoever is signed out. */
  | { readonly at: 'link'; readonly code: string }
  /** `about`: what the room is, and who is in it. `target`: a message of it, by its id or its seq. */
  | {
      readonly at: 'room';
      readonly room: RoomId;
      readonly about: boolean;
      readonly target?: string | undefined;
    };

export const roomsPath = '/';
export const browsePath = '/browse';
export const newMessagePath = '/new';
export const peoplePath = '/people';
export const outboxPath = '/outbox';
export const connectionPath = '/connection';
export const searchPath = '/search';
export const settingsPath = '/settings';
export const serverPath = '/server';
/** For those who are signed out. */
export const signInPath = '/sign-in';
export const setupPath = '/setup/';
export const codePath = '/link';
export const linkPath = (code: string): string => `${codePath}/${code}`;
export const deletedPath = '/deleted';
export const roomPath = (room: RoomId): string => `/room/${room}`;
export const aboutPath = (room: RoomId): string => `/room/${room}/about`;
/** A message, by its id or its seq. */
export const messagePath = (room: RoomId, target: string): string => `/room/${room}/${target}`;
export const joinPath = (token: string): string => `/join/${token}`;

/** An address that means nothing leads to the rooms. */
export function placeOf(path: string): Place {
  if (path === browsePath) return { at: 'browse' };
  if (path === newMessagePath) return { at: 'new' };
  if (path === peoplePath) return { at: 'people' };
  if (path === outboxPath) return { at: 'outbox' };
  if (path === connectionPath) return { at: 'connection' };
  if (path === searchPath) return { at: 'search' };
  if (path === settingsPath) return { at: 'settings' };
  if (path === serverPath) return { at: 'server' };
  const token = /^\/join\/([\w-]+)$/.exec(path)?.[1];
  if (token !== undefined) return { at: 'join', token };
  const code = /^\/link\/([\w-]+)$/.exec(path)?.[1];
  if (code !== undefined) return { at: 'link', code };
  const [, room, end] = /^\/room\/([^/]+)(?:\/(about|\d{1,15}|[\da-f-]{36}))?$/.exec(path) ?? [];
  if (room === undefined || !isRoomId(room)) return { at: 'rooms' };
  const about = end === 'about';
  return { at: 'room', room, about, ...(end !== undefined && !about && { target: end }) };
}
