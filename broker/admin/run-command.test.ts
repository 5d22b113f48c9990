import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceId } from '../../src/protocol/ids';
import { createFakeSession, openTestChat, type TestChat } from '../chat/chat-fakes';
import type { Door } from './ask-door';
import type { Terminal } from './command';
import { createDoorAnswers } from './door-answers';
import { readRequest, type DoorAnswer, type DoorRequest } from './door-requests';
import { runCommand } from './run-command';

let chat: TestChat;
let terminal: Terminal & { typed: string[]; questions: string[] };

/** The door without its socket; what goes through it is JSON all the same. */
function doorTo(to: TestChat): Door {
  const answer = createDoorAnswers({
    ...to,
    url: 'http://127.0.0.1:8080/',
    epoch: () => 'epoch',
    backup: async function* () {},
    clock: () => to.time.nowMs,
    random: (bytes) => new Uint8Array(bytes).fill(7),
  });
  const ask = async (request: DoorRequest) => {
    const read = readRequest(JSON.parse(JSON.stringify(request)));
    if (!read) throw new Error('The request cannot be read.');
    return (await answer(read)) as DoorAnswer<never>;
  };
  return { ask, askForBytes: ask };
}

beforeEach(async () => {
  chat = await openTestChat();
  await chat.join('Root');
  await chat.join('Ann');
  const typed: string[] = [];
  const questions: string[] = [];
  terminal = {
    dataDir: './data',
    door: doorTo(chat),
    isInteractive: true,
    typed,
    questions,
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(typed.shift());
    },
    readLine: () => Promise.resolve(typed.shift() ?? ''),
    resolvePath: (path) => path,
    random: (bytes) => new Uint8Array(bytes),
    now: () => new Date(0),
  };
});

const run = (line: string, on = terminal) => runCommand(line.split(' ').filter(Boolean), on);
const users = async () => JSON.parse((await run('users --json')).stdout) as Record<string, unknown>[];
const signIn = (name: string, password: string) =>
  chat.accounts.signIn({ name, password, device: 'another-device' as DeviceId });

describe('help', () => {
  it('is there for all of it and for each command, and for what is none', async () => {
    for (const line of ['', 'help', '--help']) {
      const { stdout, exitCode } = await run(line);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('  backup ');
    }
    for (const name of JSON.parse((await run('help --json')).stdout) as string[]) {
      const { stdout } = await run(`help ${name}`);
      expect(stdout).toMatch(new RegExp(`^npm run admin -- ${name}\\b`));
      expect((await run(`${name} --help`)).stdout).toBe(stdout);
    }
    expect(await run('dance')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('no command "dance"'),
    });
    expect(await run('suspend')).toMatchObject({
      exitCode: 2,
      stderr: '"suspend" takes: npm run admin -- suspend <name>\n',
    });
    expect(await run('rooms --loud')).toMatchObject({ exitCode: 2 });
  });
});

