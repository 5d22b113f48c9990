// Where the arrow keys lead among cells in groups that each begin on a row of their own. Pure.

export type Move = 'next' | 'previous' | 'up' | 'down' | 'row-start' | 'row-end';

interface Row {
  readonly start: number;
  readonly length: number;
}

/** `sizes`: how many cells each group has. `undefined`: above the first row. */
export function moveFrom(
  from: number,
  move: Move,
  sizes: readonly number[],
  columns: number,
): number | undefined {
  const rows = rowsOf(sizes, Math.max(1, columns));
  const at = rows.findIndex(({ start, length }) => from >= start && from < start + length);
  const row = rows[at];
  if (!row) return undefined;
  const last = sizes.reduce((sum, size) => sum + size, 0) - 1;
  const below = (other: Row) => other.start + Math.min(from - row.start, other.length - 1);
  const above = rows[at - 1];
  const next = rows[at + 1];
  const places: Readonly<Record<Move, number | undefined>> = {
    next: Math.min(from + 1, last),
    previous: Math.max(from - 1, 0),
    'row-start': row.start,
    'row-end': row.start + row.length - 1,
    up: above && below(above),
    down: next ? below(next) : from,
  };
  return places[move];
}

function rowsOf(sizes: readonly number[], columns: number): Row[] {
  const rows: Row[] = [];
  let start = 0;
  for (const size of sizes) {
    for (let at = 0; at < size; at += columns)
      rows.push({ start: start + at, length: Math.min(columns, size - at) });
    start += size;
  }
  return rows;
}
