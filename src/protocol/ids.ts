// Branded ids: a room's id cannot be passed where a person's is meant. All of them are `[A-Za-z0-9_-]`, so they may stand in a topic.

/** A room: random, never reused. 11 characters. */
export type RoomId = string & { readonly __id: 'room' };
/** A person's account: random. 8 characters. */
export type UserId = string & { readonly __id: 'user' };
/** One browser or program of a person; also its MQTT client id. 16 characters, made by the device itself. */
export type DeviceId = string & { readonly __id: 'device' };
/**
 * One entry of a room's log, made by the device that wrote it: a UUIDv7, or a short one. 36 characters here; 16 or 8 bytes on the
 * wire.
 */
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

/** 16 bytes, or the 8 of a short one, → 36 characters. */
export function entryIdFromBytes(bytes: Uint8Array): EntryId {
  let hex = '';
  for (const byte of bytes) hex += byteToHex[byte];
  hex = hex.padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as EntryId;
}

/** The message that something names by its 16 bytes; `undefined` when this is no such name. */
export const readEntryId = (value: unknown): EntryId | undefined =>
  value instanceof Uint8Array && value.length === 16 ? entryIdFromBytes(value) : undefined;

const shortStart = '00000000-0000-0000-';

/**
 * For an entry that none ever points at, and that is so small that its id is most of it. It has only to differ from the others of
 * one person in one room: 60 bits of chance do.
 */
export const shortEntryId = (id: EntryId): EntryId =>
  `${shortStart}${id.slice(shortStart.length)}` as EntryId;

/** As `entryIdToBytes`; of a short one the 8 bytes that say something. */
export function entryIdToWire(id: EntryId): Uint8Array {
  const bytes = entryIdToBytes(id);
  return id.startsWith(shortStart) ? bytes.subarray(8) : bytes;
}

const byteToHex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
