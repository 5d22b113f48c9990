// Amounts of data in words.
import { numbersOf } from './numbers';
import { language, later } from './texts';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** 512 bytes · 1.2 kB · 34 MB */
export function size(bytes: number): string {
  let amount = bytes;
  let power = 0;
  // 999.5 would be written as 1000.
  while (amount >= 999.5 && power < units.length - 1) {
    amount /= 1000;
    power++;
  }
  const { number } = numbersOf(language);
  return later.sizes[units[power] ?? 'bytes'](number(amount < 10 && power > 0 ? amount : Math.round(amount)));
}
