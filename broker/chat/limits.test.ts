// What one person or one address may take of the server, through the same door as they would.
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import { changeEntry } from '../../src/protocol/room-change';
import { encodeEntry } from '../../src/protocol/entry';
import type { LimitSettings } from '../limit-settings';
import { entryId } from '../store/entry-requests';
import { createMemoryData } from '../store/memory-store';
import { addPeople, createFakeSession, openTestChat, password, textEntry, type TestChat } from './chat-fakes';

const dayMs = 86_400_000;
const here = '192.0.2.1';
const room = (id: string) => id as RoomId;

describe('signing in', () => {
  let chat: TestChat;
  const device = (n: number) => `device-number-${n}` as DeviceId;
  const signIn = (n: number, given = password, address = here, name = 'Ann') =>
    chat.accounts.signIn({ name, password: given, device: device(n) }, address);

  beforeEach(async () => {
    chat = await openTestChat({ limits: { wrongLoginsFree: 2, maxDevicesPerUser: 3 } });
    await chat.join('Ann', device(1));
  });

  it('waits after wrong tries, whether or not there is such a name, and with the right password too', async () => {
    const said = [];
    for (const name of ['Ann', 'Nobody']) {
      const address = name === 'Ann' ? '192.0.2.1' : '192.0.2.2';
      for (let n = 0; n < 3; n++) said.push(await signIn(2, 'wrong horse', address, name));
    }
    expect(said.slice(3)).toEqual(said.slice(0, 3));
    expect(said[0]).toMatchObject({ error: 'wrong-credentials' });
    expect(said[2]).toMatchObject({ error: 'busy', retryAfterSec: 1 });
    expect(await signIn(2)).toMatchObject({ error: 'busy' });
    expect(chat.metrics.limitsMet.wrong_logins).toBe(3);
    chat.time.nowMs += 1000;
    expect(await signIn(2)).toHaveProperty('token');
  });

  it('counts wrong codes, links and names by address', async () => {
    const codes = async (address: string) =>
      chat.accounts.link({ code: 'WRONGCODE', device: device(2) }, address);
    expect(await codes('192.0.2.1')).toMatchObject({ error: 'bad-code' });
    expect(await chat.accounts.lookAtInvite('not an invite', '192.0.2.1')).toMatchObject({
      error: 'bad-invite',
    });
    expect(await codes('192.0.2.1')).toMatchObject({ error: 'busy' });
    expect(await codes('192.0.2.2')).toMatchObject({ error: 'bad-code' });
    const create = () =>
      chat.accounts.createAccount({ name: 'Ann', password, device: device(7) }, '192.0.2.3');
    for (let n = 0; n < 2; n++) expect(await create()).toMatchObject({ error: 'name-taken' });
    expect(await create()).toMatchObject({ error: 'busy' });
  });

  it('knows a place only from somebody who got in there', async () => {
    const create = (given: string) =>
      chat.accounts.createAccount({ name: 'Ann', password: given, device: device(8) }, '192.0.2.8');
    expect(await create('short')).toMatchObject({ error: 'bad-password' });
    for (let n = 0; n < 2; n++) await signIn(2, 'wrong horse', '192.0.2.9');
    expect(await signIn(2, password, '192.0.2.8')).toMatchObject({ error: 'busy' });
  });

  it('counts wrong set-up links too', async () => {
    const { accounts } = await openTestChat({
      limits: { wrongLoginsFree: 2 },
      registration: { mode: 'invite', firstAccount: 'by-setup-link' },
    });
    const create = (setup?: string) =>
      accounts.createAccount({ name: 'Ann', password, device: device(1), ...(setup && { setup }) }, here);
    for (let n = 0; n < 3; n++) expect(await create()).toMatchObject({ error: 'needs-invite' });
    for (let n = 0; n < 2; n++) expect(await create('a guess')).toMatchObject({ error: 'needs-invite' });
    expect(await create('a guess')).toMatchObject({ error: 'busy' });
  });

  it('has a number of devices, and refuses one more in words, unless one was not seen for a month', async () => {
    expect(await signIn(2)).toHaveProperty('token');
    expect(await signIn(3)).toHaveProperty('token');
    const refused = await signIn(4);
    expect(refused).toMatchObject({ error: 'too-many-devices' });
    expect(refused).toHaveProperty('message', expect.stringContaining('3 devices'));
    expect(chat.metrics.limitsMet.devices_per_user).toBe(1);
    expect(await signIn(3)).toHaveProperty('token');
    chat.time.nowMs += 31 * dayMs;
    expect(await signIn(4)).toHaveProperty('token');
    // The first one is connected, so it is seen all the time.
    expect(chat.fanOut.ended).toEqual([{ device: device(2), why: 'session-ended' }]);
  });

  it('does not let somebody find out a password at a device that is signed in', async () => {
    const session = await chat.join('Bo');
    const change = (old: string) => chat.ask(session, 'changePassword', { old, new: 'another horse' });
    for (let n = 0; n < 2; n++) expect(await change('wrong horse')).toBe('wrong-password');
    expect(await change(password)).toBe('busy');
  });
});

