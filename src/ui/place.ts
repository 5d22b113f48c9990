// Where in the app somebody is, read from the hash of the address.
import { isRoomId, type RoomId } from '../protocol/ids';

export type Place =
  | { readonly at: 'rooms' }
  | { readonly at: 'browse' }
  | { readonly at: 'new' }
  | { readonly at: 'outbox' }
  | { readonly at: 'settings' }
  | { readonly at: 'server' }
  | { readonly at: 'room'; readonly room: RoomId };

export const roomsPath = '/';
export const browsePath = '/browse';
export const newMessagePath = '/new';
export const outboxPath = '/outbox';
export const settingsPath = '/settings';
export const serverPath = '/server';
/** For those who are signed out. */
export const signInPath = '/sign-in';
export const setupPath = '/setup/';
export const codePath = '/link';
export const linkPath = (code: string): string => `${codePath}/${code}`;
export const deletedPath = '/deleted';
export const roomPath = (room: RoomId): string => `/room/${room}`;

/** An address that means nothing leads to the rooms. */
export function placeOf(path: string): Place {
  if (path === browsePath) return { at: 'browse' };
  if (path === newMessagePath) return { at: 'new' };
  if (path === outboxPath) return { at: 'outbox' };
  if (path === settingsPath) return { at: 'settings' };
  if (path === serverPath) return { at: 'server' };
  const room = /^\/room\/([^/]+)$/.exec(path)?.[1];
  return room !== undefined && isRoomId(room) ? { at: 'room', room } : { at: 'rooms' };
}
