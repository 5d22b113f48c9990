import { expect, it } from 'vitest';
import { createFakeDisk } from '../db/fake-disk';
import type { DeviceId } from '../protocol/ids';
import { createFakeHttp } from '../transport/fake-http';
import { createLateSession } from './late-session';
import { createSession, type Session } from './session';

it('says that a script did not come, signs in once it is there, and signs out without it', async () => {
  const deviceDb = await createFakeDisk().openDeviceDb();
  const http = createFakeHttp();
  let loads = 0;
  let isCut = true;
  const load = async (): Promise<Session> => {
    loads++;
    if (isCut) throw new Error('The link is cut.');
    return createSession({ deviceDb, http, newDeviceId: () => 'device-1' as DeviceId });
  };
  const session = createLateSession(deviceDb, load);
  expect(await session.createAccount('ann', 'correct horse')).toMatchObject({
    ok: false,
    message: expect.stringContaining('still here'),
  });
  expect(await session.registration()).toBeUndefined();
  isCut = false;
  expect(await session.createAccount('ann', 'correct horse')).toMatchObject({ ok: true });
  expect(await session.current()).toMatchObject({ name: 'ann' });

  // Nothing is owed to the broker: then nothing is loaded.
  loads = 0;
  await session.settleSignOuts();
  expect(loads).toBe(0);
  isCut = true;
  await session.signOut();
  await session.settleSignOuts();
  expect([await session.current(), http.tokens.size]).toEqual([undefined, 1]);
  isCut = false;
  await session.settleSignOuts();
  expect(http.tokens.size).toBe(0);
});
