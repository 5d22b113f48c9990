// The links one can choose by name, for the command and for tests.

export interface Shape {
  /** One way. */
  readonly latencyMs: number;
  /** Up to so much is added to each piece, at random; order is kept. */
  readonly jitterMs: number;
  /** Each direction, shared by all connections; `undefined`: unlimited. */
  readonly bytesPerSec: number | undefined;
}

export interface Profile extends Shape {
  readonly halfOpen?: true;
  /** The link goes away at random: after `everyMs` for `forMs`, both from…to. */
  readonly cuts?: { readonly everyMs: readonly [number, number]; readonly forMs: readonly [number, number] };
}

const open = { latencyMs: 0, jitterMs: 0, bytesPerSec: undefined };
const threeG = { latencyMs: 150, jitterMs: 40, bytesPerSec: 400_000 / 8 };

/** The links one can choose by name. */
export const profiles = {
  /** 800 ms there and back, 50 kbit/s. */
  '2g': { latencyMs: 400, jitterMs: 100, bytesPerSec: 50_000 / 8 },
  /** 300 ms there and back, 400 kbit/s. */
  '3g': threeG,
  /** 3g that goes away in every tunnel. */
  train: { ...threeG, cuts: { everyMs: [5_000, 25_000], forMs: [2_000, 15_000] } },
  /** Connections stay open and nothing comes through. */
  dead: { ...open, halfOpen: true },
  good: open,
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;
