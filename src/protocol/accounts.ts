// Sign-in over HTTP. Bodies are JSON; every refusal is `{ error, message }`, `message` in words for a person.
// Read by hand and not through schemas: the first screen needs this, and as little else as may be.
import { isRoomId, isUserId, type DeviceId, type RoomId, type UserId } from './ids';

export const accountsPath = '/api/accounts';
export const sessionsPath = '/api/sessions';
export const currentSessionPath = '/api/sessions/current';
export const mqttPath = '/mqtt';

/** Body of `POST /api/accounts` and `POST /api/sessions`. `device` is made by the client: repeating a request gives the same device. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly device: DeviceId;
}

/** Answer of both. `token` is the device's secret: MQTT password and HTTP bearer token. */
export interface SignedIn {
  readonly user: UserId;
  readonly name: string;
  readonly token: string;
  /** The room that every account is in. Only of a new account: whoever comes back is told all of it by `sync`. */
  readonly lobby?: RoomId;
}

const accountErrors = [
  'bad-request',
  'bad-name',
  'bad-password',
  'name-taken',
  'wrong-credentials',
  'device-taken',
  'busy',
  'unavailable',
] as const;
export type AccountErrorCode = (typeof accountErrors)[number];

export interface AccountError {
  readonly error: AccountErrorCode;
  readonly message: string;
}

export function readSignedIn(body: unknown): SignedIn | undefined {
  const { user, name, token, lobby } = fieldsOf(body);
  return isUserId(user) && isText(name, 400) && isText(token, 200) && token.length >= 16
    ? { user, name, token, ...(isText(lobby, 100) && isRoomId(lobby) ? { lobby } : {}) }
    : undefined;
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
