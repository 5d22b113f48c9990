// What the broker lets in as the body of a sign-in.
import * as v from 'valibot';
import { deviceIdSchema } from './id-schemas';
import { maxPasswordChars } from './limits';

export const credentialsSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(400)),
  password: v.pipe(v.string(), v.maxLength(maxPasswordChars)),
  device: deviceIdSchema,
  deviceName: v.optional(v.pipe(v.string(), v.maxLength(200))),
});

const secret = v.pipe(v.string(), v.maxLength(100));

export const newAccountSchema = v.object({
  ...credentialsSchema.entries,
  invite: v.optional(secret),
  setup: v.optional(secret),
});

export const inviteLookSchema = v.object({ token: secret });

export const linkSchema = v.object({
  code: v.pipe(v.string(), v.maxLength(100)),
  device: credentialsSchema.entries.device,
  deviceName: credentialsSchema.entries.deviceName,
});
