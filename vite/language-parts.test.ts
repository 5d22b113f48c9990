import { expect, test } from 'vitest';
import { partOf } from './language-parts.ts';

const source = `import { x } from './x';
export const texts = {
  brand: 'export const rest',
};
export const later = { start: x };
export const rooms: typeof en.rooms = { close: 'Close' };
`;

test('cuts a language in two: what is needed at once, and everything else', () => {
  const exported = (part: string) =>
    [...partOf(source, part).matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
  expect(exported('first')).toEqual(['texts']);
  expect(exported('rest')).toEqual(['later', 'rooms']);
});

test('keeps every line in its place, for source maps', () => {
  expect(partOf(source, 'rest').split('\n').length).toBe(source.split('\n').length);
  expect(partOf(source, 'rest')).toContain("const texts = {\n  brand: 'export const rest',");
});
