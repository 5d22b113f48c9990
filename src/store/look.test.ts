import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chooseLook, lookOf, looks } from './look';

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

it('keeps what is not as usual, and nothing else', () => {
  expect([lookOf('theme'), lookOf('size'), lookOf('density')]).toEqual(['auto', 'normal', 'comfortable']);
  chooseLook('theme', 'dark');
  chooseLook('size', 'normal');
  expect([lookOf('theme'), [...kept]]).toEqual(['dark', [['onebar-theme', 'dark']]]);
  chooseLook('theme', 'auto');
  expect([lookOf('theme'), kept.size]).toEqual(['auto', 0]);
});

it('takes what an older or newer version kept, and it does not know, for the usual', () => {
  kept.set('onebar-size', 'gigantic');
  expect(lookOf('size')).toBe('normal');
});

it('offers nothing that the page’s own script does not know', () => {
  const script = readFileSync('src/db/chosen-look.js', 'utf8');
  const styles = readFileSync('src/ui/design/tokens.css', 'utf8');
  for (const part of ['theme', 'size', 'density'] as const)
    for (const each of looks[part].filter((value) => value !== lookOf(part))) {
      expect(script).toContain(`'${each}'`);
      expect(styles).toContain(`[data-${part}='${each}']`);
    }
});
