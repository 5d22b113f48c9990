import { expect, test } from 'vitest';
import { readAccountError, readInviteLook, readServerFacts, readSignedIn } from './accounts';

const signedIn = { user: 'u1', name: 'Ann', token: 'a-token-of-16-or-more' };

test('reads who signed in, and nothing that is less or more than that', () => {
  expect(readSignedIn({ ...signedIn, more: 1 })).toEqual(signedIn);
  expect(readSignedIn({ ...signedIn, lobby: 'room-1' })).toEqual({ ...signedIn, lobby: 'room-1' });
  expect(readSignedIn({ ...signedIn, room: 'room-2' })).toEqual({ ...signedIn, room: 'room-2' });
  expect(readSignedIn({ ...signedIn, displayName: 'Anna' })).toEqual({ ...signedIn, displayName: 'Anna' });
  // Without it all goes on a little later.
  expect(readSignedIn({ ...signedIn, lobby: 'a/b' })).toEqual(signedIn);
  for (const wrong of [
    undefined,
    null,
    'text',
    [],
    { ...signedIn, user: 'a/b' },
    { ...signedIn, user: 7 },
    { ...signedIn, name: 'a'.repeat(401) },
    { ...signedIn, name: undefined },
    { ...signedIn, token: 'short' },
    { ...signedIn, token: 'a'.repeat(201) },
  ])
    expect(readSignedIn(wrong)).toBeUndefined();
});

test('reads what a link leads to, to a room or not', () => {
  const look = { by: 'Ann', makesAccounts: true };
  expect(readInviteLook({ ...look, more: 1 })).toEqual(look);
  expect(readInviteLook({ ...look, room: 'Cave' })).toEqual({ ...look, room: 'Cave' });
  for (const wrong of [undefined, 'text', { by: 'Ann' }, { ...look, by: 7 }, { ...look, makesAccounts: 1 }])
    expect(readInviteLook(wrong)).toBeUndefined();
});

test('reads who may make an account', () => {
  expect(readServerFacts({ registration: 'setup', more: 1 })).toEqual({ registration: 'setup' });
  for (const wrong of [undefined, 'open', {}, { registration: 'sometimes' }])
    expect(readServerFacts(wrong)).toBeUndefined();
});

test('reads a refusal whose code it knows', () => {
  const busy = { error: 'busy', message: 'Too many at once.' };
  expect(readAccountError({ ...busy, more: 1 })).toEqual(busy);
  for (const wrong of [
    undefined,
    'busy',
    { ...busy, error: 'no-such' },
    { ...busy, message: 'a'.repeat(1001) },
  ])
    expect(readAccountError(wrong)).toBeUndefined();
});
