// One client's stream of bytes, as the protocol half sees it, over WebSocket or TCP.

import type { Piece } from './publish-encoder';

export interface ByteStreamListener {
  /** Bytes came over the network, whether or not they complete anything yet. Only until `trust()`. */
  heard(): void;
  /** The next bytes of the stream. */
  data(bytes: Buffer): void;
  /** All that was written has left. Comes only after `bufferedBytes` had grown beyond what the network takes at once. */
  drained(): void;
  /** The stream is over. Comes exactly once, whoever ended it. */
  closed(): void;
}

export interface ByteStream {
  /** Written, but not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Came over the network since the beginning. */
  readonly receivedBytes: number;
  /** Has the network taken anything of what waited since this was last asked? Also true when nothing waits. */
  isTaking(): boolean;
  /** To be called once, before the first byte can arrive. */
  listen(listener: ByteStreamListener): void;
  /** From now on it is enough to look at `receivedBytes` now and then: being told of every read costs time and memory. */
  trust(): void;
  /** The pieces leave together, in one system call if the network takes them. They are copied before this returns. */
  write(pieces: readonly Piece[], totalBytes: number): void;
  /** Stops reading; what was read already may still arrive. */
  pause(): void;
  resume(): void;
  /** Ends the stream behind what was written. */
  close(reasonCode?: number): void;
  /** Ends the stream at once. */
  destroy(): void;
}
