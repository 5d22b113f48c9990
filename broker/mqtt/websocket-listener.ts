// MQTT over WebSocket: turns an HTTP upgrade into a byte stream, in frames small enough to show life on a slow link.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import type { ByteStream } from './byte-stream';

export interface WebSocketListenerDeps {
  readonly accept: (stream: ByteStream) => void;
  /** A browser sees only whole frames, so longer writes are split. */
  readonly maxFrameBytes?: number;
  /** The longest message a client may send; it may hold many packets. */
  readonly maxMessageBytes?: number;
  /** How long a client may take to answer the end of its connection. */
  readonly closeTimeoutMs?: number;
}

export interface WebSocketListener {
  /** For `upgrade` of a `node:http` server. */
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends what is still open; resolves when all of it is gone. Later upgrades are refused. */
  readonly close: () => Promise<void>;
}

/** [MQTT-6.0.0-3] */
const subprotocol = 'mqtt';
const unsupportedData = 1003;
const goingAway = 1001;

export function createWebSocketListener({
  accept,
  maxFrameBytes = 1024,
  maxMessageBytes = 1024 * 1024,
  closeTimeoutMs = 1000,
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
        accept(streamOf(webSocket, socket, maxFrameBytes));
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

function streamOf(webSocket: WebSocket, socket: Duplex, maxFrameBytes: number): ByteStream {
  return {
    get bufferedBytes() {
      return webSocket.bufferedAmount;
    },

    listen({ heard, data, drained, closed }) {
      webSocket.on('message', (message, isBinary) => {
        // [MQTT-6.0.0-1]
        if (isBinary) data(message as Buffer);
        else webSocket.close(unsupportedData);
      });
      socket.on('data', (bytes: Buffer) => heard(bytes.length));
      socket.on('drain', drained);
      webSocket.on('close', closed);
      // A broken frame or a reset: ws closes then, and `close` follows.
      webSocket.on('error', () => {});
    },

    write(bytes) {
      socket.cork();
      for (let at = 0; at < bytes.length; at += maxFrameBytes)
        webSocket.send(bytes.subarray(at, at + maxFrameBytes), sendOptions);
      socket.uncork();
    },

    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),

    close() {
      // The client's answer to the close has to be read.
      webSocket.resume();
      webSocket.close();
    },

    destroy: () => webSocket.terminate(),
  };
}

const sendOptions = { binary: true, compress: false, fin: true };
