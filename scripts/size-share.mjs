// Which sources a built script is made of, read from its source map: each segment of the script belongs to the source it came from.
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Packages by name, own code by folder, the largest first. */
export function shareOf(code, map) {
  const lines = code.split('\n');
  const charsBySource = new Map();
  let source = 0;
  for (const [row, line] of map.mappings.split(';').entries()) {
    let column = 0;
    const starts = [];
    for (const segment of line.split(',').filter(Boolean)) {
      const [columns, sources] = decode(segment);
      column += columns;
      source += sources ?? 0;
      starts.push({ column, name: sources === undefined ? undefined : nameOf(map.sources[source]) });
    }
    for (const [k, { column: from, name }] of starts.entries()) {
      const to = starts[k + 1]?.column ?? lines[row].length;
      if (name !== undefined) charsBySource.set(name, (charsBySource.get(name) ?? 0) + to - from);
    }
  }
  return [...charsBySource]
    .map(([name, chars]) => ({ source: name, share: chars / code.length }))
    .filter(({ share }) => share >= 0.01)
    .toSorted((a, b) => b.share - a.share);
}

function nameOf(path) {
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  return installed ? installed[1] : (/src\/[^/]+/.exec(path)?.[0] ?? path);
}

/** Base64 digits of five bits and a sign of more to come; the lowest bit of a number is its sign. */
function decode(segment) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
