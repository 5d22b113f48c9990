// Settings that are a number each: how much one client, or all of them, may take. docs/settings.md says what each is for, and a test
// holds the two together.

import { maxOutboxBytes } from '../src/protocol/outbox';

interface LimitSetting {
  readonly setting: string;
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

export const limitSettings = {
  maxConnectionsPerAddress: { setting: 'MAX_CONNECTIONS_PER_ADDRESS', usual: 256, min: 1, max: 1_000_000 },
  maxConnectionsPerUser: { setting: 'MAX_CONNECTIONS_PER_USER', usual: 100, min: 1, max: 100_000 },
  maxSocketsBeforeLogin: { setting: 'MAX_SOCKETS_BEFORE_LOGIN', usual: 4096, min: 16, max: 1_000_000 },
  connectTimeoutSec: { setting: 'CONNECT_TIMEOUT_SEC', usual: 10, min: 1, max: 300 },
  requestTimeoutSec: { setting: 'REQUEST_TIMEOUT_SEC', usual: 60, min: 1, max: 600 },
  // A device never posts more than the usual: browsers send no more behind a page that was closed.
  maxBodyBytes: { setting: 'MAX_BODY_BYTES', usual: maxOutboxBytes, min: 4096, max: maxOutboxBytes },
  maxSubscriptions: { setting: 'MAX_SUBSCRIPTIONS', usual: 2048, min: 8, max: 1_000_000 },
  maxUnsentBytes: { setting: 'MAX_UNSENT_BYTES', usual: 256 * 1024, min: 32 * 1024, max: 16 * 1024 * 1024 },
  stalledReaderSec: { setting: 'STALLED_READER_SEC', usual: 60, min: 5, max: 3600 },
  /** Passwords that wait to be looked at. */
  maxLoginsWaiting: { setting: 'MAX_LOGINS_WAITING', usual: 64, min: 1, max: 10_000 },
  /** Wrong log-ins from one address, or with one name, before the next one has to wait. */
  wrongLoginsFree: { setting: 'WRONG_LOGINS_FREE', usual: 10, min: 1, max: 1_000_000 },
  maxRegistrationsPerHour: { setting: 'MAX_REGISTRATIONS_PER_HOUR', usual: 100, min: 1, max: 1_000_000 },
  /** Of one device, when it goes on for long; and what it may do at once after a rest. */
  messagesPerSec: { setting: 'MESSAGES_PER_SEC', usual: 50, min: 1, max: 1_000_000 },
  messagesAtOnce: { setting: 'MESSAGES_AT_ONCE', usual: 6000, min: 10, max: 1_000_000 },
  asksPerSec: { setting: 'ASKS_PER_SEC', usual: 20, min: 1, max: 1_000_000 },
  asksAtOnce: { setting: 'ASKS_AT_ONCE', usual: 1000, min: 20, max: 1_000_000 },
  bytesPerSec: { setting: 'BYTES_PER_SEC', usual: 65_536, min: 1024, max: 1_000_000_000 },
  bytesAtOnce: { setting: 'BYTES_AT_ONCE', usual: 8_388_608, min: 16_384, max: 1_000_000_000 },
  maxRoomsPerUser: { setting: 'MAX_ROOMS_PER_USER', usual: 1000, min: 1, max: 100_000 },
  maxMembersPerRoom: { setting: 'MAX_MEMBERS_PER_ROOM', usual: 10_000, min: 2, max: 1_000_000 },
  maxDevicesPerUser: { setting: 'MAX_DEVICES_PER_USER', usual: 50, min: 1, max: 10_000 },
  maxAppTokensPerUser: { setting: 'MAX_APP_TOKENS_PER_USER', usual: 20, min: 1, max: 50 },
  maxSessionsPerUser: { setting: 'MAX_SESSIONS_PER_USER', usual: 100, min: 1, max: 10_000 },
  maxInvitesPerUser: { setting: 'MAX_INVITES_PER_USER', usual: 100, min: 1, max: 10_000 },
  /** Of one session on plain topics. */
  maxQueuedMessages: { setting: 'MAX_QUEUED_MESSAGES', usual: 1000, min: 1, max: 10_000 },
  maxQueuedBytes: { setting: 'MAX_QUEUED_BYTES', usual: 4_194_304, min: 16_384, max: 1_000_000_000 },
  maxRetained: { setting: 'MAX_RETAINED', usual: 10_000, min: 1, max: 1_000_000 },
  maxKeepaliveSec: { setting: 'MAX_KEEPALIVE_SEC', usual: 65_535, min: 10, max: 65_535 },
} as const satisfies Readonly<Record<string, LimitSetting>>;

export type LimitSettings = Readonly<Record<keyof typeof limitSettings, number>>;

/** As they are without any setting. */
export const usualLimits = Object.fromEntries(
  Object.entries(limitSettings).map(([key, { usual }]) => [key, usual]),
) as LimitSettings;
