import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/protocol/accounts';
import type { DeviceId } from '../../src/protocol/ids';
import { createMemoryData } from '../store/memory-store';
import { openTestChat, password } from './chat-fakes';

const credentials = (change: Partial<Record<keyof Credentials, string>> = {}): Credentials => ({
  name: 'Ann',
  password,
  device: 'device-one-of-ann' as DeviceId,
  ...(change as Partial<Credentials>),
});
const bytes = (text: string) => new TextEncoder().encode(text);

describe('accounts', () => {
  it('makes an account whose device may log in, as a member of the Lobby', async () => {
    const { accounts, application, lobby, ask, join } = await openTestChat();
    const session = await join('Ann');
    const { user, name, token } = session.signedIn;
    expect(name).toBe('Ann');
    expect(user).toMatch(/^[\w-]{8}$/);
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(
      await application.authenticate({ clientId: 'any', username: 'aNN', password: bytes(token) }),
    ).toEqual({ user, device: 'device-of-Ann' });
    expect(await ask(session, 'rooms', undefined)).toEqual([
      { room: await lobby(), name: 'Lobby', members: 1 },
    ]);
    expect(await accounts.signIn(credentials({ password: 'something else' }))).toMatchObject({
      error: 'wrong-credentials',
    });
  });

  it('keeps tokens and passwords only as hashes', async () => {
    const { accounts, data } = await openTestChat();
    const made = await accounts.createAccount(credentials());
    const rows = JSON.stringify([...data.rows]);
    if ('error' in made) throw new Error(made.message);
    expect(rows).not.toContain(made.token);
    expect(rows).not.toContain(password);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  it('gives the same account and a fresh token when the same device asks again', async () => {
    const { accounts, application, data } = await openTestChat();
    const first = await accounts.createAccount(credentials());
    const again = await accounts.createAccount(credentials({ name: ' ann ' }));
    if ('error' in first || 'error' in again) throw new Error('no account');
    expect(again).toMatchObject({ user: first.user, name: 'Ann' });
    expect(again.token).not.toBe(first.token);
    const login = (token: string) =>
      application.authenticate({ clientId: 'c', username: 'Ann', password: bytes(token) });
    expect(await login(first.token)).toMatchObject({ refused: 'not-authorized' });
    expect(await login(again.token)).toMatchObject({ user: first.user });
    expect([...data.rows.keys()].filter((key) => key.startsWith('token/'))).toHaveLength(1);
  });

  it('gives one account to a request that is sent twice at the same moment', async () => {
    const { accounts, data } = await openTestChat();
    const answers = await Promise.all([
      accounts.createAccount(credentials()),
      accounts.createAccount(credentials()),
    ]);
    expect(new Set(answers.map((answer) => 'user' in answer && answer.user)).size).toBe(1);
    expect(answers.every((answer) => 'token' in answer)).toBe(true);
    expect([...data.rows.keys()].filter((key) => key.startsWith('user/'))).toHaveLength(1);
  });

  it('refuses a name that differs only in case or width, unless it is the same device with the same password', async () => {
    const { accounts } = await openTestChat();
    await accounts.createAccount(credentials());
    const taken = { error: 'name-taken' };
    expect(await accounts.createAccount(credentials({ name: 'ＡＮＮ', device: 'device-two' }))).toMatchObject(
      taken,
    );
    expect(await accounts.createAccount(credentials({ password: 'another password' }))).toMatchObject(taken);
  });

  it('refuses names and passwords in words', async () => {
    const { accounts } = await openTestChat();
    const refused = async (change: Parameters<typeof credentials>[0]) =>
      accounts.createAccount(credentials(change));
    expect(await refused({ name: '  ' })).toEqual({ error: 'bad-name', message: 'Please enter a name.' });
    expect(await refused({ name: 'x'.repeat(41) })).toMatchObject({ error: 'bad-name' });
    expect(await refused({ password: 'seven77' })).toEqual({
      error: 'bad-password',
      message: 'A password has at least 8 characters.',
    });
    expect(await refused({ name: 'x'.repeat(40), password: '        ' })).toHaveProperty('token');
  });

  it('signs in on other devices, and refuses a device of somebody else', async () => {
    const { accounts } = await openTestChat();
    const ann = await accounts.createAccount(credentials());
    const second = await accounts.signIn(credentials({ name: 'ANN', device: 'device-two' }));
    if ('error' in ann || 'error' in second) throw new Error('not signed in');
    expect(second).toMatchObject({ user: ann.user, name: 'Ann' });
    expect(await accounts.signIn(credentials({ device: 'device-two' }))).toMatchObject({ user: ann.user });
    await accounts.createAccount(credentials({ name: 'Bob', device: 'device-of-bob' }));
    expect(await accounts.signIn(credentials({ device: 'device-of-bob' }))).toMatchObject({
      error: 'device-taken',
    });
    expect(await accounts.createAccount(credentials({ name: 'Eve', device: 'device-of-bob' }))).toMatchObject(
      { error: 'device-taken' },
    );
  });

  it('gives an unknown name the same answer as a wrong password', async () => {
    const { accounts } = await openTestChat();
    await accounts.createAccount(credentials());
    const wrong = await accounts.signIn(credentials({ password: 'wrong password' }));
    expect(await accounts.signIn(credentials({ name: 'Nobody' }))).toEqual(wrong);
    expect(await accounts.signIn(credentials({ name: '' }))).toEqual(wrong);
  });

  it('signs out for good: device, token and session are gone and the connection ends', async () => {
    const { accounts, application, fanOut, store, join } = await openTestChat();
    const { signedIn, clientId } = await join('Ann');
    await application.saveSessions([
      {
        user: signedIn.user,
        clientId: 'another of its own',
        device: clientId,
        expiresAtMs: undefined,
        sessionExpirySec: 9,
        nextPacketId: 1,
        subscriptions: [],
      },
    ]);
    expect(await accounts.signOut(signedIn.token)).toBe(true);
    expect(fanOut.ended).toEqual([{ device: clientId, why: 'session-ended' }]);
    expect(await store.get('device', clientId)).toBeUndefined();
    expect(await application.loadSession(signedIn.user, clientId)).toBeUndefined();
    expect(
      await application.authenticate({ clientId, username: 'Ann', password: bytes(signedIn.token) }),
    ).toMatchObject({ refused: 'not-authorized' });
    expect(await accounts.signOut(signedIn.token)).toBe(false);
  });

  it('refuses logins without a name, without a token, or with the token of another person', async () => {
    const { application, join } = await openTestChat();
    const { signedIn } = await join('Ann');
    await join('Bob');
    const refused = { refused: 'not-authorized' };
    const token = bytes(signedIn.token);
    const login = (username: string | undefined, secret: Uint8Array | undefined) =>
      application.authenticate({ clientId: 'c', username, password: secret });
    expect(await login(undefined, token)).toMatchObject(refused);
    expect(await login('Ann', undefined)).toMatchObject(refused);
    expect(await login('Bob', token)).toMatchObject(refused);
    expect(await login('', new Uint8Array())).toMatchObject(refused);
  });

  it('says `unavailable` while nothing can be stored', async () => {
    const { accounts, data } = await openTestChat();
    data.failing = true;
    expect(await accounts.createAccount(credentials())).toMatchObject({ error: 'unavailable' });
    data.failing = false;
    expect(await accounts.createAccount(credentials())).toHaveProperty('token');
  });

  it('knows accounts, members and the Lobby again after a restart', async () => {
    const data = createMemoryData();
    const before = await openTestChat({ data });
    const ann = await before.join('Ann');
    const lobby = await before.lobby();
    await before.close();
    const { application, accounts, lobby: lobbyAfter, ask, connect } = await openTestChat({ data });
    expect(await lobbyAfter()).toBe(lobby);
    expect(
      await application.authenticate({
        clientId: 'c',
        username: 'Ann',
        password: bytes(ann.signedIn.token),
      }),
    ).toEqual(ann.principal);
    expect(await accounts.signIn(credentials({ device: ann.clientId }))).toMatchObject({
      user: ann.signedIn.user,
    });
    expect(await ask(connect(ann), 'people', { users: [ann.signedIn.user] })).toEqual([
      { user: ann.signedIn.user, name: 'Ann' },
    ]);
    expect(application.subscribe(ann.principal, `room/${lobby}`)).toEqual({ log: true });
  });
});
