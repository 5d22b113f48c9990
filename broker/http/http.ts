// The broker's only port to the network: the built app, sign-in, the outbox by POST, /healthz, and the upgrade to MQTT at /mqtt.
// Every request gets an answer in a sentence, whatever goes wrong behind it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  accountsPath,
  currentSessionPath,
  inviteLookPath,
  linkPath,
  mqttPath,
  sessionsPath,
} from '../../src/protocol/accounts';
import type { Accounts } from '../chat/accounts';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { outboxPath } from '../../src/protocol/outbox';
import type { Outbox } from '../chat/outbox';
import { createAccount, link, lookAtInvite, signIn, signOut } from './account-requests';
import { textAnswer, type Answer } from './answer';
import type { AppFiles } from './app-files';
import { metricsPath } from './metrics-request';
import { postOutbox } from './outbox-request';
import { pathOf } from './path-of';
import { everyAnswer } from './security-headers';

const maxHeaderBytes = 8 * 1024;
/** Enough for a kilobyte on one bar, too short for a slow loris. */
const headersTimeoutMs = 10_000;
/** A new connection costs a slow link seconds, so one that was used is kept for a while. */
const keepAliveMs = 30_000;
/** A reader that takes nothing for so long is gone. Does not touch upgraded sockets: they have MQTT's keepalive. */
const silenceMs = 120_000;
const goodbyeMs = 1000;
/**
 * Not accepted yet. Node's 511 are too few when everybody dials again in the same moment: the system drops what is beyond,
 * and such a client tries again only after a second.
 */
const maxWaitingConnections = 4096;

type Handler = (request: IncomingMessage) => Promise<Answer> | Answer;

export interface Http {
  /** Resolves with the port; rejects with Node's error (EADDRINUSE, …). */
  listen(host: string, port: number): Promise<number>;
  /** No new connections from now on; what is being answered is. */
  stopAccepting(): void;
  /** Ends the connections that are left, after a second at most. */
  close(): Promise<void>;
}

export function createHttp({
  accounts,
  outbox,
  appFiles,
  handleUpgrade,
  metrics,
  metricsPage,
  log,
  // Headers and body of one request: enough for a full outbox on one bar.
  requestTimeoutMs = 60_000,
}: {
  accounts: Accounts;
  outbox: Outbox;
  appFiles: AppFiles;
  handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  metrics: Metrics;
  /** What answers at /metrics, if anything does. */
  metricsPage?: Handler | undefined;
  log: Log;
  requestTimeoutMs?: number | undefined;
}): Http {
  const handlersByPath: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    '/healthz': { GET: () => textAnswer(200, 'ok') },
    [accountsPath]: { POST: (request) => createAccount(accounts, request) },
    [sessionsPath]: { POST: (request) => signIn(accounts, request) },
    [linkPath]: { POST: (request) => link(accounts, request) },
    [currentSessionPath]: { DELETE: (request) => signOut(accounts, request) },
    [inviteLookPath]: { POST: (request) => lookAtInvite(accounts, request) },
    [outboxPath]: { POST: (request) => postOutbox(outbox, request) },
    ...(metricsPage && { [metricsPath]: { GET: metricsPage } }),
    [mqttPath]: {
      GET: () =>
        textAnswer(426, 'MQTT is spoken here, over WebSocket.', {
          Upgrade: 'websocket',
          Connection: 'Upgrade',
        }),
    },
  };

  let whenStopped: Promise<void> | undefined;

  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, requestTimeoutMs),
    keepAliveTimeout: keepAliveMs,
  });
  server.timeout = silenceMs;

  server.on('request', (request, response) => void answerRequest(request, response));
  server.on('upgrade', (request, socket, head) => {
    // From here on nobody else listens, and a reset nobody hears would end the process.
    socket.on('error', () => socket.destroy());
    if (pathOf(request) === mqttPath) handleUpgrade(request, socket, head);
    else refuseUpgrade(socket);
  });

  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await findAnswer(request);
    } catch (error) {
      log.error(`${request.method} ${pathOf(request)} failed`, error);
      answer = textAnswer(500, 'Something went wrong on the server. Please try again.');
    }
    metrics.counts.httpRequests += 1;
    const { status, headers, body } = answer;
    response.writeHead(status, {
      ...everyAnswer,
      ...headers,
      ...(status === 204 || status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) }),
      // What follows on this connection may be the rest of a body nobody read.
      ...(request.complete ? {} : { Connection: 'close' }),
    });
    response.end(body);
  }

  function findAnswer(request: IncomingMessage): Promise<Answer> | Answer {
    const path = pathOf(request);
    // HEAD is GET without the body, which Node leaves out.
    const method = request.method === 'HEAD' ? 'GET' : String(request.method);
    const handlers = Object.hasOwn(handlersByPath, path) ? handlersByPath[path] : undefined;
    if (handlers) {
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
      return handler ? handler(request) : notAllowed(Object.keys(handlers));
    }
    const file = appFiles.find(path, {
      acceptEncoding: request.headers['accept-encoding'] ?? '',
      ifNoneMatch: request.headers['if-none-match'] ?? '',
    });
    if (!file) return textAnswer(404, 'There is nothing at this address.');
    return method === 'GET' ? file : notAllowed(['GET']);
  }

  function listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: maxWaitingConnections }, () => {
        server.off('error', reject);
        server.on('error', (error) => log.error('the HTTP server failed', error));
        resolve((server.address() as AddressInfo).port);
      });
    });
  }

  function stopAccepting(): void {
    whenStopped ??= new Promise((resolve) => server.close(() => resolve()));
  }

  async function close(): Promise<void> {
    stopAccepting();
    const hurry = setTimeout(() => server.closeAllConnections(), goodbyeMs);
    await whenStopped;
    clearTimeout(hurry);
  }

  return { listen, stopAccepting, close };
}

function notAllowed(methods: readonly string[]): Answer {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return textAnswer(405, `This address takes ${allow}.`, { Allow: allow });
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
