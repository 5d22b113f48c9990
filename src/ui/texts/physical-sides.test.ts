// Everything is mirrored in a language that runs from right to left, because no style names a side.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = 'src/ui';
const sheets = readdirSync(folder, { recursive: true })
  .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.css'))
  .map((path) => ({ path, css: readFileSync(path, 'utf8') }));

/** What a style says of left or right. The insets of a device with a notch are where the hardware is. */
function sidesIn(css: string): string[] {
  const own = css
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/env\(safe-area-inset-(?:left|right)\)/g, 'inset');
  return [...own.matchAll(/([\w-]+)\s*:\s*([^;{}]+);/g)].flatMap(([, property = '', value = '']) =>
    /\b(?:left|right)\b/.test(`${property} ${value}`) || isUneven(property, value)
      ? [`${property}: ${value.replaceAll(/\s+/g, ' ')}`]
      : [],
  );
}

/** Top, right, bottom and left, with something else on the right than on the left. */
function isUneven(property: string, value: string): boolean {
  const parts = value.trim().match(/(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+/g) ?? [];
  if (property === 'border-radius') return parts.length > 1;
  return (
    /^(?:padding|margin|inset|border-width)$/.test(property) && parts.length === 4 && parts[1] !== parts[3]
  );
}

it('has no style that names left or right', () => {
  expect(sheets.length).toBeGreaterThan(20);
  expect(sheets.flatMap(({ path, css }) => sidesIn(css).map((side) => `${path}: ${side}`))).toEqual([]);
});

it('finds a side where one is named', () => {
  expect(sidesIn('.a { margin-left: 4px; text-align: right; }')).toEqual([
    'margin-left: 4px',
    'text-align: right',
  ]);
  expect(sidesIn('.a { padding: 1px 2px max(3px, var(--x)) 4px; }')).toHaveLength(1);
  expect(sidesIn('.a { border-radius: 4px 0 0 4px; }')).toHaveLength(1);
  expect(sidesIn('.a { padding: 1px 2px 3px 2px; margin-inline-start: 4px; /* left */ }')).toEqual([]);
  expect(sidesIn('.a { padding: 0 env(safe-area-inset-right) 0 env(safe-area-inset-left); }')).toEqual([]);
});
