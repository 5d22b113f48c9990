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
} as const satisfies Readonly<Record<string, LimitSetting>>;

export type LimitSettings = Readonly<Record<keyof typeof limitSettings, number>>;

/** As they are without any setting. */
export const usualLimits = Object.fromEntries(
  Object.entries(limitSettings).map(([key, { usual }]) => [key, usual]),
) as LimitSettings;
