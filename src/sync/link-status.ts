// What the dialer says of its link, and what holds before it has said anything.

export interface LinkStatus {
  readonly state: 'online' | 'connecting' | 'offline';
  /** Unix ms since when there is a link, or none. */
  readonly sinceMs: number;
  readonly nextTryAtMs: number | undefined;
  readonly lastHeardAtMs: number | undefined;
  /** The broker's words, when it no longer knows this device. */
  readonly refused: string | undefined;
  /** This device is connected elsewhere. */
  readonly elsewhere: boolean;
  /** The browser says there is a network, but nobody answers. */
  readonly serverSilent: boolean;
  /** How long answers take of late, rounded; left out until one was measured. */
  readonly roundTripMs?: number | undefined;
}

export const firstStatus = (nowMs: number): LinkStatus => ({
  state: 'connecting',
  sinceMs: nowMs,
  nextTryAtMs: undefined,
  lastHeardAtMs: undefined,
  refused: undefined,
  elsewhere: false,
  serverSilent: false,
});
