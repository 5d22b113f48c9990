import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOptions, type ConsoleOptions } from './options';

const read = (line: string, env: Record<string, string> = {}) =>
  readOptions(line === '' ? [] : line.split(' '), env);
const good = (line: string, env: Record<string, string> = {}): ConsoleOptions => {
  const options = read(line, env);
  if (typeof options === 'string') throw new Error(options);
  return options;
};

it('needs a user and nothing else', () => {
  expect(good('--user ann')).toEqual({
    user: 'ann',
    room: 'lobby',
    url: 'ws://127.0.0.1:8080/mqtt',
    http: 'http://127.0.0.1:8080',
    stateFolder: join(homedir(), '.local', 'state', 'onebar'),
    clientId: undefined,
    token: undefined,
    password: undefined,
    waitMs: 30_000,
    listen: false,
  });
});

it('knows the ports that go without saying, and where to sign in', () => {
  const where = (line: string) => {
    const { url, http } = good(`--user ann ${line}`);
    return [url, http];
  };
  expect(where('--url wss://chat.example')).toEqual(['wss://chat.example/mqtt', 'https://chat.example']);
  expect(where('--url ws://127.0.0.1:9/other')).toEqual(['ws://127.0.0.1:9/other', 'http://127.0.0.1:9']);
  expect(where('--url mqtt://127.0.0.1')).toEqual(['mqtt://127.0.0.1:1883', 'http://127.0.0.1:8080']);
  expect(where('--url mqtts://chat.example')).toEqual(['mqtts://chat.example:8883', 'https://chat.example']);
  expect(where('--url mqtt://h:1 --http https://chat.example/')).toEqual([
    'mqtt://h:1',
    'https://chat.example',
  ]);
});

it('takes secrets and folders from the environment, and the command line first', () => {
  const env = { XDG_STATE_HOME: '/state', ONEBAR_TOKEN: 'from-env', ONEBAR_PASSWORD: 'word' };
  expect(good('--user ann', env)).toMatchObject({
    stateFolder: '/state/onebar',
    token: 'from-env',
    password: 'word',
  });
  expect(good('--user ann --token mine --state /x', env)).toMatchObject({ stateFolder: '/x', token: 'mine' });
  expect(good('--user ann', { XDG_STATE_HOME: 'relative' }).stateFolder).toContain(homedir());
});

it('says in words what is wrong', () => {
  expect(read('')).toMatch(/^Who writes\?/);
  expect(read('--user ann --room a/b')).toMatch(/is no room/);
  expect(read('--user ann --room +')).toMatch(/is no room/);
  expect(read('--user ann --url http://x')).toMatch(/is not an address/);
  expect(read('--user ann --url nonsense')).toMatch(/is not an address/);
  expect(read('--user ann --http ws://x')).toMatch(/is not an address/);
  expect(read('--user ann --wait soon')).toMatch(/not a number of seconds/);
  expect(read('--user ann --what')).toMatch(/--what/);
});
