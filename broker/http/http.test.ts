import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/protocol/accounts';
import type { RoomId, UserId } from '../../src/protocol/ids';
import {
  decodeOutboxAnswers,
  encodeOutbox,
  maxOutboxBytes,
  outboxContentType,
  type OutboxPart,
} from '../../src/protocol/outbox';
import type { AccountProblem } from '../chat/account-problems';
import type { Accounts } from '../chat/accounts';
import type { Outbox } from '../chat/outbox';
import type { Writer } from '../chat/sending-order';
import { createLog } from '../log';
import { usualLimits } from '../limit-settings';
import { createMetrics, type Metrics } from '../metrics';
import { readAppFiles } from './app-files';
import type { Certificate } from './certificate';
import { createDoor, type DoorLimits } from './door';
import { createHttp, type Http } from './http';
import type { OriginRules } from './origin';

const page =
  '<!doctype html><title>Onebar</title><style>h1{color:red}</style><script src="/x.js"></script><script>rescue()</script>';
const script = 'console.log("hello from the app");'.repeat(50);
const credentials = { name: 'Ada', password: 'correct horse', device: 'device-of-ada-01' };
const writer: Writer = { user: 'ada' as UserId, client: 'device-of-ada-01' };
const signedIn = { user: 'ada' as UserId, name: 'Ada', token: 'token-token-token' };

let appDir: string;
let http: Http;
let metrics: Metrics;
let base: string;
let port: number;
let logged: string[];
let upgrades: number;
let asked: Credentials[];
let addresses: (string | undefined)[];
let signedOut: string[];
let posted: { writer: Writer; parts: readonly OutboxPart[] }[];
let accountAnswer: () => Promise<typeof signedIn | AccountProblem>;

const accounts: Accounts = {
  createAccount: (asking, address) => {
    asked.push(asking);
    addresses.push(address);
    return accountAnswer();
  },
  signIn: (asking, address) => {
    asked.push(asking);
    addresses.push(address);
    return accountAnswer();
  },
  link: ({ code }) =>
    Promise.resolve(code === 'A-CODE' ? signedIn : { error: 'bad-code', message: 'In words.' }),
  lookAtInvite: (secret) =>
    Promise.resolve(
      secret === 'a-secret'
        ? { room: 'Cave', by: 'Ada', makesAccounts: true }
        : { error: 'bad-invite', message: 'In words.' },
    ),
  signOut: (token) => {
    signedOut.push(token);
    return Promise.resolve(token === signedIn.token);
  },
};

const outbox: Outbox = {
  epoch: () => 'abcdefgh',
  writerOf: (token) => (token === signedIn.token ? writer : undefined),
  post: (by, parts) => {
    posted.push({ writer: by, parts });
    return Promise.resolve(
      parts.flatMap(({ entries }) =>
        entries.map((_, index) => ({
          outcome: 'accepted' as const,
          receipt: { seq: index + 1, ts: 1_790_000_000 },
        })),
      ),
    );
  },
};

interface StartOptions {
  appDir: string;
  requestTimeoutMs?: number;
  limits?: Partial<DoorLimits>;
  origins?: Partial<OriginRules>;
  certificate?: Certificate;
}

async function start({ appDir: served, requestTimeoutMs = 60_000, ...more }: StartOptions): Promise<void> {
  metrics = createMetrics();
  const origins = { proxies: 0, allowed: [], ...more.origins };
  const limits = { ...usualLimits, ...more.limits };
  http = createHttp({
    accounts,
    outbox,
    registrationKind: () => 'invite',
    appFiles: await readAppFiles(served),
    limits: { headersTimeoutMs: 10_000, requestTimeoutMs, maxBodyBytes: maxOutboxBytes },
    door: createDoor({ limits, proxies: origins.proxies, metrics }),
    origins,
    certificate: more.certificate,
    handleUpgrade: (_request, socket) => {
      upgrades++;
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    },
    metrics,
    log: createLog((line) => logged.push(line), Date.now),
  });
  port = await http.listen('127.0.0.1', 0);
  base = `http://127.0.0.1:${port}`;
}

