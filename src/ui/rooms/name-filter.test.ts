import { expect, test } from 'vitest';
import { nameFilter } from './name-filter';

const found = (text: string, ...names: string[]) => names.filter(nameFilter(text) ?? (() => false));

test('finds a name by parts of it, in any order', () => {
  expect(found('slo nor', 'North slope', 'South slope', 'Slowenien Norden')).toEqual([
    'North slope',
    'Slowenien Norden',
  ]);
});

test('knows no case and no accents', () => {
  expect(found('CAFE', 'Café', 'cafe\u0301 2', 'Coffee')).toEqual(['Café', 'cafe\u0301 2']);
  expect(found('strasse', 'Hauptstraße')).toEqual(['Hauptstraße']);
  expect(found('Ελλαδα', 'Ελλάδα')).toEqual(['Ελλάδα']);
  expect(found('محمد', 'مُحَمَّد')).toEqual(['مُحَمَّد']);
});

test('is none when nothing was typed', () => {
  expect(nameFilter('  ')).toBeUndefined();
});
