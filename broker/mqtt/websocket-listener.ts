// MQTT over WebSocket: turns an HTTP upgrade into a byte stream, in frames small enough to show life on a slow link.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { ByteStream, ByteStreamListener } from './byte-stream';
import { NetworkStream } from './network-stream';
import type { Piece } from './publish-encoder';
import { framed } from './websocket-frames';

export interface WebSocketListenerDeps {
  readonly accept: (stream: ByteStream) => void;
  /** CONNECT was accepted on this socket. */
  readonly signedIn?: (socket: Socket) => void;
  /** A browser sees only whole frames, so longer writes are split. */
  readonly maxFrameBytes?: number;
  /** The longest message a client may send; it may hold many packets. */
  readonly maxMessageBytes?: number;
  /** How long a client may take to answer the end of its connection. */
  readonly closeTimeoutMs?: number;
  /** The close code that says MQTT's reason code once more. */
  readonly closeCodeOf: (reasonCode: number) => number;
}

export interface WebSocketListener {
  /** For `upgrade` of a `node:http` server. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends what is still open; resolves when all of it is gone. Later upgrades are refused. */
  readonly close: () => Promise<void>;
}

/** [MQTT-6.0.0-3] */
const subprotocol = 'mqtt';
const normal = 1000;
const unsupportedData = 1003;
const goingAway = 1001;

export function createWebSocketListener({
  accept,
  signedIn = ignore,
  maxFrameBytes = 1024,
  maxMessageBytes = 1024 * 1024,
  closeTimeoutMs = 1000,
  closeCodeOf,
}: WebSocketListenerDeps): WebSocketListener {
  let isClosing = false;
  // `closeTimeout` is newer than the published types.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    closeTimeout: closeTimeoutMs,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  };
  const server = new WebSocketServer(options);

  return {
    handleUpgrade(request, socket, head) {
      const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
      if (isClosing || !offered?.includes(subprotocol)) {
        const status = isClosing ? '503 Service Unavailable' : '400 Bad Request';
        socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        // `node:http` hands over what it accepted, and that is a socket of the network.
        accept(new WebSocketStream(webSocket, socket as Socket, maxFrameBytes, closeCodeOf, signedIn));
      });
    },

    async close() {
      isClosing = true;
      await Promise.all(
        [...server.clients].map(
          (webSocket) =>
            new Promise<void>((resolve) => {
              webSocket.once('close', () => resolve());
              webSocket.resume();
              webSocket.close(goingAway);
            }),
        ),
      );
    },
  };
}

class WebSocketStream extends NetworkStream {
  constructor(
    private readonly webSocket: WebSocket,
    socket: Socket,
    private readonly maxFrameBytes: number,
    private readonly closeCodeOf: (reasonCode: number) => number,
    signedIn: (socket: Socket) => void,
  ) {
    super(socket, signedIn);
  }

  override listen(listener: ByteStreamListener): void {
    const { webSocket } = this;
    webSocket.on('message', (message, isBinary) => {
      // [MQTT-6.0.0-1]
      if (isBinary) listener.data(message as Buffer);
      else webSocket.close(unsupportedData);
    });
    super.listen(listener);
    webSocket.on('close', () => listener.closed());
    // A broken frame or a reset: ws closes then, and `close` follows.
    webSocket.on('error', ignore);
  }

  /** The frames are written here: ws would hand over header and content as two pieces, and each frame on its own. */
  override write(pieces: readonly Piece[], totalBytes: number): void {
    const { webSocket, socket } = this;
    // Behind a close frame nothing may follow.
    if (webSocket.readyState === webSocket.OPEN) socket.write(framed(pieces, totalBytes, this.maxFrameBytes));
  }

  override pause(): void {
    this.webSocket.pause();
  }

  override resume(): void {
    this.webSocket.resume();
  }

  override close(reasonCode?: number): void {
    // The client's answer to the close has to be read.
    this.webSocket.resume();
    this.webSocket.close(reasonCode === undefined ? normal : this.closeCodeOf(reasonCode));
  }

  override destroy(): void {
    this.webSocket.terminate();
  }
}

const ignore = () => {};
