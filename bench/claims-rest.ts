// The other side of the article's comparison: a REST server that does nothing but answer, and clients for it. Kinder to REST than a real
// one, which would look at who it is and store something.
import { once } from 'node:events';
import { Agent, createServer, request as requestHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttp2Server, type ClientHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export const text40 = 'This text has a length of 40 characters.';
const body = JSON.stringify({ room: 'lobby', text: text40 });
const answer = JSON.stringify({ id: 123456, at: '2026-11-29T19:41:00.000Z' });

type Headers = Readonly<Record<string, string>>;

/** What a library sends that says no more than it must. */
export const barely: Headers = { 'content-type': 'application/json', 'content-length': String(body.length) };

/** What Chromium's `fetch` sends to its own origin, with a session cookie. */
export const asBrowser: Headers = {
  ...barely,
  accept: '*/*',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
  cookie: 'session=Zm9yIGEgc2Vzc2lvbiB0aGlzIGlzIGEgdXN1YWwgbGVuZ3Ro',
  origin: 'https://chat.example',
  referer: 'https://chat.example/room/lobby',
  'sec-ch-ua': '"Chromium";v="156", "Not)A;Brand";v="24"',
  'sec-ch-ua-mobile': '?1',
  'sec-ch-ua-platform': '"Android"',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
  'user-agent':
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
};

export interface RestServer {
  readonly port: number;
  readonly http2Port: number;
  postHttp2(session: ClientHttp2Session, headers: Headers): Promise<void>;
  close(): Promise<void>;
}

export async function startRest(): Promise<RestServer> {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': answer.length };
  const server = createServer((asked, response) => {
    asked.resume().on('end', () => response.writeHead(201, headers).end(answer));
  });
  const server2 = createHttp2Server((asked, response) => {
    asked.resume().on('end', () => {
      response.writeHead(201, headers);
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 60_000;
  for (const each of [server, server2]) {
    each.listen(0, '127.0.0.1');
    await once(each, 'listening');
  }
  return {
    port: (server.address() as AddressInfo).port,
    http2Port: (server2.address() as AddressInfo).port,
    postHttp2: (session, sent) =>
      new Promise((resolve, reject) => {
        const stream = session.request({ ':method': 'POST', ':path': '/api/messages', ...sent });
        stream.on('error', reject);
        stream.on('end', resolve);
        stream.resume();
        stream.end(body);
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      server2.close();
      await once(server, 'close');
    },
  };
}

export interface RestClient {
  /** One message, to the end of the answer. */
  post(this: void): Promise<void>;
  close(): void;
}

/** `connections`: so many are kept alive; 0: a new one for each message. */
export function request(port: number, headers: Headers, connections: number): RestClient {
  const agent = new Agent(
    connections === 0 ? { keepAlive: false } : { keepAlive: true, maxSockets: connections },
  );
  return {
    post: () =>
      new Promise((resolve, reject) => {
        const asked = requestHttp(
          { agent, host: '127.0.0.1', port, method: 'POST', path: '/api/messages', headers },
          (response: IncomingMessage) => void response.resume().on('end', resolve),
        );
        asked.on('error', reject);
        asked.end(body);
      }),
    close: () => agent.destroy(),
  };
}
