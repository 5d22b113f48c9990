// Sign-in over HTTP. Bodies are JSON; every refusal is `{ error, message }`, `message` in words for a person.
import * as v from 'valibot';
import { deviceIdSchema, userIdSchema } from './ids';
import { maxPasswordChars } from './limits';

export const accountsPath = '/api/accounts';
export const sessionsPath = '/api/sessions';
export const currentSessionPath = '/api/sessions/current';
export const mqttPath = '/mqtt';

/** Body of `POST /api/accounts` and `POST /api/sessions`. `device` is made by the client: repeating a request gives the same device. */
export const credentialsSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(400)),
  password: v.pipe(v.string(), v.maxLength(maxPasswordChars)),
  device: deviceIdSchema,
});
export type Credentials = v.InferOutput<typeof credentialsSchema>;

/** Answer of both. `token` is the device's secret: MQTT password and HTTP bearer token. */
export const signedInSchema = v.object({
  user: userIdSchema,
  name: v.pipe(v.string(), v.maxLength(400)),
  token: v.pipe(v.string(), v.minLength(16), v.maxLength(200)),
});
export type SignedIn = v.InferOutput<typeof signedInSchema>;

export const accountErrors = [
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

export const accountErrorSchema = v.object({
  error: v.picklist(accountErrors),
  message: v.pipe(v.string(), v.maxLength(1000)),
});
