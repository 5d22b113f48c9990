import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeDisk, type FakeDisk } from '../db/fake-disk';
import type { DeviceId } from '../protocol/ids';
import { createFakeHttp, type FakeHttp } from '../transport/fake-http';
import { createSession, type Session } from './session';

let disk: FakeDisk;
let http: FakeHttp;
let session: Session;
let made: number;

/** What a reload leaves: the disk and the broker. */
const reload = async () => {
  session = createSession({
    deviceDb: await disk.openDeviceDb(),
    http,
    newDeviceId: () => `device-${++made}` as DeviceId,
  });
};

beforeEach(async () => {
  disk = createFakeDisk();
  http = createFakeHttp();
  made = 0;
  await reload();
});

const password = 'correct horse';

describe('signing in', () => {
  it('remembers the account over a reload', async () => {
    const outcome = await session.createAccount('ann', password);
    expect(outcome).toMatchObject({ ok: true, account: { name: 'ann', device: 'device-1' } });
    await reload();
    expect(await session.current()).toEqual(outcome.ok && outcome.account);
  });

  it('asks again with the same device id when the answer was lost, also after a reload', async () => {
    http.become('mute');
    const lost = await session.createAccount('ann', password);
    expect(lost).toMatchObject({ ok: false, message: expect.stringContaining('still here') });
    expect(await session.current()).toBeUndefined();
    await reload();
    http.become('up');
    expect(await session.createAccount('ann', password)).toMatchObject({ ok: true });
    expect(http.requests.map(({ device }) => device)).toEqual(['device-1', 'device-1']);
  });

  it('makes a new device id when the old one turns out to be somebody else’s', async () => {
    http.become('mute');
    await session.createAccount('ann', password);
    http.become('up');
    expect(await session.createAccount('bo', password)).toMatchObject({
      ok: true,
      account: { name: 'bo', device: 'device-2' },
    });
    expect(await session.current()).toMatchObject({ name: 'bo', device: 'device-2' });
  });

  it('signs in with a code from another device, with the same device id when the answer was lost', async () => {
    await session.createAccount('ann', password);
    http.putCode('ABCD-1234', 'ann');
    disk = createFakeDisk();
    await reload();
    http.become('mute');
    expect(await session.signInByCode('ABCD-1234')).toMatchObject({ ok: false });
    http.become('up');
    expect(await session.signInByCode('ABCD-1234')).toMatchObject({ ok: true, account: { name: 'ann' } });
    expect(http.requests.map(({ what, device }) => [what, device])).toEqual([
      ['createAccount', 'device-1'],
      ['link', 'device-2'],
      ['link', 'device-2'],
    ]);
    expect(await session.signInByCode('WRONG')).toMatchObject({ ok: false, message: 'In words: bad-code.' });
  });

  it('knows who may make an account, or that nobody said', async () => {
    expect(await session.registration()).toBe('open');
    http.become('down');
    expect(await session.registration()).toBeUndefined();
  });

  it('says the broker’s no in its words, and tries only once', async () => {
    await session.createAccount('ann', password);
    await session.signOut();
    expect(await session.signIn('ann', 'wrong horse')).toEqual({
      ok: false,
      message: 'In words: wrong-credentials.',
    });
    expect(await session.createAccount('ann', password)).toMatchObject({ ok: false });
    expect(http.requests.map(({ what }) => what)).toEqual(['createAccount', 'signIn', 'createAccount']);
  });

  it('gives each sign-in a device of its own', async () => {
    await session.createAccount('ann', password);
    await session.signOut();
    await session.settleSignOuts();
    expect(await session.signIn('ann', password)).toMatchObject({
      ok: true,
      account: { device: 'device-2' },
    });
  });
});

describe('signing out', () => {
  beforeEach(async () => {
    await session.createAccount('ann', password);
  });

  it('works without a link at once, and is carried out later, once', async () => {
    http.become('down');
    await session.signOut();
    await session.settleSignOuts();
    expect(await session.current()).toBeUndefined();
    expect(http.tokens.size).toBe(1);
    await reload();
    http.become('up');
    await session.settleSignOuts();
    await session.settleSignOuts();
    expect(http.tokens.size).toBe(0);
    expect(http.requests.filter(({ what }) => what === 'signOut')).toHaveLength(1);
  });

  it('is carried out later when the broker was only busy', async () => {
    http.become('busy');
    await session.signOut();
    await session.settleSignOuts();
    http.become('up');
    await session.settleSignOuts();
    expect(http.tokens.size).toBe(0);
  });

  it('is repeated when its answer was lost, and then done', async () => {
    http.become('mute');
    await session.signOut();
    await session.settleSignOuts();
    http.become('up');
    await session.settleSignOuts();
    await session.settleSignOuts();
    expect(http.requests.filter(({ what }) => what === 'signOut')).toHaveLength(2);
  });
});
