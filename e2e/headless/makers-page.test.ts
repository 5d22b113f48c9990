// docs/mqtt.md is run: whoever follows it must get what it says.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { encodePayload } from '../../src/protocol/payload';
import { findFreePort, startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createDevice, newName, type Device } from './device';
import { mosquittoVersions } from './mosquitto-clients';
import { until } from './until';

const page = await readFile(new URL('../../docs/mqtt.md', import.meta.url), 'utf8');
const root = join(import.meta.dirname, '..', '..');

const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import msgpack, paho.mqtt']).status === 0,
);
if (python === undefined)
  process.stdout.write(
    "Python's paho-mqtt and msgpack are not installed: that part of docs/mqtt.md is not run.\n",
  );
const pythonHere = python === undefined ? [] : [python];
const shellsHere = mosquittoVersions.length === 0 ? [] : ['bash'];

const appToken = `ob_${'page-for-makers-'.padEnd(24, 'x')}`;
let dir: string;
let broker: BrokerProcess;
let tcpPort: number;
let ann: Device;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-page-'));
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  tcpPort = await findFreePort();
  broker = await startBrokerProcess({ dataDir: join(dir, 'data'), env: { MQTT_TCP: String(tcpPort) } });
  const origin = broker.url.slice(0, -1);
  ann = await createDevice({ http: origin, mqtt: origin }, newName('ann'));
  await ann.online();
  const asked = {
    token: appToken,
    name: 'The page',
    app: { read: 'all', write: 'all', plain: false },
  } as const;
  const made = await ann.engine.calls.ask('makeAppToken', asked);
  if (!made.ok) throw new Error(made.message);
});
afterEach(async () => {
  for (const child of running) {
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }
});
afterAll(async () => {
  ann.stop();
  await broker.kill9();
  await rm(dir, { recursive: true, force: true });
});

