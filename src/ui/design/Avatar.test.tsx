// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Avatar } from './Avatar';

afterEach(cleanup);

const avatarOf = (name: string) => {
  const { container } = render(<Avatar name={name} />);
  const avatar = container.lastElementChild;
  return { initial: avatar?.textContent, look: avatar?.className, avatar };
};

test.each([
  ['mira', 'M'],
  ['  ólafur', 'Ó'],
  // A letter with its accent, and a family: several code points, one sign.
  ['e\u0301va', 'E\u0301'],
  ['👩‍👧 house', '👩‍👧'],
  ['', ''],
])('shows the first letter of %j', (name, initial) => {
  expect(avatarOf(name).initial).toBe(initial);
});

test('keeps its tint for the same name, and is not read aloud', () => {
  const first = avatarOf('Mira');
  expect(avatarOf('Mira').look).toBe(first.look);
  const looks = ['Ann', 'Bo', 'Cy', 'Di', 'Eve', 'Fay'].map((name) => avatarOf(name).look);
  expect(new Set(looks).size).toBeGreaterThan(1);
  expect(first.avatar?.getAttribute('aria-hidden')).toBe('true');
});
