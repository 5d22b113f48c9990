// MQTT over TCP, and over TLS (mqtts): what a socket brings is the stream as it is, for things, scripts and consoles.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type Server as TlsServer,
} from 'node:tls';
import type { Log } from '../log';
import type { ByteStream, ByteStreamListener } from './byte-stream';
import { NetworkStream } from './network-stream';
import { bytesOf, type Piece } from './publish-encoder';

export interface TcpListenerDeps {
  readonly accept: (stream: ByteStream) => void;
  /** The network brought it; it may be ended at once. */
  readonly arrived?: (socket: Socket) => void;
  /** CONNECT was accepted on this socket. */
  readonly signedIn?: (socket: Socket) => void;
  /** With it TLS is spoken, and nothing else. */
  readonly certificate?: SecureContextOptions | undefined;
  /** How long TLS may take to begin. */
  readonly handshakeTimeoutMs?: number;
  /** How long a client may take to answer the end of its connection. */
  readonly closeTimeoutMs?: number;
  readonly log: Pick<Log, 'error'>;
}

export interface TcpListener {
  /** Resolves with the port; rejects with Node's error (EADDRINUSE, …). */
  listen(host: string, port: number): Promise<number>;
  /** For the connections to come. Throws when it is none. */
  replaceCertificate(certificate: SecureContextOptions): void;
  /** No new connections from now on. */
  stopAccepting(): void;
  /** Ends what is still open, and resolves when all of it is gone. */
  close(): Promise<void>;
}

/** Not accepted yet: as many as at the main port (http.ts). */
const maxWaitingConnections = 4096;

export function createTcpListener({
  accept,
  arrived = ignore,
  signedIn = ignore,
  certificate,
  handshakeTimeoutMs = 10_000,
  closeTimeoutMs = 1000,
  log,
}: TcpListenerDeps): TcpListener {
  const sockets = new Set<Socket>();
  const tlsServer: TlsServer | undefined =
    certificate && createTlsServer({ ...certificate, handshakeTimeout: handshakeTimeoutMs });
  const server: Server = tlsServer ?? createServer();
  let whenStopped: Promise<void> | undefined;

  // Below TLS it is the socket that the network brought; what is spoken comes in `secureConnection`.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A reset nobody hears would end the process.
    socket.on('error', ignore);
    arrived(socket);
    if (!tlsServer && !socket.destroyed) open(socket);
  });
  tlsServer?.on('secureConnection', open);
  // Who does not speak TLS here, or goes in the middle of it.
  tlsServer?.on('tlsClientError', (_error, socket) => socket.destroy());

  function open(socket: Socket): void {
    // What is written leaves at the end of each tick in one piece: waiting for more would only cost time.
    socket.setNoDelay(true);
    accept(new TcpStream(socket, signedIn));
  }

  function stopAccepting(): void {
    whenStopped ??= new Promise((resolve) => {
      if (server.listening) server.close(() => resolve());
      else resolve();
    });
  }

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, backlog: maxWaitingConnections }, () => {
          server.off('error', reject);
          server.on('error', (error) => log.error('the MQTT server failed', error));
          resolve((server.address() as AddressInfo).port);
        });
      }),
    replaceCertificate: (next) => tlsServer?.setSecureContext(next),
    stopAccepting,
    async close() {
      stopAccepting();
      for (const socket of sockets) socket.end();
      const hurry = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, closeTimeoutMs);
      await whenStopped;
      clearTimeout(hurry);
    },
  };
}

class TcpStream extends NetworkStream {
  override listen(listener: ByteStreamListener): void {
    const { socket } = this;
    socket.on('data', (bytes: Buffer) => listener.data(bytes));
    super.listen(listener);
    socket.on('close', () => listener.closed());
    // A reset: `close` follows.
    socket.on('error', ignore);
  }

  override write(pieces: readonly Piece[], totalBytes: number): void {
    if (!this.socket.writable) return;
    const out = Buffer.allocUnsafe(totalBytes);
    let at = 0;
    for (const piece of pieces) at += bytesOf(piece).copy(out, at);
    this.socket.write(out);
  }

  override pause(): void {
    this.socket.pause();
  }

  override resume(): void {
    this.socket.resume();
  }

  override close(): void {
    // The client's end has to be read.
    this.socket.resume();
    this.socket.end();
  }

  override destroy(): void {
    this.socket.destroy();
  }
}

const ignore = () => {};