it('passwords wait in a line that has an end, and what is beyond it is told to come again', async () => {
  const { accounts, metrics } = await openTestChat({ limits: { maxLoginsWaiting: 1 } });
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      accounts.signIn(
        { name: `Nobody ${n}`, password, device: `device-number-${n}` as DeviceId },
        `192.0.2.${n}`,
      ),
    ),
  );
  const busy = answers.filter((answer) => 'error' in answer && answer.error === 'busy');
  expect(busy.length).toBeGreaterThan(0);
  expect(busy.length).toBeLessThan(12);
  expect(metrics.limitsMet.logins_waiting).toBe(busy.length);
});

it('making accounts from one address has an end, and goes on with time', async () => {
  const { accounts, metrics, time } = await openTestChat({ limits: { maxRegistrationsPerHour: 2 } });
  const create = (name: string, address: string) =>
    accounts.createAccount({ name, password, device: `device-of-${name}` as DeviceId }, address);
  expect(await create('Ann', here)).toHaveProperty('token');
  expect(await create('Bo', here)).toHaveProperty('token');
  expect(await create('Cy', here)).toMatchObject({ error: 'busy', retryAfterSec: 3600 });
  expect(metrics.limitsMet.registrations_per_hour).toBe(1);
  expect(await create('Di', '192.0.2.2')).toHaveProperty('token');
  time.nowMs += 1_800_000;
  expect(await create('Cy', here)).toHaveProperty('token');
});

describe('rooms', () => {
  async function open(limits: Partial<LimitSettings>) {
    const data = createMemoryData();
    addPeople(data, ['Ann', 'Bo', 'Cy']);
    const chat = await openTestChat({ limits, data });
    const connect = (user: string) => chat.connect(createFakeSession(user, `device-of-${user}`));
    return { chat, ann: connect('Ann'), bo: connect('Bo'), cy: connect('Cy') };
  }
  const create = (id: string) => ({ room: room(id), name: `Room ${id}` });

  it('somebody is in no more than so many, whichever way they would come into one', async () => {
    const { chat, ann, bo } = await open({ maxRoomsPerUser: 2 });
    for (const id of ['one', 'two'])
      expect(await chat.ask(ann, 'create', create(id))).toMatchObject({ room: id });
    expect(await chat.ask(ann, 'create', create('two'))).toMatchObject({ room: 'two' });
    expect(await chat.ask(ann, 'create', create('three'))).toBe('too-many-rooms');
    await chat.ask(bo, 'create', create('bo'));
    expect(await chat.ask(ann, 'join', { room: room('bo') })).toBe('too-many-rooms');
    expect(await chat.ask(bo, 'direct', { room: room('d'), user: 'Ann' as UserId })).toBe('too-many-rooms');
    const invite = encodeEntry({
      id: entryId(1),
      waitedSec: 0,
      ...changeEntry({ what: 'invite', user: 'Ann' as UserId }),
    });
    // For good, as another try would not help.
    expect(await chat.send(bo, room('bo'), invite)).toMatchObject({
      refused: 'not-authorized',
      reason: 'This person is in as many rooms as this server allows.',
    });
    expect(chat.metrics.limitsMet.rooms_per_user).toBeGreaterThanOrEqual(4);
  });

  it('has no more than so many members', async () => {
    const { chat, ann, bo, cy } = await open({ maxMembersPerRoom: 2 });
    await chat.ask(ann, 'create', create('one'));
    expect(await chat.ask(bo, 'join', { room: room('one') })).toMatchObject({ room: 'one' });
    expect(await chat.ask(cy, 'join', { room: room('one') })).toBe('room-full');
    expect(chat.metrics.limitsMet.members_per_room).toBeGreaterThan(0);
  });

  it('have no more than so many open invites of one person', async () => {
    const { chat, ann, bo, cy } = await open({ maxInvitesPerUser: 2 });
    const token = (n: number) => `secret-${n}`.padEnd(22, '-');
    const invite = (session: typeof ann, n: number) =>
      chat.ask(session, 'invite', { token: token(n), room: room('one'), uses: 1, expiresInSec: 3600 });
    await chat.ask(ann, 'create', create('one'));
    await chat.ask(bo, 'join', { room: room('one') });
    for (const n of [1, 2]) expect(await invite(ann, n)).toMatchObject({ usesLeft: 1 });
    expect(await invite(ann, 3)).toBe('too-many');
    // One that is made already is none more, and everybody has their own.
    expect(await invite(ann, 2)).toMatchObject({ usesLeft: 1 });
    expect(await invite(bo, 4)).toMatchObject({ usesLeft: 1 });
    expect(chat.metrics.limitsMet.invites_per_user).toBe(1);
    // One that is used up makes room.
    expect(await chat.ask(cy, 'useInvite', { token: token(1) })).toMatchObject({ room: 'one' });
    expect(await invite(ann, 3)).toMatchObject({ usesLeft: 1 });
  });
});

