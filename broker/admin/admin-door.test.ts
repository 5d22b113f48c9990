import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../log';
import { openAdminDoor, type AdminDoor, type Answered } from './admin-door';
import { createDoor } from './ask-door';
import { readDoorFile } from './door-file';
import type { DoorRequest } from './door-requests';

let dataDir: string;
let door: AdminDoor;
let asked: DoorRequest[];
let answers: (request: DoorRequest) => Promise<Answered>;
let warnings: string[];

const log: Log = {
  info: () => {},
  warn: (line) => warnings.push(line),
  error: (line) => warnings.push(line),
};
const open = (folder = dataDir) =>
  openAdminDoor({
    dataDir: folder,
    log,
    answer: (request) => {
      asked.push(request);
      return answers(request);
    },
  });
const about = { registration: 'open', people: 1, rooms: 1, url: 'http://x/', setupLink: undefined } as const;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'onebar-door-'));
  asked = [];
  warnings = [];
  answers = () => Promise.resolve({ result: about });
  door = await open();
});
afterEach(async () => {
  await door.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** What the door says to these bytes, until it closes. */
async function say(text: string): Promise<string> {
  const place = await readDoorFile(dataDir);
  const socket = connect(place?.path ?? '');
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString())).on('error', () => {});
  if (text !== '') socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}

describe('the admin’s door', () => {
  it('answers whoever may read the data folder', async () => {
    expect(await createDoor(dataDir).ask({ command: 'server' })).toEqual({
      result: { ...about, setupLink: undefined },
    });
    expect(asked).toEqual([{ command: 'server' }]);
  });

  it('is there for its owner alone, and gone with the broker', async () => {
    for (const name of ['admin-door', 'admin.sock'])
      expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
    await door.close();
    expect(await readdir(dataDir)).toEqual([]);
    expect(await createDoor(dataDir).ask({ command: 'server' })).toMatchObject({
      error: { code: 'no-broker' },
    });
  });

  it('says that no broker runs where one was killed, and opens again over what it has left', async () => {
    const killed = await readDoorFile(dataDir);
    await door.close();
    await writeFile(join(dataDir, 'admin-door'), JSON.stringify(killed));
    await writeFile(join(dataDir, 'admin.sock'), '');
    expect(await createDoor(dataDir).ask({ command: 'server' })).toMatchObject({
      error: { code: 'no-broker' },
    });
    door = await open();
    expect(await createDoor(dataDir).ask({ command: 'server' })).toHaveProperty('result');
  });

  it('is somewhere else where the path of the folder is too long for a socket', async () => {
    const long = join(dataDir, 'x'.repeat(120));
    await mkdir(long);
    const other = await open(long);
    expect(await createDoor(long).ask({ command: 'server' })).toHaveProperty('result');
    await other.close();
  });

  it('does not listen to whoever does not know its word, or asks for what there is not', async () => {
    expect(await say('{"token":"x","request":{"command":"server"}}\n')).toContain('not-authorized');
    expect(await say('GET / HTTP/1.1\n')).toContain('not-authorized');
    const place = await readDoorFile(dataDir);
    const request = (command: unknown) => `${JSON.stringify({ token: place?.token, request: command })}\n`;
    for (const wrong of [
      null,
      7,
      { command: 'nonsense' },
      { command: 'set', name: 'x', change: { what: 'x' } },
    ])
      expect(await say(request(wrong))).toContain('not-understood');
    expect(await say('x'.repeat(20_000))).toBe('');
    expect(asked).toEqual([]);
  });

  it('says in words when the broker cannot do it', async () => {
    answers = () => Promise.reject(new Error('the disk'));
    expect(await createDoor(dataDir).ask({ command: 'server' })).toMatchObject({
      error: { code: 'unavailable' },
    });
    expect(warnings).toHaveLength(1);
  });

  it('hands over bytes as fast as they are taken, and never half of them as if they were all', async () => {
    const piece = Buffer.alloc(100_000, 'x');
    let made = 0;
    const pieces = async function* (count: number, end?: Error) {
      for (let i = 0; i < count; i++) {
        made++;
        yield piece;
      }
      if (end) throw end;
    };
    answers = () => Promise.resolve({ result: { epoch: 'e' }, bytes: pieces(100) });
    let taken = 0;
    let mostAhead = 0;
    const take = async (chunk: Uint8Array) => {
      taken += chunk.length;
      mostAhead = Math.max(mostAhead, made * piece.length - taken);
      await new Promise(setImmediate);
    };
    expect(await createDoor(dataDir).askForBytes({ command: 'backup' }, take)).toEqual({
      result: { epoch: 'e' },
    });
    expect(taken).toBe(10_000_000);
    expect(mostAhead).toBeLessThan(2_000_000);

    answers = () => Promise.resolve({ result: { epoch: 'e' }, bytes: pieces(3, new Error('broke')) });
    const broken = await createDoor(dataDir).askForBytes({ command: 'backup' }, () => Promise.resolve());
    // Perhaps it hears the end as an end: then the checksums of the file tell.
    expect([
      { result: { epoch: 'e' } },
      expect.objectContaining({ error: expect.anything() }),
    ]).toContainEqual(broken);
    expect(warnings).toHaveLength(1);
  });
});