beforeEach(async () => {
  appDir = await mkdtemp(join(tmpdir(), 'onebar-app-'));
  await mkdir(join(appDir, 'assets'));
  await writeFile(join(appDir, 'index.html'), page);
  await writeFile(join(appDir, 'sw.js'), 'self.skipWaiting()');
  await writeFile(join(appDir, 'index.html.br'), brotliCompressSync(page));
  await writeFile(join(appDir, 'assets', 'main-abc123.js'), script);
  await writeFile(join(appDir, 'assets', 'main-abc123.js.br'), brotliCompressSync(script));
  await writeFile(join(appDir, 'assets', 'main-abc123.js.gz'), gzipSync(script));
  logged = [];
  upgrades = 0;
  asked = [];
  addresses = [];
  signedOut = [];
  posted = [];
  accountAnswer = () => Promise.resolve(signedIn);
  await start({ appDir });
});

afterEach(async () => {
  await http.close();
  await rm(appDir, { recursive: true });
});

/** Sends raw bytes and resolves with everything that came back until the connection ended. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

const postJson = (path: string, body: string, type = 'application/json') =>
  fetch(base + path, { method: 'POST', headers: { 'Content-Type': type }, body });

const postOutbox = (
  body: Uint8Array,
  { token = signedIn.token, type = outboxContentType }: { token?: string; type?: string } = {},
) =>
  fetch(`${base}/api/outbox`, {
    method: 'POST',
    headers: { 'Content-Type': type, ...(token === '' ? {} : { Authorization: `Bearer ${token}` }) },
    body: Buffer.from(body),
  });

const signOut = (authorization?: string) =>
  fetch(`${base}/api/sessions/current`, {
    method: 'DELETE',
    headers: authorization === undefined ? {} : { Authorization: authorization },
  });

const upgrade = (path: string) =>
  raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);

it('says who may make an account, and lets browsers keep that for a minute', async () => {
  const response = await fetch(`${base}/api/server`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'max-age=60']);
  expect(await response.json()).toEqual({ registration: 'invite' });
});

describe('the built app', () => {
  it('is at / and is asked for again each time', async () => {
    const response = await fetch(base);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe(page);
  });

  it('has its hashed assets cached for good', async () => {
    const response = await fetch(`${base}/assets/main-abc123.js`);
    expect(response.headers.get('cache-control')).toBe('public,max-age=31536000,immutable');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toBe(script);
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
  ])('serves for "Accept-Encoding: %s" the form %s made by the build', async (accepted, encoding) => {
    const response = await fetch(`${base}/assets/main-abc123.js`, {
      headers: { 'Accept-Encoding': accepted },
    });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(await response.text()).toBe(script);
  });

  it('goes on where a download broke off, unless the file is another one by now', async () => {
    const address = new URL('assets/main-abc123.js', base);
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(address, { headers: { 'Accept-Encoding': 'identity', ...headers } });
      return { response, body: await response.text() };
    };
    const whole = await ask({});
    const etag = whole.response.headers.get('etag')!;
    expect(etag).toMatch(/^"/);
    const rest = await ask({ Range: 'bytes=5-', 'If-Range': etag });
    expect(rest.response.status).toBe(206);
    expect(rest.body).toBe(whole.body.slice(5));
    expect(rest.response.headers.get('content-range')).toBe(
      `bytes 5-${whole.body.length - 1}/${whole.body.length}`,
    );
    expect((await ask({ Range: 'bytes=0-3' })).body).toBe(whole.body.slice(0, 4));
    // Compressed it has other bytes, and so another tag.
    const compressed = await fetch(address, { headers: { 'Accept-Encoding': 'br' } });
    expect(compressed.headers.get('etag')).not.toBe(etag);
    for (const headers of [
      { Range: 'bytes=5-', 'If-Range': '"another"' },
      { Range: `bytes=${whole.body.length}-` },
      { Range: 'bytes=-5' },
      { Range: 'bytes=0-1,3-4' },
    ]) {
      const { response, body } = await ask(headers as Record<string, string>);
      expect([response.status, body]).toEqual([200, whole.body]);
    }
  });

  it('costs no body when the browser has it already', async () => {
    const etag = (await fetch(base)).headers.get('etag')!;
    const response = await fetch(base, { headers: { 'If-None-Match': etag } });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe(etag);
    expect((await fetch(base, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200);
  });

  it('is found by a roundabout path too', async () => {
    await http.close();
    await start({ appDir: `${appDir}/assets/../` });
    expect(await (await fetch(`${base}/assets/main-abc123.js`)).text()).toBe(script);
  });

  it('goes on being served while a build replaces its files', async () => {
    await rm(join(appDir, 'assets'), { recursive: true });
    expect(await (await fetch(`${base}/assets/main-abc123.js`)).text()).toBe(script);
  });

  it('says how to build it when it is not there', async () => {
    await http.close();
    await start({ appDir: join(appDir, 'nowhere') });
    const response = await fetch(base);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
  });

  it.each(['/rooms', '/index.html.br', '/../package.json', '/%2e%2e/package.json', '/__proto__', '/assets/'])(
    'has nothing at %s',
    async (path) => {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
      expect(answer).toContain('There is nothing at this address.');
    },
  );
});

describe('every answer', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/healthz'],
    ['GET', '/nothing'],
    ['GET', '/assets/main-abc123.js'],
    ['POST', '/api/accounts'],
    ['PUT', '/api/sessions'],
  ])('is never run as a script that it is not (%s %s)', async (method, path) => {
    const { headers } = await fetch(base + path, { method });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/', '/sw.js'])('that is a page or its worker says what it may do (%s)', async (path) => {
    const { headers } = await fetch(base + path);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  });

  it('that is a page allows the scripts and styles that stand in it, and no others', async () => {
    const policy = (await fetch(base)).headers.get('content-security-policy')!;
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toContain(`script-src 'self' ${hashOf('rescue()')}`);
    expect(policy.split('; ')).toContain(`style-src 'self' ${hashOf('h1{color:red}')}`);
  });

  it('that is no page says that as a page it may do nothing', async () => {
    for (const path of ['/assets/main-abc123.js', '/nothing', '/api/accounts', '/mqtt']) {
      const { headers } = await fetch(base + path);
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });

  it.each([
    ['is no request', 'NONSENSE\r\n\r\n'],
    [
      'asks for another upgrade',
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    ],
  ])('is as careful with what %s', async (_what, text) => {
    const answer = await raw(text);
    expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
    expect(answer).toContain('X-Content-Type-Options: nosniff');
    expect(answer).toContain("Content-Security-Policy: default-src 'none'");
  });

  it('keeps the connection for the next request', async () => {
    const answer = await raw(
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
    expect(answer).not.toContain(page);
  });
});

describe('/healthz', () => {
  it('says ok', async () => {
    const response = await fetch(`${base}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });
});

describe('POST /api/accounts and /api/sessions', () => {
  it.each([
    ['/api/accounts', 201],
    ['/api/sessions', 200],
  ])('%s answers %i with user, name and token', async (path, status) => {
    const response = await postJson(path, JSON.stringify(credentials));
    expect([response.status, await response.json()]).toEqual([status, signedIn]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(asked).toEqual([credentials]);
  });

  it.each([
    ['bad-name', 400],
    ['bad-password', 400],
    ['wrong-credentials', 401],
    ['name-taken', 409],
    ['device-taken', 409],
    ['busy', 429],
    ['unavailable', 503],
  ] as const)('passes the refusal %s on as %i, with its words', async (error, status) => {
    accountAnswer = async () => ({ error, message: 'In words.' });
    const response = await postJson('/api/sessions', JSON.stringify(credentials));
    expect([response.status, await response.json()]).toEqual([status, { error, message: 'In words.' }]);
  });

  it('says when another try may help', async () => {
    accountAnswer = async () => ({ error: 'busy', message: 'In words.', retryAfterSec: 7 });
    const response = await postJson('/api/sessions', JSON.stringify(credentials));
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({ error: 'busy', message: 'In words.' });
  });

  it('tells whose request it is, and believes no more proxies than it was told of', async () => {
    const ask = () =>
      fetch(`${base}/api/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '192.0.2.9, 192.0.2.7' },
        body: JSON.stringify(credentials),
      });
    await ask();
    await http.close();
    await start({ appDir, origins: { proxies: 1 } });
    await ask();
    expect(addresses).toEqual(['127.0.0.1', '192.0.2.7']);
  });

  it('makes no account for somebody whom a proxy brings that it was not told of, and says so in its log once', async () => {
    const create = () =>
      fetch(`${base}/api/accounts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': '192.0.2.9' },
        body: JSON.stringify(credentials),
      });
    for (let time = 0; time < 2; time++) {
      const response = await create();
      expect([response.status, await response.json()]).toEqual([
        403,
        { error: 'closed', message: expect.stringMatching(/^A proxy stands .* \(TRUST_PROXY\)/) },
      ]);
    }
    expect(addresses).toEqual([]);
    expect(logged.filter((line) => line.includes('TRUST_PROXY'))).toHaveLength(1);
    await http.close();
    await start({ appDir, origins: { proxies: 1 } });
    await create();
    expect(addresses).toEqual(['192.0.2.9']);
  });

  it.each([
    ['no JSON', '{"name":', 'application/json', 400, 'bad-request'],
    ['no object', 'null', 'application/json', 400, 'bad-request'],
    [
      'a device that is no id',
      JSON.stringify({ ...credentials, device: 'a/b' }),
      'application/json; charset=utf-8',
      400,
      'bad-request',
    ],
    ['no name', JSON.stringify({ ...credentials, name: undefined }), 'application/json', 400, 'bad-request'],
    [
      'a novel for a password',
      JSON.stringify({ ...credentials, password: 'x'.repeat(1001) }),
      'application/json',
      400,
      'bad-password',
    ],
    ['a form of a foreign page', JSON.stringify(credentials), 'text/plain', 415, 'bad-request'],
    [
      'more than 4 kB',
      JSON.stringify({ ...credentials, more: 'x'.repeat(4096) }),
      'application/json',
      413,
      'bad-request',
    ],
  ])('refuses %s without asking anybody', async (_what, body, type, status, error) => {
    const response = await postJson('/api/accounts', body, type);
    const refusal = (await response.json()) as AccountProblem;
    expect([response.status, refusal.error]).toEqual([status, error]);
    expect(refusal.message).toMatch(/\.$/);
    expect(asked).toEqual([]);
  });

  it('answers 413 while a body without an end is still coming', async () => {
    const head =
      'POST /api/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await raw(`${head}2000\r\n${'x'.repeat(0x2000)}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('Connection: close');
    expect(metrics.limitsMet.http_body).toBe(1);
  });

  it('answers 500 in a sentence and writes a line to the log when something breaks behind it', async () => {
    accountAnswer = () => Promise.reject(new Error('the disk is on fire'));
    const response = await postJson('/api/sessions', JSON.stringify(credentials));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('fire');
    expect(logged.join('')).toMatch(/POST \/api\/sessions failed: Error: the disk is on fire/);
  });
});

describe('POST /api/sessions/link', () => {
  const post = (body: object) => postJson('/api/sessions/link', JSON.stringify(body));

  it('signs a device in by a code', async () => {
    const response = await post({ code: 'A-CODE', device: 'device-of-ada-02', deviceName: 'Ada’s phone' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(signedIn);
    expect((await post({ code: 'B-CODE', device: 'device-of-ada-02' })).status).toBe(403);
    expect((await post({ code: 'A-CODE', device: 'a/b' })).status).toBe(400);
  });
});

describe('POST /api/invites/look', () => {
  it('says what a link leads to, whose secret stands in no address', async () => {
    const look = (body: object) => postJson('/api/invites/look', JSON.stringify(body));
    const response = await look({ token: 'a-secret' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ room: 'Cave', by: 'Ada', makesAccounts: true });
    const refused = await look({ token: 'another' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toEqual({ error: 'bad-invite', message: 'In words.' });
    expect((await look({})).status).toBe(400);
  });
});

describe('DELETE /api/sessions/current', () => {
  it('signs the device of the token out', async () => {
    expect((await signOut(`Bearer ${signedIn.token}`)).status).toBe(204);
    expect(signedOut).toEqual([signedIn.token]);
  });

  it('does no harm when it is repeated', async () => {
    expect((await signOut('Bearer a-token-that-is-gone')).status).toBe(204);
  });

  it('needs a token', async () => {
    expect((await signOut()).status).toBe(401);
    expect((await signOut('Basic YTpi')).status).toBe(401);
    expect(signedOut).toEqual([]);
  });
});

describe('addresses and methods', () => {
  it.each([
    ['GET', '/api/accounts', 'POST'],
    ['GET', '/api/sessions', 'POST'],
    ['POST', '/api/sessions/current', 'DELETE'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const response = await fetch(base + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
  });

  it('hands the upgrade at /mqtt over, whatever its query, and refuses all others', async () => {
    expect(await upgrade('/mqtt')).toMatch(/^HTTP\/1.1 101 /);
    expect(await upgrade('/mqtt?a=1')).toMatch(/^HTTP\/1.1 101 /);
    expect(await upgrade('/')).toMatch(/^HTTP\/1.1 404 /);
    expect(await upgrade('/mqtt/')).toMatch(/^HTTP\/1.1 404 /);
    expect(upgrades).toBe(2);
  });

  it('tells a visitor of /mqtt what it is for', async () => {
    expect((await fetch(`${base}/mqtt`)).status).toBe(426);
  });

  it('does not read headers without an end', async () => {
    expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(9000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
  });
});

describe('a slow loris', () => {
  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    [
      'body',
      'POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('whose %s never end is told 408 and cut', async (_part, text) => {
    await http.close();
    await start({ appDir, requestTimeoutMs: 100 });
    expect(await raw(text)).toMatch(/^HTTP\/1.1 408 /);
    expect(metrics.limitsMet.http_time).toBe(1);
  });
});

describe('a page of another server', () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${base}/api/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(credentials),
    });
  const upgradeFrom = (origin: string, host = 'chat.example', more = '') =>
    raw(
      `GET /mqtt HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${more}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    );

  it('gets no connection and no answer, and is counted', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://chat.example.evil',
      'https://evil@chat.example',
    ])
      expect(await upgradeFrom(origin)).toMatch(/^HTTP\/1.1 403 /);
    const response = await post({ Origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(((await response.json()) as AccountProblem).message).toMatch(/\.$/);
    const signOutThere = await fetch(`${base}/api/sessions/current`, {
      method: 'DELETE',
      headers: { Origin: 'https://evil.example', Authorization: `Bearer ${signedIn.token}` },
    });
    expect(signOutThere.status).toBe(403);
    expect([upgrades, asked, signedOut]).toEqual([0, [], []]);
    expect(metrics.limitsMet.origin).toBe(6);
  });

  it('is told from a page of this one, on any scheme, and from what is no browser', async () => {
    for (const origin of ['https://chat.example', 'http://chat.example', 'https://CHAT.example'])
      expect(await upgradeFrom(origin)).toMatch(/^HTTP\/1.1 101 /);
    expect(await upgradeFrom('https://chat.example', 'chat.example:443')).toMatch(/^HTTP\/1.1 101 /);
    expect(await upgradeFrom('https://chat.example:8443', 'chat.example')).toMatch(/^HTTP\/1.1 403 /);
    expect((await post({ Origin: base })).status).toBe(200);
    expect((await post({})).status).toBe(200);
  });

  it('is let in where it is listed, and then no other is', async () => {
    await http.close();
    await start({ appDir, origins: { allowed: ['https://chat.example'] } });
    expect(await upgradeFrom('https://chat.example', 'inside:8080')).toMatch(/^HTTP\/1.1 101 /);
    expect(await upgradeFrom('https://inside', 'inside')).toMatch(/^HTTP\/1.1 403 /);
  });

  it('is told by the host that the proxy was asked for, where there is a proxy', async () => {
    const forwarded = 'X-Forwarded-Host: chat.example\r\n';
    expect(await upgradeFrom('https://chat.example', 'inside', forwarded)).toMatch(/^HTTP\/1.1 403 /);
    await http.close();
    await start({ appDir, origins: { proxies: 1 } });
    expect(await upgradeFrom('https://chat.example', 'inside', forwarded)).toMatch(/^HTTP\/1.1 101 /);
  });
});

describe('behind a proxy', () => {
  it('counts connections by whom the proxy heard, whatever a client adds itself', async () => {
    await http.close();
    await start({ appDir, origins: { proxies: 1 }, limits: { maxConnectionsPerAddress: 2 } });
    const held: Socket[] = [];
    const dial = async (forwarded: string) => {
      const socket = connect(port, '127.0.0.1');
      held.push(socket);
      socket.write(
        `POST /api/sessions HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${forwarded}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      );
    };
    await dial('9.9.9.9, 1.2.3.4');
    await dial('8.8.8.8, 1.2.3.4');
    const ask = async (forwarded: string) =>
      (await fetch(`${base}/healthz`, { headers: { 'X-Forwarded-For': forwarded } })).status;
    await expect.poll(() => ask('7.7.7.7, 1.2.3.4')).toBe(429);
    expect(await ask('1.2.3.4, 4.3.2.1')).toBe(200);
    expect(metrics.limitsMet.connections_per_address).toBeGreaterThan(0);
    for (const socket of held) socket.destroy();
    await expect.poll(() => ask('7.7.7.7, 1.2.3.4')).toBe(200);
  });

  it('asks browsers to stay on https where the proxy speaks it', async () => {
    await http.close();
    await start({ appDir, origins: { proxies: 1 } });
    const hsts = async (headers: Record<string, string>) =>
      (await fetch(base, { headers })).headers.get('strict-transport-security');
    expect(await hsts({ 'X-Forwarded-Proto': 'https' })).toContain('max-age=');
    expect(await hsts({ 'X-Forwarded-Proto': 'https, http' })).toBeNull();
    expect(await hsts({})).toBeNull();
  });
});

describe('sockets behind which nobody signs in', () => {
  it('keep nobody out: the oldest goes', async () => {
    await http.close();
    await start({ appDir, limits: { maxSocketsBeforeLogin: 16 } });
    const silent = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const socket = connect(port, '127.0.0.1');
        socket.on('error', () => {});
        await once(socket, 'connect');
        return socket;
      }),
    );
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect(metrics.limitsMet.sockets_before_login).toBeGreaterThanOrEqual(25);
    await expect.poll(() => silent.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(16);
    for (const socket of silent) socket.destroy();
    await expect.poll(() => metrics.gauges.get('connectionsWaiting')?.()).toBeLessThanOrEqual(1);
  });
});

describe('closing', () => {
  it('ends even while somebody keeps a request open', async () => {
    const reading = raw(
      'POST /api/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ).catch(() => 'reset');
    await fetch(base);
    await http.close();
    await reading;
    await expect(fetch(base)).rejects.toThrow('fetch failed');
  });
});

describe('the outbox by POST', () => {
  const parts = [
    { room: 'one' as RoomId, entries: [Uint8Array.of(1), Uint8Array.of(2)] },
    { room: 'two' as RoomId, entries: [Uint8Array.of(3)] },
  ];

  it('hands on what the device of the token brings, and answers each entry in order', async () => {
    const response = await postOutbox(encodeOutbox(parts));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(outboxContentType);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(posted).toEqual([{ writer, parts }]);
    const answers = decodeOutboxAnswers(new Uint8Array(await response.arrayBuffer()));
    expect(answers?.map((answer) => answer.outcome === 'accepted' && answer.receipt.seq)).toEqual([1, 2, 1]);
  });

  it('takes nothing without the token of a device', async () => {
    for (const token of ['', 'wrong-token-wrong-token']) {
      const response = await postOutbox(encodeOutbox(parts), { token });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'wrong-credentials' });
    }
    expect(posted).toEqual([]);
  });

  it('refuses what is no outbox, too much of it, and another kind of body', async () => {
    const statusOf = async (body: Uint8Array, type?: string) => {
      const response = await postOutbox(body, { ...(type !== undefined && { type }) });
      return [response.status, ((await response.json()) as { error: string }).error];
    };
    const refused = 'bad-request';
    expect(await statusOf(new Uint8Array())).toEqual([400, refused]);
    expect(await statusOf(Uint8Array.of(0x92, 1, 0x91, 0xc1))).toEqual([400, refused]);
    expect(await statusOf(encodeOutbox(parts), 'text/plain')).toEqual([415, refused]);
    expect(await statusOf(new Uint8Array(maxOutboxBytes + 1))).toEqual([413, refused]);
    const noise = [{ room: 'one' as RoomId, entries: Array.from({ length: 4097 }, () => new Uint8Array()) }];
    expect(await statusOf(encodeOutbox(noise))).toEqual([400, refused]);
    expect(posted).toEqual([]);
  });

  it('takes nothing that was meant for the store as it was before a restore', async () => {
    expect((await postOutbox(encodeOutbox(parts, 'abcdefgh'))).status).toBe(200);
    const response = await postOutbox(encodeOutbox(parts, 'hgfedcba'));
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: 'unavailable' });
    expect(posted).toHaveLength(1);
  });

  it('survives a body that breaks off', async () => {
    const answer = await raw(
      `POST /api/outbox HTTP/1.1\r\nHost: x\r\nContent-Type: ${outboxContentType}\r\nContent-Length: 9\r\n` +
        'Connection: close\r\nTransfer-Encoding: nonsense\r\n\r\nabc',
    );
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    const cut = connect(port, '127.0.0.1');
    cut.write(
      `POST /api/outbox HTTP/1.1\r\nHost: x\r\nContent-Type: ${outboxContentType}\r\nContent-Length: 9\r\n\r\nabc`,
    );
    cut.destroySoon();
    expect((await postOutbox(encodeOutbox(parts))).status).toBe(200);
  });
});
