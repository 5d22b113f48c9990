// The server at the main port: http or https, with the times that each part of a request may take. What cannot be read as a request
// gets an answer too, with the headers of every other answer.
import { createServer, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Metrics } from '../metrics';
import type { Certificate } from './certificate';
import { everyAnswer } from './security-headers';

const maxHeaderBytes = 8 * 1024;
/** A new connection costs a slow link seconds, so one that was used is kept for a while. */
const keepAliveMs = 30_000;
/** A reader that takes nothing for so long is gone. Does not touch upgraded sockets: they have MQTT's keepalive. */
const silenceMs = 120_000;

export interface NetServer {
  readonly server: Server;
  /** From here on the socket has an answer of its own: nothing else may be written to it. */
  answering(response: ServerResponse): void;
  /** For the connections to come. Throws when it is none. */
  replaceCertificate(certificate: Certificate): void;
}

export function createNetServer({
  certificate,
  headersTimeoutMs,
  requestTimeoutMs,
  metrics,
}: {
  /** With it https is spoken, and nothing else. */
  certificate: Certificate | undefined;
  /** TLS and headers; a slow loris takes longer. */
  headersTimeoutMs: number;
  /** Headers and body. */
  requestTimeoutMs: number;
  metrics: Metrics;
}): NetServer {
  const answeringSockets = new WeakSet<Socket>();
  const options = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    keepAliveTimeout: keepAliveMs,
  };
  const tlsServer: TlsServer | undefined =
    certificate && createTlsServer({ ...options, ...certificate, handshakeTimeout: headersTimeoutMs });
  const server: Server = tlsServer ?? createServer(options);
  server.timeout = silenceMs;
  server.on('clientError', refuse);

  function refuse(error: NodeJS.ErrnoException, stream: NodeJS.WritableStream): void {
    const socket = stream as Socket;
    const status = statusByCode[error.code ?? ''] ?? 400;
    if (status === 408) metrics.limitMet('http_time');
    const mayAnswer = socket.writable && error.code !== 'ECONNRESET' && !answeringSockets.has(socket);
    if (mayAnswer) socket.write(refusal(status));
    socket.destroy();
  }

  return {
    server,
    answering(response) {
      const { socket } = response;
      if (!socket) return;
      answeringSockets.add(socket);
      response.once('finish', () => answeringSockets.delete(socket));
    },
    replaceCertificate: (next) => tlsServer?.setSecureContext(next),
  };
}

/** What a request is refused with that http.ts never saw, or that was no request for MQTT. */
export function refusal(status: number, text = ''): string {
  const headers = {
    ...everyAnswer,
    Connection: 'close',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`;
}

const statusByCode: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};
