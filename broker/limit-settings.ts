// Settings that are a number each: how much one client, or all of them, may take. docs/settings.md says what each is for, and a test
// holds the two together.

interface LimitSetting {
  readonly setting: string;
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

export const limitSettings = {
  /** Connections at the main port from one address at once. */
  maxConnectionsPerAddress: {
    setting: 'MAX_CONNECTIONS_PER_ADDRESS',
    usual: 256,
    min: 1,
    max: 1_000_000,
  },
} as const satisfies Readonly<Record<string, LimitSetting>>;

export type LimitSettings = Readonly<Record<keyof typeof limitSettings, number>>;

/** As they are without any setting. */
export const usualLimits = Object.fromEntries(
  Object.entries(limitSettings).map(([key, { usual }]) => [key, usual]),
) as LimitSettings;
