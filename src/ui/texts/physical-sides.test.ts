// Everything is mirrored in a language that runs from right to left, because no style names a side.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = 'src/ui';
const sheets = readdirSync(folder, { recursive: true })
  .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.css'));

/** The insets of a device with a notch are where the hardware is. */
const withoutInsets = (css: string) =>
  css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/env\(safe-area-inset-\w+\)/g, '');

it('has no style that names left or right', () => {
  const sides = sheets.flatMap((path) =>
    [...withoutInsets(readFileSync(path, 'utf8')).matchAll(/^.*\b(?:left|right)\b.*$/gm)].map(
      ([line]) => `${path}: ${line.trim()}`,
    ),
  );
  expect(sheets.length).toBeGreaterThan(20);
  expect(sides).toEqual([]);
});
