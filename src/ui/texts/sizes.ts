// Amounts of data in words.

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** 512 bytes · 1.2 kB · 34 MB */
export function size(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  // 999.5 would be written as 1000.
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${amount < 10 && unit > 0 ? Number(amount.toFixed(1)) : Math.round(amount)} ${units[unit]}`;
}
