import { expect, it } from 'vitest';
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { createAuthenticate } from './authenticate';
import type { KnownDevice } from './devices';

it('lets nobody in whose token was revoked while their session was being looked for', async () => {
  const app = { read: 'all', write: 'all', plain: true } as const;
  const token: KnownDevice = { user: 'ann' as UserId, device: 'app-1' as DeviceId, tokenHash: 'h', app };
  let known: KnownDevice | undefined = token;
  let goOn = () => {};
  const looked = new Promise<undefined>((resolve) => {
    goOn = () => resolve(undefined);
  });
  const authenticate = createAuthenticate({
    devices: { find: () => undefined, findByLogin: () => known },
    people: { isNameOf: () => true, isSuspended: () => false },
    sessions: { deviceOf: () => looked, isFull: async () => false },
    connected: { find: () => undefined },
    tooManySessions: () => ({ refused: 'quota', reason: 'Too many.' }),
  });
  const login = { clientId: 'script', username: 'ann', password: Buffer.from('t') };
  const answer = authenticate(login);
  known = undefined;
  goOn();
  expect(await answer).toMatchObject({ refused: 'not-authorized' });
  known = token;
  expect(await authenticate(login)).toEqual({ user: 'ann', device: 'app-1', app });
});
