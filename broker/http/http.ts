// The broker's only port to the network: the built app, sign-in, the outbox by POST, /healthz, and the upgrade to MQTT at /mqtt.
// Every request gets an answer in a sentence, whatever goes wrong behind it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  accountsPath,
  currentSessionPath,
  inviteLookPath,
  linkPath,
  mqttPath,
  serverPath,
  sessionsPath,
  type RegistrationKind,
} from '../../src/protocol/accounts';
import type { Accounts } from '../chat/accounts';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { outboxPath } from '../../src/protocol/outbox';
import type { Outbox } from '../chat/outbox';
import { createAccount, describeServer, link, lookAtInvite, signIn, signOut } from './account-requests';
import { jsonAnswer, textAnswer, type Answer } from './answer';
import type { AppFiles } from './app-files';
import type { Certificate } from './certificate';
import { askedHost, clientAddress, isByUntoldProxy, isHttps } from './client';
import type { Door } from './door';
import { metricsPath } from './metrics-request';
import { createNetServer, refusal } from './net-server';
import { isAllowedOrigin, type OriginRules } from './origin';
import { postOutbox } from './outbox-request';
import { pathOf } from './path-of';
import { everyAnswer, overHttps } from './security-headers';

const goodbyeMs = 1000;
/**
 * Not accepted yet. Node's 511 are too few when everybody dials again in the same moment: the system drops what is beyond,
 * and such a client tries again only after a second.
 */
const maxWaitingConnections = 4096;

type Handler = (request: IncomingMessage) => Promise<Answer> | Answer;

export interface HttpDeps {
  readonly accounts: Accounts;
  readonly outbox: Outbox;
  readonly registrationKind: () => RegistrationKind;
  readonly appFiles: AppFiles;
  readonly handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly door: Door;
  readonly origins: OriginRules;
  /** With it https is spoken, and nothing else. */
  readonly certificate?: Certificate | undefined;
  readonly metrics: Metrics;
  /** What answers at /metrics, if anything does. */
  readonly metricsPage?: Handler | undefined;
  readonly limits: {
    /** TLS and headers of a request: enough for a kilobyte on one bar, too short for a slow loris. */
    readonly headersTimeoutMs: number;
    /** Headers and body: enough for a full outbox on one bar. */
    readonly requestTimeoutMs: number;
    readonly maxBodyBytes: number;
  };
  readonly log: Log;
}

export interface Http {
  /** Resolves with the port; rejects with Node's error (EADDRINUSE, …). */
  listen(host: string, port: number): Promise<number>;
  /** For the connections to come. */
  replaceCertificate(certificate: Certificate): void;
  /** No new connections from now on; what is being answered is. */
  stopAccepting(): void;
  /** Ends the connections that are left, after a second at most. */
  close(): Promise<void>;
}

