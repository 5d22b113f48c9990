import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoomId } from '../../src/protocol/ids';
import { startBrokerProcess, type BrokerProcess } from '../broker-process';
import { createWeakNetwork, type WeakNetwork } from '../weak-network';
import { openConsolePlace, type ConsolePlace } from './console-process';
import { createDevice, newName, password, type Device } from './device';
import { register } from './register';
import { until } from './until';

let dir: string;
let broker: BrokerProcess;
let weak: WeakNetwork;
let bo: Device;
let lobby: RoomId;
let place: ConsolePlace;
let ann: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-console-test-'));
  broker = await startBrokerProcess({ dataDir: dir });
  weak = await createWeakNetwork({ target: { host: '127.0.0.1', port: broker.port } });
  const origin = broker.url.slice(0, -1);
  bo = await createDevice({ http: origin, mqtt: origin }, 'Bo');
  await bo.online();
  lobby = await bo.lobby();
});
afterAll(async () => {
  bo.stop();
  await weak.close();
  await broker.kill9();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  place = await openConsolePlace();
  ann = newName('ann');
  await register(broker.url, ann);
});
afterEach(async () => {
  weak.heal();
  await place.close();
});

const address = () => broker.url.replace('http', 'ws');
const args = (...more: string[]) => ['--user', ann, '--url', address(), ...more];
const signIn = { ONEBAR_PASSWORD: password };
/** What Bo has of these, in the order of the log. */
const bosTexts = async (of: string) => (await bo.texts(lobby)).filter((text) => text.startsWith(of));
const boHas = (of: string, count: number) =>
  until(`Bo has ${count} of ${of}`, async () => {
    const texts = await bosTexts(of);
    return texts.length >= count ? texts : undefined;
  });

describe('in a room', () => {
  it('sends what is typed, and prints what others write, one line each', async () => {
    const talk = place.start(args('--listen'), signIn);
    await talk.says(/online in lobby; this console is new to the server/);
    talk.type(`${ann} says hello`);
    await boHas(ann, 1);
    await bo.write(lobby, `for ${ann}: first\nsecond`);
    const heard = await until('the line is printed', () => talk.lines().find((line) => line.includes(ann)));
    expect(heard).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d Bo: for \S+: first ⏎ second$/);
    // Its own words do not come back.
    expect(talk.lines().filter((line) => line.includes('says hello'))).toEqual([]);
  });

  it('prints what was missed while it was away, in order and once, and what was shown is not shown again', async () => {
    const first = place.start(args('--listen'), signIn);
    await first.says(/online in lobby/);
    await bo.write(lobby, `${ann} 0`);
    await until('it is printed', () => first.lines().find((line) => line.endsWith(`${ann} 0`)));
    // Time to acknowledge it: what is shown a second time was at least not lost.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await first.kill9();
    for (let k = 1; k <= 20; k++) await bo.write(lobby, `${ann} ${k}`);
    // No password any more: the sign-in is kept.
    const second = place.start(args('--listen'));
    await until('all is printed', () => second.lines().find((line) => line.endsWith(`${ann} 20`)));
    const heard = second.lines().map((line) => line.replace(/^.* Bo: /, ''));
    expect(heard.filter((line) => line.startsWith(`${ann} `))).toEqual(
      Array.from({ length: 20 }, (_, k) => `${ann} ${k + 1}`),
    );
    expect(second.said()).not.toContain('new to the server');
  });

  it('saves what is written without a link, says so, and sends it when the broker is back, in order', async () => {
    const talk = place.start(args('--listen'), signIn);
    await talk.says(/online in lobby/);
    await broker.kill9();
    await talk.says(/offline: .*What you write is saved here/);
    for (const k of [1, 2, 3]) talk.type(`${ann} offline ${k}`);
    await talk.says(/saved here, not sent yet: 3 lines/);
    await talk.kill9();
    const again = place.start(args('--listen'));
    await again.says(/offline: nobody answers there/);
    again.type(`${ann} offline 4`);
    await again.says(/saved here, not sent yet: 4 lines/);
    await broker.restart();
    await again.says(/stored at the server: 4 lines/);
    expect(await boHas(`${ann} offline`, 4)).toEqual([1, 2, 3, 4].map((k) => `${ann} offline ${k}`));
  });

  it('lets no second console into the same folder', async () => {
    const first = place.start(args('--listen'), signIn);
    await first.says(/online in lobby/);
    const { code, said } = await place.pipe('', args('--listen'));
    expect([code, said]).toEqual([1, expect.stringMatching(/Another console is in this room already/)]);
  });
});

