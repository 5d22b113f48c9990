import { expect, test } from 'vitest';
import { qrPath } from './qr-path';

const drawn = (picture: string) => qrPath(picture.split('/').map((row) => Array.from(row, (c) => c === '#')));

test('draws each run of dark modules as one bar', () => {
  expect(drawn('##.#')).toBe('M0 0h2v1H0zM3 0h1v1H3z');
  expect(drawn('.../.##')).toBe('M1 1h2v1H1z');
});

test('draws nothing where all is light', () => {
  expect(drawn('.../...')).toBe('');
});
