import { expect, it } from 'vitest';
import { sameToken } from './same-token';

it('tells tokens apart, whatever their length and their characters', () => {
  expect(sameToken('secret', 'secret')).toBe(true);
  expect(sameToken('secreT', 'secret')).toBe(false);
  expect(sameToken('', 'secret')).toBe(false);
  // As many characters, but more bytes.
  expect(sameToken('sécrèt', 'secret')).toBe(false);
});
