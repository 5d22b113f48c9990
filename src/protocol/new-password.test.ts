import { expect, test } from 'vitest';
import { minPasswordChars } from './limits';
import { createPassword } from './new-password';

test('makes a password of the bytes it is given, in groups that can be read out', () => {
  const password = createPassword((bytes) => Uint8Array.from({ length: bytes }, (_, i) => i * 17));
  expect(password).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  expect(password.length).toBeGreaterThan(minPasswordChars);
  expect(createPassword((bytes) => new Uint8Array(bytes))).not.toBe(password);
});
