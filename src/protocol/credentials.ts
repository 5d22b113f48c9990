// What the broker lets in as the body of a sign-in.
import * as v from 'valibot';
import { deviceIdSchema } from './id-schemas';
import { maxPasswordChars } from './limits';

export const credentialsSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(400)),
  password: v.pipe(v.string(), v.maxLength(maxPasswordChars)),
  device: deviceIdSchema,
});
