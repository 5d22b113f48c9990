// What a stream over WebSocket and one over TCP have in common: the socket below, and how much of it the network has taken.
import type { Socket } from 'node:net';
import type { ByteStream, ByteStreamListener } from './byte-stream';
import type { Piece } from './publish-encoder';

/** One for every connection, hence a class: see connection.ts. */
export abstract class NetworkStream implements ByteStream {
  private readonly receivedBefore: number;
  private heard: (() => void) | undefined = undefined;
  private doneBytes = 0;
  private queuedBytes = 0;

  constructor(
    protected readonly socket: Socket,
    private readonly signedIn: (socket: Socket) => void,
  ) {
    this.receivedBefore = socket.bytesRead;
  }

  get bufferedBytes(): number {
    return this.socket.writableLength;
  }

  get receivedBytes(): number {
    return this.socket.bytesRead - this.receivedBefore;
  }

  isTaking(): boolean {
    const { bytesWritten, writableLength } = this.socket;
    const doneBytes = bytesWritten - writableLength;
    // While one long write is under way the system takes of it bit by bit, which only the handle knows.
    const { _handle: handle } = this.socket as unknown as { _handle?: { writeQueueSize?: number } | null };
    const queuedBytes = handle?.writeQueueSize ?? 0;
    const isTaking = writableLength === 0 || doneBytes !== this.doneBytes || queuedBytes !== this.queuedBytes;
    this.doneBytes = doneBytes;
    this.queuedBytes = queuedBytes;
    return isTaking;
  }

  trust(): void {
    if (this.heard) this.socket.off('data', this.heard);
    this.heard = undefined;
    this.signedIn(this.socket);
  }

  listen(listener: ByteStreamListener): void {
    this.heard = () => listener.heard();
    this.socket.on('data', this.heard);
    this.socket.on('drain', () => listener.drained());
  }

  abstract write(pieces: readonly Piece[], totalBytes: number): void;
  abstract pause(): void;
  abstract resume(): void;
  abstract close(reasonCode?: number): void;
  abstract destroy(): void;
}
