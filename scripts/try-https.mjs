// `npm run try:https`: runs Onebar with https of its own, behind Caddy and behind HAProxy, as deploy/ sets them up, with a certificate
// made for the moment, and looks from a browser: the first account (behind a proxy with the set-up link), the messages, and that it opens
// again without a network. Needs openssl; a proxy that is not installed is left out.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from './find-chromium.mjs';
import { root } from './install-missing.mjs';
import { say } from './say.mjs';

const folder = mkdtempSync(join(tmpdir(), 'onebar-https-'));
const children = [];
try {
  const certificate = makeCertificate();
  await look('the broker itself', certificate);
  for (const name of ['caddy', 'haproxy'])
    if (isInstalled(name)) await look(name, certificate);
    else say(`${name}: not installed, left out`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function makeCertificate() {
  const [cert, key, pem] = ['cert.pem', 'key.pem', 'both.pem'].map((name) => join(folder, name));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  writeFileSync(pem, readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'));
  const publicKey = execFileSync('openssl', ['x509', '-in', cert, '-pubkey', '-noout']);
  const der = execFileSync('openssl', ['pkey', '-pubin', '-outform', 'der'], { input: publicKey });
  const hash = execFileSync('openssl', ['dgst', '-sha256', '-binary'], { input: der }).toString('base64');
  return { cert, key, pem, hash };
}

async function startBroker(data, env = {}) {
  const child = run(process.execPath, [join(root, 'dist', 'broker', 'main.js')], {
    DATA_DIR: join(folder, data),
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  });
  const [printed] = await once(child.stdout, 'data');
  const [setup = ''] = /#\/setup\/[\w-]+/.exec(String(printed)) ?? [];
  return { child, address: /127\.0\.0\.1:\d+/.exec(String(printed))[0], setup };
}

/** `first`: where the first account is made. */
async function startServer(name, { cert, key, pem }) {
  if (name === 'the broker itself') {
    const { child, address } = await startBroker('itself', { TLS_CERT: cert, TLS_KEY: key });
    return { server: child, url: `https://${address}/`, first: `https://${address}/` };
  }
  const { address: broker, setup } = await startBroker(`behind-${name}`, { TRUST_PROXY: '1' });
  const port = await freePort();
  const url = `https://127.0.0.1:${port}/`;
  const server =
    name === 'caddy'
      ? run('caddy', ['run', '--config', join(root, 'deploy', 'Caddyfile')], {
          ONEBAR_HOST: url.slice(0, -1),
          ONEBAR_TLS: `${cert} ${key}`,
          ONEBAR_BROKER: broker,
          HOME: folder,
        })
      : run('haproxy', ['-db', '-f', join(root, 'deploy', 'haproxy.cfg')], {
          ONEBAR_BIND: `127.0.0.1:${port}`,
          ONEBAR_PEM: pem,
          ONEBAR_BROKER: broker,
        });
  await untilOpen(port);
  return { server, url, first: url + setup };
}

async function look(name, certificate) {
  const { server, url, first } = await startServer(name, certificate);
  const context = await chromium.launchPersistentContext(
    join(folder, `profile-${name.replaceAll(' ', '-')}`),
    {
      executablePath: findChromium(),
      // As if the certificate were one that browsers know: a service worker is refused otherwise.
      args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${certificate.hash}`],
    },
  );
  try {
    const page = await context.newPage();
    const { 'strict-transport-security': staysOnHttps } = (await page.goto(url)).headers();
    if (staysOnHttps === undefined) throw new Error(`${name}: browsers are not told to stay on https.`);
    await page.goto(first);
    await page.getByRole('textbox', { name: 'Name' }).fill(`Over ${name}`);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    const box = page.getByRole('textbox', { name: 'Message', exact: true });
    await box.fill('over https');
    await box.press('Enter');
    await page
      .getByText(/^(stored|delivered|read)$/)
      .first()
      .waitFor();
    say(`${name}: the page and the messages come through`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
    await page.reload();
    await page.getByText('over https', { exact: true }).last().waitFor();
    say(`${name}: it opens again without a network`);
  } finally {
    await context.close();
  }
}

function isInstalled(name) {
  return spawnSync(name, ['version'], { stdio: 'ignore' }).error === undefined;
}

function run(command, args, env) {
  const { PATH = '' } = process.env;
  const child = spawn(command, args, { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function untilOpen(port, tries = 100) {
  const socket = createConnection(port, '127.0.0.1');
  const open = await new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  socket.destroy();
  if (open) return;
  if (tries === 0) throw new Error('The proxy did not start.');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await untilOpen(port, tries - 1);
}
