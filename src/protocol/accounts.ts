// Sign-in over HTTP. Bodies are JSON; every refusal is `{ error, message }`, `message` in words for a person.
// Read by hand and not through schemas: the first screen needs this, and as little else as may be.
import { isRoomId, isUserId, type DeviceId, type RoomId, type UserId } from './ids';

export const accountsPath = '/api/accounts';
export const sessionsPath = '/api/sessions';
export const linkPath = '/api/sessions/link';
export const currentSessionPath = '/api/sessions/current';
export const inviteLookPath = '/api/invites/look';
export const serverPath = '/api/server';
export const mqttPath = '/mqtt';

/** Body of `POST /api/sessions`. `device` is made by the client: repeating a request gives the same device. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly device: DeviceId;
  /** What people call the device when they see a list of theirs; without one the broker looks at what the browser says of itself. */
  readonly deviceName?: string | undefined;
}

/** Body of `POST /api/accounts`: who may make an account besides, says the server. */
export interface NewAccount extends Credentials {
  /** The secret of an invite's link. */
  readonly invite?: string | undefined;
  /** The secret of the set-up link, for the first account of a server. */
  readonly setup?: string | undefined;
}

/** Body of `POST /api/sessions/link`: a code from a device that is signed in, instead of name and password. */
export interface LinkRequest extends Pick<Credentials, 'device' | 'deviceName'> {
  /** As somebody typed it. */
  readonly code: string;
}

/** Answer of all three. `token` is the device's secret: MQTT password and HTTP bearer token. */
export interface SignedIn {
  readonly user: UserId;
  /** What the device says at CONNECT. */
  readonly name: string;
  readonly token: string;
  /** What others see, where it is another one than `name`. */
  readonly displayName?: string;
  /** The room that every account is in. Only of a new account: whoever comes back is told all of it by `sync`. */
  readonly lobby?: RoomId;
  /** The room of the invite that somebody new came by. */
  readonly room?: RoomId;
}

/** Answer of `POST /api/invites/look`, whose body is `{ token }`: what the one who holds a link is invited to. */
export interface InviteLook {
  /** The room's name; without one the invite is to the server. */
  readonly room?: string;
  /** The name of whoever made it. */
  readonly by: string;
  /** May somebody without an account make one with it? */
  readonly makesAccounts: boolean;
}

/** Who may make an account here: everybody, whoever has an invite, nobody; or it is the first one, by the set-up link. */
const registrationKinds = ['open', 'invite', 'closed', 'setup'] as const;
export type RegistrationKind = (typeof registrationKinds)[number];

/** Answer of `GET /api/server`, for whoever is about to make an account. */
export interface ServerFacts {
  readonly registration: RegistrationKind;
}

const accountErrors = [
  'bad-request',
  'bad-name',
  'bad-password',
  'name-taken',
  'wrong-credentials',
  'device-taken',
  'too-many-devices',
  'needs-invite',
  'bad-invite',
  'bad-code',
  'closed',
  'suspended',
  'busy',
  'unavailable',
] as const;
export type AccountErrorCode = (typeof accountErrors)[number];

export interface AccountError {
  readonly error: AccountErrorCode;
  readonly message: string;
}

export function readSignedIn(body: unknown): SignedIn | undefined {
  const { user, name, token, displayName, lobby, room } = fieldsOf(body);
  if (!isUserId(user) || !isText(name, 400) || !isText(token, 200) || token.length < 16) return undefined;
  return {
    user,
    name,
    token,
    ...(isText(displayName, 400) && { displayName }),
    ...(isRoom(lobby) && { lobby }),
    ...(isRoom(room) && { room }),
  };
}

export function readServerFacts(body: unknown): ServerFacts | undefined {
  const { registration } = fieldsOf(body);
  const known = registrationKinds.find((kind) => kind === registration);
  return known && { registration: known };
}

export function readInviteLook(body: unknown): InviteLook | undefined {
  const { room, by, makesAccounts } = fieldsOf(body);
  if (!isText(by, 400) || typeof makesAccounts !== 'boolean') return undefined;
  return { by, makesAccounts, ...(isText(room, 400) && { room }) };
}

export function readAccountError(body: unknown): AccountError | undefined {
  const { error, message } = fieldsOf(body);
  const known = accountErrors.find((code) => code === error);
  return known !== undefined && isText(message, 1000) ? { error: known, message } : undefined;
}

const fieldsOf = (body: unknown): Record<string, unknown> =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};

const isText = (value: unknown, maxChars: number): value is string =>
  typeof value === 'string' && value.length <= maxChars;

const isRoom = (value: unknown): value is RoomId => isText(value, 100) && isRoomId(value);
