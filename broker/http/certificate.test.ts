// https by the broker itself: what is wrong with its files in a sentence, and a whole session over it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createBroker, type Broker } from '../broker';
import { readConfig } from '../config';
import { createLog } from '../log';
import { readCertificate } from './certificate';
import { makeSelfSigned } from './self-signed';

const nowMs = Date.now();
const day = 86_400_000;
let dir: string;
let files: { certPath: string; keyPath: string };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-tls-'));
  files = { certPath: join(dir, 'cert.pem'), keyPath: join(dir, 'key.pem') };
  await put(makeSelfSigned());
});
afterEach(() => rm(dir, { recursive: true }));

async function put({ cert, key }: { cert: string; key: string }): Promise<void> {
  await writeFile(files.certPath, cert);
  await writeFile(files.keyPath, key);
}

describe('a certificate and its key', () => {
  it('are taken when they are a pair', async () => {
    expect(await readCertificate(files, nowMs)).toMatchObject({ ok: true, warning: undefined });
  });

  it.each([
    ['no certificate file', () => rm(files.certPath), /^TLS_CERT .*cert\.pem is not there\.$/],
    ['no key file', () => rm(files.keyPath), /^TLS_KEY .*key\.pem is not there\.$/],
    [
      'a key for a certificate',
      async () => writeFile(files.certPath, makeSelfSigned().key),
      /holds no certificate/,
    ],
    ['nonsense for a key', () => writeFile(files.keyPath, 'nonsense'), /^TLS_KEY .* holds no private key/],
    ["another one's key", () => writeFile(files.keyPath, makeSelfSigned().key), /are no pair/],
  ])('are refused in a sentence: %s', async (_what, spoil, sentence) => {
    await spoil();
    const read = await readCertificate(files, nowMs);
    expect(read).toMatchObject({ ok: false });
    expect(!read.ok && read.problem).toMatch(sentence);
    expect(!read.ok && read.problem).toMatch(/\.$/);
  });

  it('are taken with a warning when their time is over or to come', async () => {
    await put(makeSelfSigned(nowMs - 2 * day, nowMs - day));
    expect(await readCertificate(files, nowMs)).toMatchObject({
      ok: true,
      warning: expect.stringMatching(/ended on/),
    });
    await put(makeSelfSigned(nowMs + day, nowMs + 2 * day));
    expect(await readCertificate(files, nowMs)).toMatchObject({
      warning: expect.stringMatching(/begins only on/),
    });
  });
});

describe('a broker with a certificate', () => {
  let broker: Broker;
  let logged: string[];

  async function start(): Promise<void> {
    logged = [];
    const settings = {
      PORT: '0',
      DATA_DIR: join(dir, 'data'),
      TLS_CERT: files.certPath,
      TLS_KEY: files.keyPath,
    };
    const read = readConfig(settings, join(dir, 'app'));
    if (!read.ok) throw new Error(read.problems.join('\n'));
    broker = await createBroker(read.config, { log: createLog((line) => logged.push(line), Date.now) });
  }

  const fingerprint = () =>
    new Promise<string>((resolve, reject) => {
      const { port } = new URL(broker.url);
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('speaks https at its address, tells browsers to stay there, and lets MQTT in', async () => {
    await start();
    expect(broker.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      request(`${broker.url}healthz`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(response.headers);
      })
        .on('error', reject)
        .end();
    });
    expect(headers['strict-transport-security']).toContain('max-age=');
    const socket = new WebSocket(`${broker.url.replace('https', 'wss')}mqtt`, 'mqtt', {
      rejectUnauthorized: false,
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.terminate();
    await broker.close();
  });

  it('takes a renewed certificate without a restart, and keeps the old one when the new one is wrong', async () => {
    await start();
    const first = await fingerprint();
    await put(makeSelfSigned());
    await broker.reloadCertificate();
    const second = await fingerprint();
    expect(second).not.toBe(first);
    await writeFile(files.keyPath, 'nonsense');
    await broker.reloadCertificate();
    expect(await fingerprint()).toBe(second);
    expect(logged.join('')).toMatch(/the certificate stays as it was: TLS_KEY .* holds no private key/);
    await broker.close();
  });

  it('does not start with files that are no pair', async () => {
    await writeFile(files.keyPath, makeSelfSigned().key);
    await expect(start()).rejects.toThrow(/are no pair/);
  });
});
