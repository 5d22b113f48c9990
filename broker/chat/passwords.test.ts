import { describe, expect, it } from 'vitest';
import { createPasswords } from './passwords';

describe('passwords', () => {
  it('knows a password again, however its letters were composed', async () => {
    const passwords = createPasswords();
    const hashed = await passwords.hash('Gr\u00fcn ist sch\u00f6n');
    if (hashed === 'busy') throw new Error('busy');
    expect(await passwords.verify(hashed.passwordHash, 'Gru\u0308n ist scho\u0308n')).toBe(true);
    expect(await passwords.verify(hashed.passwordHash, 'Grun ist schon')).toBe(false);
  });

  it('is false for a name that has no hash, after really looking', async () => {
    expect(await createPasswords().verify(undefined, 'whatever')).toBe(false);
  });

  it('is busy when too many wait in line, and takes more when they are through', async () => {
    const passwords = createPasswords();
    const answers = await Promise.all(Array.from({ length: 70 }, () => passwords.verify(undefined, 'x')));
    expect(answers.filter((answer) => answer === false)).toHaveLength(66);
    expect(answers.filter((answer) => answer === 'busy')).toHaveLength(4);
    expect(await passwords.verify(undefined, 'x')).toBe(false);
  });
});
