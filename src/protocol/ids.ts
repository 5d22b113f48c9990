// Branded ids: a room's id cannot be passed where a person's is meant. All of them are `[A-Za-z0-9_-]`, so they may stand in a topic.

/** A room: random, never reused. 11 characters. */
export type RoomId = string & { readonly __id: 'room' };
/** A person's account: random. 8 characters. */
export type UserId = string & { readonly __id: 'user' };
/** One browser or program of a person; also its MQTT client id. 16 characters, made by the device itself. */
export type DeviceId = string & { readonly __id: 'device' };
/** One entry of a room's log: a UUIDv7 made by the device that wrote it, 36 characters here, 16 bytes on the wire. */
export type EntryId = string & { readonly __id: 'entry' };

const shortIdPattern = /^[A-Za-z0-9_-]{1,32}$/;
const entryIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isRoomId = (text: string): text is RoomId => shortIdPattern.test(text);

export const isUserId = (text: unknown): text is UserId =>
  typeof text === 'string' && shortIdPattern.test(text);

export const isEntryId = (text: string): text is EntryId => entryIdPattern.test(text);

/** 36 characters → 16 bytes. */
export function entryIdToBytes(id: EntryId): Uint8Array {
  const bytes = new Uint8Array(16);
  const hex = id.replaceAll('-', '');
  for (let i = 0; i < 16; i++) bytes[i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** 16 bytes → 36 characters. */
export function entryIdFromBytes(bytes: Uint8Array): EntryId {
  let hex = '';
  for (const byte of bytes) hex += byteToHex[byte];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as EntryId;
}

const byteToHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