export function createHttp({
  accounts,
  outbox,
  registrationKind,
  appFiles,
  handleUpgrade,
  door,
  origins,
  certificate,
  metrics,
  metricsPage,
  limits: { headersTimeoutMs, requestTimeoutMs, maxBodyBytes },
  log,
}: HttpDeps): Http {
  const addressOf = (request: IncomingMessage) => clientAddress(request, origins.proxies);
  const handlersByPath: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    '/healthz': { GET: () => textAnswer(200, 'ok') },
    [accountsPath]: {
      POST: (request) => whyNoAccount(request) ?? createAccount(accounts, request, addressOf(request)),
    },
    [sessionsPath]: { POST: (request) => signIn(accounts, request, addressOf(request)) },
    [linkPath]: { POST: (request) => link(accounts, request, addressOf(request)) },
    [currentSessionPath]: { DELETE: (request) => signOut(accounts, request) },
    [inviteLookPath]: { POST: (request) => lookAtInvite(accounts, request, addressOf(request)) },
    [serverPath]: { GET: () => describeServer(registrationKind()) },
    [outboxPath]: { POST: (request) => postOutbox(outbox, request, maxBodyBytes) },
    ...(metricsPage && { [metricsPath]: { GET: metricsPage } }),
    [mqttPath]: {
      GET: () =>
        textAnswer(426, 'MQTT is spoken here, over WebSocket.', {
          Upgrade: 'websocket',
          Connection: 'Upgrade',
        }),
    },
  };

  let isProxyTold = false;
  let whenStopped: Promise<void> | undefined;

  const netServer = createNetServer({ certificate, headersTimeoutMs, requestTimeoutMs, metrics });
  const { server } = netServer;

  server.on('connection', (socket: Socket) => door.arrived(socket));
  server.on('request', (request, response) => void answerRequest(request, response));
  server.on('upgrade', (request, socket, head) => {
    // From here on nobody else listens, and a reset nobody hears would end the process.
    socket.on('error', () => socket.destroy());
    const refused = whyNoUpgrade(request, socket);
    if (refused === undefined) handleUpgrade(request, socket, head);
    else socket.end(refused);
  });

  function whyNoUpgrade(request: IncomingMessage, socket: Duplex): string | undefined {
    if (pathOf(request) !== mqttPath) return refusal(404);
    if (!isAllowedOrigin(request, origins)) {
      metrics.limitMet('origin');
      return refusal(403, foreignPage);
    }
    const leave = door.enter(request);
    if (!leave) return refusal(429, tooManyFromThere);
    socket.once('close', leave);
    return undefined;
  }

  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await findAnswer(request, response);
    } catch (error) {
      log.error(`${request.method} ${pathOf(request)} failed`, error);
      answer = textAnswer(500, 'Something went wrong on the server. Please try again.');
    }
    metrics.counts.httpRequests += 1;
    const { status, headers, body } = answer;
    if (status === 413) metrics.limitMet('http_body');
    netServer.answering(response);
    response.writeHead(status, {
      ...everyAnswer,
      ...(staysOnHttps(request) && overHttps),
      ...headers,
      ...(status === 204 || status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) }),
      // What follows on this connection may be the rest of a body nobody read.
      ...(request.complete ? {} : { Connection: 'close' }),
    });
    response.end(body);
  }

  function findAnswer(request: IncomingMessage, response: ServerResponse): Promise<Answer> | Answer {
    const leave = door.enter(request);
    if (!leave) return jsonAnswer(429, { error: 'busy', message: tooManyFromThere }, { 'Retry-After': '10' });
    response.once('close', leave);
    const path = pathOf(request);
    // HEAD is GET without the body, which Node leaves out.
    const method = request.method === 'HEAD' ? 'GET' : String(request.method);
    if (method !== 'GET' && !isAllowedOrigin(request, origins)) {
      metrics.limitMet('origin');
      return jsonAnswer(403, { error: 'bad-request', message: foreignPage });
    }
    const handlers = Object.hasOwn(handlersByPath, path) ? handlersByPath[path] : undefined;
    if (handlers) {
      const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
      return handler ? handler(request) : notAllowed(Object.keys(handlers));
    }
    const { headers } = request;
    const file = appFiles.find(path, {
      acceptEncoding: headers['accept-encoding'] ?? '',
      ifNoneMatch: headers['if-none-match'] ?? '',
      range: headers.range ?? '',
      ifRange: String(headers['if-range'] ?? ''),
    });
    if (!file) return textAnswer(404, 'There is nothing at this address.');
    return method === 'GET' ? file : notAllowed(['GET']);
  }

  // Whoever may come from this machine alone makes accounts, and the first one is the admin: not somebody that a proxy brings.
  function whyNoAccount(request: IncomingMessage): Answer | undefined {
    if (!isByUntoldProxy(request, origins.proxies)) return undefined;
    if (!isProxyTold) log.warn(untoldProxy);
    isProxyTold = true;
    return jsonAnswer(403, { error: 'closed', message: untoldProxy });
  }

  /** Not on localhost, where another program may speak plain http at another port. */
  function staysOnHttps(request: IncomingMessage): boolean {
    if (!isHttps(request, origins.proxies)) return false;
    return !/^localhost(:\d+)?$/.test(askedHost(request, origins.proxies) ?? '');
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

  return { listen, replaceCertificate: netServer.replaceCertificate, stopAccepting, close };
}

const foreignPage = 'This page belongs to another server, and may not ask here (ALLOWED_ORIGINS).';
export const untoldProxy =
  'A proxy stands in front of this server, and its settings do not say so (TRUST_PROXY), so it makes no accounts.';
const tooManyFromThere = 'There are too many connections from your network. Please try again later.';

function notAllowed(methods: readonly string[]): Answer {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return textAnswer(405, `This address takes ${allow}.`, { Allow: allow });
}
