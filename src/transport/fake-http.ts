// Sign-in in memory, with the broker's rules: a repeated device id gets its first answer, and answers can be lost on the way.
import type { AccountErrorCode, Credentials, SignedIn, RegistrationKind } from '../protocol/accounts';
import type { RoomId, UserId } from '../protocol/ids';
import type { Http, HttpOutcome } from './http';

export interface FakeHttp extends Http {
  /** Every request that reached the broker. */
  readonly requests: readonly { readonly what: keyof Http; readonly device?: string }[];
  /** Tokens that are signed in. */
  readonly tokens: ReadonlySet<string>;
  /** From now on: `down`: nothing reaches the broker; `mute`: its answers are lost; `busy`: it says so. */
  become(state: 'up' | 'down' | 'mute' | 'busy'): void;
  /** From now on this code signs in to that account. */
  putCode(code: string, name: string): void;
}

/** `lobby`: the room that a new account is told of. */
export function createFakeHttp({
  lobby,
  registration = 'open',
}: { lobby?: RoomId; registration?: RegistrationKind } = {}): FakeHttp {
  const namesByCode = new Map<string, string>();
  const requests: { what: keyof Http; device?: string }[] = [];
  const accounts = new Map<string, { user: UserId; password: string }>();
  const userByDevice = new Map<string, UserId>();
  const tokens = new Set<string>();
  let state: 'up' | 'down' | 'mute' | 'busy' = 'up';

  const refused = (error: AccountErrorCode): HttpOutcome<never> => ({
    outcome: 'refused',
    error,
    message: `In words: ${error}.`,
  });

  const request = async <T>(
    what: keyof Http,
    device: string | undefined,
    answer: () => HttpOutcome<T>,
  ): Promise<HttpOutcome<T>> => {
    await Promise.resolve();
    if (state === 'down') return { outcome: 'unreachable' };
    requests.push(device === undefined ? { what } : { what, device });
    if (state === 'busy') return refused('busy');
    const outcome = answer();
    return state === 'mute' ? { outcome: 'unreachable' } : outcome;
  };

  const admit = (
    { name, device }: Pick<Credentials, 'name' | 'device'>,
    user: UserId,
  ): HttpOutcome<SignedIn> => {
    const known = userByDevice.get(device);
    if (known !== undefined && known !== user) return refused('device-taken');
    userByDevice.set(device, user);
    const token = `token-of-${device}`;
    tokens.add(token);
    return { outcome: 'ok', value: { user, name, token } };
  };

  return {
    requests,
    tokens,
    become(next) {
      state = next;
    },
    createAccount: (credentials) =>
      request('createAccount', credentials.device, () => {
        const { name, password, device } = credentials;
        const there = accounts.get(name);
        if (there && userByDevice.get(device) !== there.user) return refused('name-taken');
        if (!there && userByDevice.has(device)) return refused('device-taken');
        const user = there?.user ?? (`user-${accounts.size + 1}` as UserId);
        accounts.set(name, { user, password });
        const admitted = admit(credentials, user);
        if (there || !lobby || admitted.outcome !== 'ok') return admitted;
        return { outcome: 'ok', value: { ...admitted.value, lobby } };
      }),
    signIn: (credentials) =>
      request('signIn', credentials.device, () => {
        const there = accounts.get(credentials.name);
        if (there?.password !== credentials.password) return refused('wrong-credentials');
        return admit(credentials, there.user);
      }),
    link: ({ code, device }) =>
      request('link', device, () => {
        const name = namesByCode.get(code);
        const there = name === undefined ? undefined : accounts.get(name);
        return name === undefined || !there ? refused('bad-code') : admit({ name, device }, there.user);
      }),
    server: () => request('server', undefined, () => ({ outcome: 'ok', value: { registration } })),
    putCode: (code, name) => void namesByCode.set(code, name),
    // Nor does it know of invites.
    lookAtInvite: async () => ({ outcome: 'unreachable' }),
    // A test that needs the outbox by POST brings its own.
    postOutbox: async () => ({ outcome: 'unreachable' }),
    signOut: (token) =>
      request('signOut', undefined, () => {
        tokens.delete(token);
        return { outcome: 'ok', value: undefined };
      }),
  };
}