describe('at the end of a pipe', () => {
  it('sends the lines in order, waits until they are stored, prints nothing and ends with 0', async () => {
    const lines = Array.from({ length: 200 }, (_, k) => `${ann} line ${k}`);
    const { code, said, printed } = await place.pipe(`${lines.join('\n')}\n\n`, args(), signIn);
    expect([code, said, printed]).toEqual([0, '', '']);
    expect(await boHas(ann, 200)).toEqual(lines);
  });

  it('works beside a console in the same room, which goes on', async () => {
    const talk = place.start(args('--listen'), signIn);
    await talk.says(/online in lobby/);
    expect(await place.pipe(`${ann} by pipe\n`, args())).toEqual({ code: 0, said: '', printed: '' });
    // Another client of the same person: it is heard.
    await until('it is printed', () => talk.lines().find((line) => line.endsWith(`${ann} by pipe`)));
    talk.type(`${ann} typed`);
    await boHas(`${ann} typed`, 1);
  });

  it('sends each line once and in order through a link that is cut again and again', async () => {
    const lines = Array.from({ length: 400 }, (_, k) => `${ann} cut ${k}`);
    weak.shape({ latencyMs: 20 });
    const cuts = setInterval(() => weak.cut(), 400);
    const url = weak.url.replace('http', 'ws');
    const through = ['--user', ann, '--url', url, '--http', broker.url.slice(0, -1)];
    const { code } = await place
      .pipe(`${lines.join('\n')}\n`, [...through, '--wait', '60'], signIn)
      .finally(() => {
        clearInterval(cuts);
      });
    weak.shape({ latencyMs: 0 });
    expect(code).toBe(0);
    await boHas(`${ann} cut 399`, 1);
    expect(await bosTexts(`${ann} cut`)).toEqual(lines);
  });

  it('keeps what could not be sent, says so, and sends it first at the next time, each line once', async () => {
    expect((await place.pipe(`${ann} kept 0\n`, args(), signIn)).code).toBe(0);
    await broker.kill9();
    const { code, said } = await place.pipe(`${ann} kept 1\n${ann} kept 2\n`, args('--wait', '1'));
    expect(code).toBe(1);
    expect(said).toMatch(/not sent: 2 lines; kept in \S+, and sent first at the next start of a pipe/);
    await broker.restart();
    expect((await place.pipe(`${ann} kept 3\n`, args())).code).toBe(0);
    expect(await boHas(`${ann} kept`, 4)).toEqual([0, 1, 2, 3].map((k) => `${ann} kept ${k}`));
  });

  it('keeps a line that the server will never take apart, says why, sends the others, and ends with 1', async () => {
    const long = `${ann} ${'x'.repeat(17_000)}`;
    const { code, said } = await place.pipe(`${ann} a\n${long}\n${ann} b\n`, args(), signIn);
    expect(code).toBe(1);
    expect(said).toMatch(
      /The server does not take ".*…": It is longer than 16384 bytes\. It is kept in (\S+)/,
    );
    const file = /kept in (\S+)/.exec(said)?.[1] ?? '';
    expect(await readFile(file, 'utf8')).toBe(`${long}\n`);
    expect(await boHas(ann, 2)).toEqual([`${ann} a`, `${ann} b`]);
    expect(await place.pipe('', args())).toEqual({ code: 0, said: '', printed: '' });
  });
});

describe('who it is', () => {
  it('says in words that the password is wrong, and that there is none', async () => {
    const wrong = await place.pipe('hello\n', args(), { ONEBAR_PASSWORD: 'not the password' });
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringMatching(/name|password/i)]);
    expect(wrong.said).not.toContain('not the password');
    const none = await place.pipe('hello\n', args());
    expect([none.code, none.said]).toEqual([1, expect.stringMatching(/is not signed in here\. Run/)]);
  });

  it('says in words that there is no such room, in the room and at the end of a pipe', async () => {
    const talk = await place.pipe('', args('--listen', '--room', 'nowhere'), signIn);
    expect([talk.code, talk.said]).toEqual([1, expect.stringMatching(/no such room for you/)]);
    const piped = await place.pipe('hello\n', args('--room', 'nowhere'));
    expect([piped.code, piped.said]).toEqual([1, expect.stringMatching(/The server does not take "hello"/)]);
  });

  it('keeps its secrets readable for nobody else, and no password at all', async () => {
    await place.pipe(`${ann}\n`, args(), signIn);
    const files = await readdir(place.state, { recursive: true, withFileTypes: true });
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    expect(paths.some((path) => path.endsWith('sign-in.json'))).toBe(true);
    const open: string[] = [];
    const withPassword: string[] = [];
    for (const [index, path] of paths.entries()) {
      if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
      if (files[index]?.isFile() && (await readFile(path, 'utf8')).includes(password))
        withPassword.push(path);
    }
    expect([open, withPassword]).toEqual([[], []]);
  });

  it('says that it was signed out elsewhere, forgets that sign-in, keeps the words, and asks for a new one', async () => {
    const talk = place.start(args('--listen'), signIn);
    await talk.says(/online in lobby/);
    const files = await readdir(place.state, { recursive: true });
    const file = files.find((path) => path.endsWith('sign-in.json')) ?? '';
    const { token } = JSON.parse(await readFile(join(place.state, file), 'utf8')) as { token: string };
    const ended = await fetch(`${broker.url}api/sessions/current`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(ended.status).toBe(204);
    expect(await talk.exited()).toBe(1);
    expect(talk.said()).toMatch(/The server does not let \S+ in: .* Start again to sign in\./);
    expect((await place.pipe('hello\n', args())).said).toMatch(/is not signed in here/);
    expect((await place.pipe(`${ann} is back\n`, args(), signIn)).code).toBe(0);
  });
});
