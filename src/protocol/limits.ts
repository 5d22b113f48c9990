// Every number that both ends of the wire must agree on.

/** The first element of every payload. */
export const wireVersion = 1;

/** The largest payload of a PUBLISH, unless the broker's settings say otherwise. */
export const defaultMaxPayloadBytes = 16 * 1024;

/** What a device may have unanswered in one room: whichever is reached first. */
export const sendWindow = { maxMessages: 128, maxBytes: 16 * 1024 } as const;

/** What the broker may have unacknowledged while a session catches up. */
export const catchUpWindowBytes = 16 * 1024;

/** Entries in one page of history; a room with more than this waiting gives only its head. */
export const pageEntries = 200;
/** Bytes of entries in one page of history; a page always holds at least one entry. */
export const pageBytes = 16 * 1024;

/** People in one page of a room's members. */
export const membersInPage = 200;

/** People or rooms in one page of what the server's admins see. */
export const adminPage = 100;

/** In a room with more members than this no marks, typing or presence are broadcast, and whoever asks gets counts. */
export const marksRoomMembers = 32;

/** A device says that somebody types at most that often; what comes much faster the broker passes over. */
export const typingEveryMs = 4_000;

/** The longest WebSocket frame: a browser sees only whole frames, and a slow link must show life. */
export const maxFrameBytes = 1024;

/** A session of a device that stays away longer than this is forgotten. */
export const sessionExpirySec = 30 * 24 * 3600;

export const keepaliveSec = 30;

/** How long an invite may be open, and how many people may come by it. */
export const inviteLimits = { minSec: 60, maxSec: 366 * 24 * 3600, maxUses: 1000 } as const;

export const maxNameChars = 40;
/** Of the rooms that an app token names, to read or to write. */
export const maxAppRooms = 32;
/** Of what a device calls itself. */
export const maxDeviceNameChars = 60;
/** Of the line that says what a room is for. */
export const maxTopicLineChars = 200;
export const minPasswordChars = 8;
/** argon2id reads all of it, so somebody's novel is not a password. */
export const maxPasswordChars = 1000;

/** In one question that looks for words at the broker, and in its answer. */
export const searchLimits = { words: 16, wordChars: 200, stretches: 100, people: 100, hits: 50 } as const;
