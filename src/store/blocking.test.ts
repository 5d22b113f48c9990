import { expect, it } from 'vitest';
import type { UserId } from '../protocol/ids';
import { block, unblock } from './blocking';
import { inviteLinks, makeInviteLink, newInviteToken, takeBackInviteLink } from './invite-links';
import type { RoomActions } from './room-actions';

const bo = { user: 'bo' as UserId, name: 'Bo' };
const cy = { user: 'cy' as UserId, name: 'Cy' };

/** What is remembered, and a broker that answers with these. */
function device(answers: Record<string, unknown>) {
  const memory = new Map<string, unknown>();
  const actions = {
    ask: async (method: string) =>
      method in answers ? { ok: true, value: answers[method] } : { ok: false, message: 'Needs a connection' },
    remembered: async (what: string) => memory.get(what),
    remember: async (what: string, value: unknown) => void memory.set(what, value),
  } as unknown as Pick<RoomActions, 'ask' | 'remembered' | 'remember'>;
  return { actions, memory };
}

it('remembers whom the server has noted as blocked, each once', async () => {
  const { actions, memory } = device({ block: undefined, unblock: undefined });
  await block(actions, bo);
  await block(actions, cy);
  expect(await block(actions, bo)).toEqual({ ok: true });
  expect(memory.get('blocked')).toEqual([cy, bo]);
  await unblock(actions, cy);
  expect(memory.get('blocked')).toEqual([bo]);
});

it('changes nothing here when the server did not hear of it', async () => {
  const { actions, memory } = device({});
  expect(await block(actions, bo)).toMatchObject({ ok: false });
  expect(memory.get('blocked')).toBeUndefined();
});

it('shows a link again where it was made, until it is taken back', async () => {
  const row = { id: 'the hash', uses: 5, usesLeft: 5 };
  const other = { id: 'another', uses: 1, usesLeft: 1 };
  const { actions, memory } = device({ invite: row, invites: [other, row], revokeInvite: undefined });
  const token = newInviteToken((bytes) => new Uint8Array(bytes).fill(255));
  expect(token).toBe('_____________________w');
  const room = 'cave' as never;
  const made = await makeInviteLink(actions, token, { room, expiresInSec: 60, uses: 5 });
  expect(made).toMatchObject({ ok: true, value: { id: 'the hash', token } });
  expect(await inviteLinks(actions, room)).toMatchObject({
    ok: true,
    value: [
      { id: 'the hash', token },
      { id: 'another', token: undefined },
    ],
  });
  await takeBackInviteLink(actions, 'the hash');
  expect(memory.get('inviteLinks')).toEqual({});
});
