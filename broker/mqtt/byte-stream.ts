// One client's stream of bytes, as the protocol half sees it: WebSocket today, TCP later.

export interface ByteStreamListener {
  /** So many bytes came over the network, whether or not they complete anything yet. */
  readonly heard: (wireBytes: number) => void;
  /** The next bytes of the stream. */
  readonly data: (bytes: Buffer) => void;
  /** All that was written has left. Comes only after `bufferedBytes` had grown beyond what the network takes at once. */
  readonly drained: () => void;
  /** The stream is over. Comes exactly once, whoever ended it. */
  readonly closed: () => void;
}

export interface ByteStream {
  /** Written, but not yet taken by the network. */
  readonly bufferedBytes: number;
  /** To be called once, before the first byte can arrive. */
  readonly listen: (listener: ByteStreamListener) => void;
  /** All that is written in one call leaves in one system call, if the network takes it. */
  readonly write: (bytes: Buffer) => void;
  /** Stops reading; what was read already may still arrive. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends the stream behind what was written. */
  readonly close: () => void;
  /** Ends the stream at once. */
  readonly destroy: () => void;
}