describe('people', () => {
  it('are listed by name, for people and for programs', async () => {
    const { stdout } = await run('users');
    expect(stdout).toMatch(/^NAME +SHOWN AS +IS +DEVICES +LAST SEEN +SINCE +ID\nAnn .*\nRoot +admin .*\n$/);
    expect((await users()).map(({ name }) => name)).toEqual(['Ann', 'Root']);
    expect((await run('users r')).stdout).not.toContain('Ann');
  });

  it('are suspended, made admins, signed out: by any spelling of their name, or by their id', async () => {
    expect(await run('suspend ANN')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Ann: suspended/),
    });
    expect(chat.fanOut.ended).toHaveLength(1);
    const [ann] = await users();
    expect(ann).toMatchObject({ isSuspended: true });
    await run(`unsuspend ${String(ann?.['user'])}`);
    await run('make-admin ann');
    expect((await users())[0]).toMatchObject({ isSuspended: false, isAdmin: true });
    await run('make-member ann');
    await run('sign-out ann');
    expect((await users())[0]).toMatchObject({ isAdmin: false, devices: 0 });
    expect(await run('suspend nobody')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'There is nobody called "nobody".\n',
    });
    expect(await run('make-member root --json')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^\{"error":\{"code":"only-admin","text":".+"\}\}\n$/),
    });
  });

  it('get a new password: typed twice, from a pipe, or made', async () => {
    terminal.typed.push('first password', 'another one');
    expect(await run('password ann')).toMatchObject({ exitCode: 2 });
    terminal.typed.push('first password', 'first password');
    expect(await run('password ann')).toMatchObject({ exitCode: 0, stdout: 'Ann: has a new password.\n' });
    expect(await signIn('Ann', 'first password')).toHaveProperty('token');
    terminal.typed.push('from a pipe');
    await run('password ann', { ...terminal, isInteractive: false });
    expect(await signIn('Ann', 'from a pipe')).toHaveProperty('token');
    terminal.typed.push('short', 'short');
    expect(await run('password ann')).toMatchObject({ exitCode: 1 });
    const made = (await run('password ann --generate')).stdout.split('\n')[1] ?? '';
    expect(made).toMatch(/^[a-z2-9-]{19}$/);
    expect(await signIn('Ann', made)).toHaveProperty('token');
    expect(terminal.questions).not.toContain(made);
  });

  it('lose their app tokens with an old password and when they are signed out, and it says how many', async () => {
    const ann = chat.connect(
      createFakeSession((await chat.adminDesk.findUser('Ann')) ?? '', 'device-of-Ann'),
    );
    const app = { read: 'all', write: 'all', plain: true } as const;
    const make = (letter: string) =>
      chat.ask(ann, 'makeAppToken', { token: `ob_${letter.repeat(24)}`, name: letter, app });
    await make('a');
    await make('b');
    terminal.typed.push('first password', 'first password');
    expect(await run('password ann')).toMatchObject({
      stdout: 'Ann: has a new password. 2 app tokens ended.\n',
    });
    await make('c');
    expect(await run('sign-out ann')).toMatchObject({
      stdout: 'Ann: signed out everywhere. 1 app token ended.\n',
    });
  });

  it('are deleted when that is meant', async () => {
    terminal.typed.push('no');
    expect(await run('delete ann')).toMatchObject({ exitCode: 1, stderr: 'Nothing was changed.\n' });
    expect(terminal.questions[0]).toMatch(/deleted for ever; their messages stay/);
    expect(await run('delete ann', { ...terminal, isInteractive: false })).toMatchObject({ exitCode: 2 });
    expect(await users()).toHaveLength(2);
    terminal.typed.push('ann');
    expect(await run('delete ann --empty')).toMatchObject({ exitCode: 0 });
    expect(await users()).toHaveLength(1);
    await chat.join('Cy');
    expect(await run('delete Cy --yes', { ...terminal, isInteractive: false })).toMatchObject({
      exitCode: 0,
    });
    expect(await users()).toHaveLength(1);
  });
});

describe('rooms and invites', () => {
  it('lists rooms, and deletes one by its name or its id', async () => {
    const root = await chat.join('Root2');
    await chat.ask(root, 'create', { room: 'cave' as never, name: 'Cave' });
    await chat.ask(root, 'create', { room: 'loft' as never, name: 'Loft', visibility: 'private' });
    expect((await run('rooms')).stdout).toMatch(/Cave +public +1 +1 +cave\n(.*\n)*– +private +1 +1 +loft\n/);
    expect(await run('delete-room Loft --yes')).toMatchObject({ exitCode: 1 });
    expect(await run('delete-room cave --yes')).toMatchObject({ exitCode: 0 });
    expect(await run('delete-room loft --yes --as Ann')).toMatchObject({ exitCode: 1 });
    expect(await run('delete-room loft --yes --as Root')).toMatchObject({ exitCode: 0 });
    expect(await run('delete-room Lobby --yes')).toMatchObject({ exitCode: 1 });
    expect(JSON.parse((await run('rooms --json')).stdout)).toHaveLength(1);
  });

  it('makes an invite by which somebody comes, lists it, and takes it back', async () => {
    const { stdout } = await run('invite --uses 2 --expires 12h --address https://chat.example');
    const [link = '', words = ''] = stdout.split('\n');
    expect(link).toMatch(/^https:\/\/chat\.example\/#\/join\/[\w-]{22}$/);
    expect(words).toMatch(/^For 2 people, until /);
    const token = link.slice(-22);
    const comes = (name: string, invite = token) =>
      chat.accounts.createAccount({
        name,
        password: 'a long password',
        device: `device-${name}` as DeviceId,
        invite,
      });
    expect(await comes('Bo')).toHaveProperty('token');
    expect((await run('invites')).stdout).toMatch(/the server +Root +1 of 2/);
    const [row] = JSON.parse((await run('invites --json')).stdout) as { id: string }[];
    expect(await run('revoke nothing')).toMatchObject({ exitCode: 1 });
    expect(await run('revoke -nothing')).toMatchObject({ exitCode: 1 });
    expect(await run(`revoke ${row?.id.slice(0, 10)}`)).toMatchObject({ exitCode: 0 });
    expect(await comes('Cleo')).toMatchObject({ error: 'bad-invite' });
    for (const wrong of [
      '--uses 0',
      '--uses many',
      '--expires soon',
      '--expires 9999d',
      '--address chat.example',
    ])
      expect(await run(`invite ${wrong}`)).toMatchObject({ exitCode: 2 });
  });

  it('need an admin in whose name they are made', async () => {
    terminal = { ...terminal, door: doorTo(await openTestChat()) };
    expect(await run('invite')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no account yet'),
    });
    expect((await run('server')).stdout).toContain('New accounts (REGISTRATION): open');
  });
});