/** The code below a heading, for this broker and Ann. */
function blocks(heading: string, language: string): string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const found = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  return found
    .filter(([, of]) => of === language)
    .map(([, , code = '']) =>
      code
        .replaceAll('1883', String(tcpPort))
        .replaceAll(/(["' ])ann(?=["' ])/g, `$1${ann.account.name}`)
        .replaceAll(/(mosquitto_(?:pub|sub)) /g, `$1 -p ${tcpPort} `),
    );
}

function run(command: string, args: readonly string[]) {
  const child = spawn(command, args, {
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '', TOKEN: appToken, PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let printed = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close').then(() => void running.delete(child));
  return {
    prints: (words: RegExp) =>
      until(
        `it prints ${words}`,
        () => words.exec(printed)?.[0],
        20_000,
        () => `${printed}${said}`,
      ),
    ended: async () => {
      await closed;
      return { code: child.exitCode, printed, said };
    },
  };
}

const annHas = async (text: string) => {
  const lobby = await ann.lobby();
  await until(`the Lobby has: ${text}`, async () =>
    (await ann.texts(lobby)).includes(text) ? true : undefined,
  );
};

/** Every few moments, as a subscription may come a little later. */
async function keepWriting(text: string, stop: Promise<unknown>): Promise<void> {
  const lobby = await ann.lobby();
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  void stop.then(end, end);
  for (let k = 0; !isOver; k++) {
    await ann.write(lobby, `${text} ${k}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

it('runs what it says of MQTT.js', async () => {
  const [code = ''] = blocks('With MQTT.js', 'js');
  await writeFile(join(dir, 'script.mjs'), code);
  const script = run(process.execPath, ['script.mjs']);
  await annHas('It is 21.5 °C in the kitchen');
  const heard = script.prints(/^\d{4}-\d\d-\d\d \d\d:\d\d .*: for the script \d+$/m);
  await keepWriting('for the script', heard);
  expect(await heard).toContain(ann.account.name);
});

it('decodes entries as the protocol encodes them, in JavaScript', async () => {
  const [code = ''] = blocks('Entries of a room, decoded', 'js');
  await writeFile(join(dir, 'read-entry.mjs'), code);
  const { readEntry } = (await import(join(dir, 'read-entry.mjs'))) as {
    readEntry(payload: Uint8Array): unknown;
  };
  expect(samples.map(({ payload }) => readEntry(payload))).toEqual(
    samples.map(({ said }) => said && { ...said, at: new Date(1_790_000_000_000) }),
  );
  expect(code.split('\n').length).toBeLessThanOrEqual(23);
});

for (const command of pythonHere) {
  it('decodes entries as the protocol encodes them, in Python', async () => {
    const [code = ''] = blocks('Entries of a room, decoded', 'python');
    const payloads = samples.map(({ payload }) => Buffer.from(payload).toString('hex'));
    await writeFile(
      join(dir, 'read_entry.py'),
      `${code}\nimport json\nfor sample in ${JSON.stringify(payloads)}:\n    print(json.dumps(read_entry(bytes.fromhex(sample))))\n`,
    );
    const { code: exitCode, printed, said } = await run(command, ['read_entry.py']).ended();
    expect([exitCode, said]).toEqual([0, '']);
    const read = printed
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(read).toEqual(samples.map(({ said: what }) => (what ? { ...what, ts: 1_790_000_000 } : null)));
  });

  it('runs what it says of Python', async () => {
    const [send = '', hear = ''] = blocks('With Python', 'python');
    await writeFile(join(dir, 'send.py'), send);
    await writeFile(join(dir, 'hear.py'), hear);
    const { code, said } = await run(command, ['send.py']).ended();
    expect([code, said]).toEqual([0, '']);
    await annHas('The washing machine is done');
    const heard = run(command, ['hear.py']).prints(/^\d{4}-\d\d-\d\d \d\d:\d\d .*: for Python \d+$/m);
    await keepWriting('for Python', heard);
    expect(await heard).toContain(ann.account.name);
  });
}

for (const bash of shellsHere)
  it('runs what it says of mosquitto_pub and mosquitto_sub', async () => {
    const [code = ''] = blocks('In one minute', 'sh');
    const shell = run('stdbuf', ['-oL', bash, '-ec', code]);
    await annHas('Hello from a script');
    const heard = shell.prints(/^\d{4}-\d\d-\d\d \d\d:\d\d .*: for the shell \d+$/m);
    await keepWriting('for the shell', heard);
    expect(await heard).toContain(ann.account.name);
  });

const id = new Uint8Array(16).fill(7);
const ofId = new Uint8Array(16).fill(9);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const entry = (kind: number, body: unknown, ...more: unknown[]) =>
  encodePayload([1, id, kind, body, 3, 12, 'user-ann', 1_790_000_000, ...more]);
const base = { id: hex(id), seq: 12, from: 'user-ann', waited: 3 };
const samples = [
  { payload: entry(1, 'hello'), said: { ...base, what: 'text', text: 'hello' } },
  { payload: entry(1, ['an answer', ofId]), said: { ...base, what: 'text', text: 'an answer' } },
  { payload: entry(1, null), said: { ...base, what: 'taken back' } },
  { payload: entry(2, [ofId, 'better']), said: { ...base, what: 'edit', of: hex(ofId), text: 'better' } },
  { payload: entry(3, ofId), said: { ...base, what: 'retract', of: hex(ofId) } },
  { payload: entry(4, [ofId, '👍']), said: { ...base, what: 'reaction', of: hex(ofId), emoji: '👍' } },
  { payload: entry(6, [1, 'user-ann']), said: { ...base, what: 'kind 6' } },
  { payload: entry(1, 'hello', 'more'), said: { ...base, what: 'text', text: 'hello' } },
  { payload: encodePayload([2, 'something new']), said: undefined },
  { payload: encodePayload('a text'), said: undefined },
];