describe('sessions', () => {
  it('are so many for one person, however many client ids a token is used with', async () => {
    const chat = await openTestChat({ limits: { maxSessionsPerUser: 2 } });
    const { signedIn } = await chat.join('Ann');
    const logIn = (clientId: string) =>
      chat.application.authenticate({
        clientId,
        username: 'Ann',
        password: Buffer.from(signedIn.token),
      });
    const record = (clientId: string) => ({
      user: signedIn.user,
      clientId,
      device: clientId,
      expiresAtMs: undefined,
      sessionExpirySec: 60,
      nextPacketId: 1,
      subscriptions: [],
    });
    await chat.application.saveSessions([record('a'), record('b/c')]);
    expect(await logIn('b/c')).toMatchObject({ user: signedIn.user });
    expect(await logIn('d')).toMatchObject({ refused: 'quota' });
    expect(chat.metrics.limitsMet.sessions_per_user).toBe(1);
    await chat.application.removeSession(signedIn.user, 'a');
    expect(await logIn('d')).toMatchObject({ user: signedIn.user });
    const again = await openTestChat({ data: chat.data, limits: { maxSessionsPerUser: 1 } });
    expect(
      await again.application.authenticate({
        clientId: 'd',
        username: 'Ann',
        password: Buffer.from(signedIn.token),
      }),
    ).toMatchObject({ refused: 'quota' });
  });
});

describe('a device that is too fast', () => {
  const limits = { messagesPerSec: 10, messagesAtOnce: 20 };

  it('is refused what is new, in words and for now, and is told again what is known', async () => {
    const chat = await openTestChat({ limits });
    const ann = await chat.join('Ann');
    const lobby = await chat.lobby();
    const pace = chat.application.pace(ann.principal);
    expect(await chat.send(ann, lobby, textEntry(1))).toHaveProperty('receipt');
    for (let n = 0; n < 25; n++) pace.took('message', 50);
    expect(await chat.send(ann, lobby, textEntry(2))).toHaveProperty('receipt');
    for (let second = 0; second < 6; second++) {
      chat.time.nowMs += 1000;
      for (let n = 0; n < 12; n++) pace.took('message', 50);
    }
    expect(await chat.send(ann, lobby, textEntry(3))).toMatchObject({ refused: 'quota' });
    expect(chat.metrics.limitsMet).toMatchObject({ device_held: 1, device_refused: 1 });
    expect(await chat.send(ann, lobby, textEntry(2))).toHaveProperty('receipt');
    chat.time.nowMs += 5000;
    // What comes behind it waits for it, so that order holds.
    expect(await chat.send(ann, lobby, textEntry(4))).toMatchObject({ refused: 'quota' });
    expect(await chat.send(ann, lobby, textEntry(3))).toHaveProperty('receipt');
    expect(await chat.send(ann, lobby, textEntry(4))).toHaveProperty('receipt');
  });

  it('stores by POST what its reserve holds, and refuses the rest for now, in order', async () => {
    const chat = await openTestChat({ limits });
    const ann = await chat.join('Ann');
    const lobby = await chat.lobby();
    const writer = { user: ann.signedIn.user, client: ann.clientId };
    const entries = Array.from({ length: 30 }, (_, n) => textEntry(n + 1));
    const post = () => chat.outbox.post(writer, [{ room: lobby, entries }]);
    const outcomes = (answers: Awaited<ReturnType<typeof post>>) => answers.map(({ outcome }) => outcome);
    const first = await post();
    expect(outcomes(first)).toEqual([
      ...Array<string>(20).fill('accepted'),
      ...Array<string>(10).fill('refused'),
    ]);
    expect(first.at(-1)).toMatchObject({ reasonCode: 0x97 });
    expect(chat.metrics.limitsMet.device_refused).toBe(10);
    chat.time.nowMs += 60_000;
    const rest = await chat.outbox.post(writer, [{ room: lobby, entries: entries.slice(20) }]);
    expect(rest.map((each) => each.outcome === 'accepted' && each.receipt.seq)).toEqual(
      Array.from({ length: 10 }, (_, n) => n + 21),
    );
  });
});
