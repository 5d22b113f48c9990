// Links into a room, or to the server. The secret in a link is made here, and the broker keeps only its hash: so the devices that made a link are the only
// ones that can show it again.
import type { InviteRow } from '../protocol/asks-account';
import type { RoomId } from '../protocol/ids';
import type { CallOutcome } from '../sync/tab-calls';
import type { RoomActions } from './room-actions';

export interface InviteLink extends InviteRow {
  /** `undefined`: it was made on another device. */
  readonly token: string | undefined;
}

type Linking = Pick<RoomActions, 'ask' | 'remembered' | 'remember'>;
type Secrets = Readonly<Record<string, string>>;

const tokenBytes = 16;

const secrets = async (actions: Linking) => ((await actions.remembered('inviteLinks')) ?? {}) as Secrets;

/** `random` gives so many bytes. */
export function newInviteToken(random: (bytes: number) => Uint8Array): string {
  return btoa(String.fromCharCode(...random(tokenBytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

export async function makeInviteLink(
  actions: Linking,
  token: string,
  asked: { readonly room: RoomId | undefined; readonly expiresInSec: number; readonly uses: number },
): Promise<CallOutcome<InviteLink>> {
  const answer = await actions.ask('invite', { token, ...asked });
  if (!answer.ok) return answer;
  await actions.remember('inviteLinks', { ...(await secrets(actions)), [answer.value.id]: token });
  return { ok: true, value: { ...answer.value, token } };
}

/** Those by which people may still come, the newest first. */
/** `room`: `undefined` for the server’s. */
export async function inviteLinks(
  actions: Linking,
  room: RoomId | undefined,
): Promise<CallOutcome<InviteLink[]>> {
  const [answer, tokens] = await Promise.all([actions.ask('invites', { room }), secrets(actions)]);
  if (!answer.ok) return answer;
  return { ok: true, value: answer.value.map((row) => ({ ...row, token: tokens[row.id] })).toReversed() };
}

export async function takeBackInviteLink(actions: Linking, id: string): Promise<CallOutcome<undefined>> {
  const answer = await actions.ask('revokeInvite', { id });
  if (!answer.ok) return answer;
  const { [id]: _gone, ...rest } = await secrets(actions);
  await actions.remember('inviteLinks', rest);
  return answer;
}
