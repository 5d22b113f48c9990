// One of LevelDB's table files (`*.ldb`): blocks of sorted rows, then a filter, an index of the blocks, and a footer. Each
// block carries a checksum that LevelDB does not look at when it reads; here everything is looked at.
//
//     block … block | filter | index of filters | index of blocks | footer, 48 bytes
//     each block: its bytes, 1 byte how it is packed, 4 bytes checksum of both
import { crc32c, maskCrc } from './crc32c';
import { unpackSnappy } from './snappy';
import { createReader } from './varint';

const footerBytes = 48;
const trailerBytes = 5;
const magic = Buffer.from('57fb808b247547db', 'hex');

interface BlockPlace {
  readonly offset: number;
  readonly bytes: number;
}

/** A row as some write left it. The one with the highest `sequence` counts. */
export interface Version {
  readonly key: Buffer;
  readonly sequence: number;
  /** `undefined`: it was deleted. */
  readonly value: Buffer | undefined;
}

/** Where the first thing is that cannot be read, in words; `undefined` when all of it is whole. */
export function findTableDamage(file: Buffer): string | undefined {
  const footer = readFooter(file);
  if (!footer) return 'its footer';
  const index = readPlaces(file, footer.index);
  const filters = readPlaces(file, footer.filters);
  if (!index || !filters) return 'its index';
  const bad = [...index, ...filters].find((place) => !isWhole(file, place));
  return bad && `its block at byte ${bad.offset}`;
}

/** All rows of the blocks that are whole, in the order of the file, and whether something was not. */
export function salvageTable(file: Buffer): { readonly versions: Version[]; readonly isWhole: boolean } {
  const footer = readFooter(file);
  const index = footer && readPlaces(file, footer.index);
  let isComplete = findTableDamage(file) === undefined;
  const versions: Version[] = [];
  for (const place of index ?? walkBlocks(file, footer)) {
    const block = isWhole(file, place) ? unpack(file, place) : undefined;
    const rows = block && readRows(block);
    if (rows) for (const [key, value] of rows) addVersion(key, value);
    else isComplete = false;
  }
  return { versions, isWhole: isComplete };

  function addVersion(internalKey: Buffer, value: Buffer): void {
    const { length } = internalKey;
    if (length < 8) return;
    const sequence = internalKey.readUIntLE(length - 7, 6) + (internalKey[length - 1] as number) * 2 ** 48;
    const key = internalKey.subarray(0, length - 8);
    versions.push({ key, sequence, value: internalKey[length - 8] === 1 ? value : undefined });
  }
}

interface Footer {
  readonly filters: BlockPlace;
  readonly index: BlockPlace;
}

function readFooter(file: Buffer): Footer | undefined {
  const start = file.length - footerBytes;
  if (start < 0 || !file.subarray(-magic.length).equals(magic)) return undefined;
  const reader = createReader(file, start, file.length - magic.length);
  const [a, b, c, d] = [reader.varint(), reader.varint(), reader.varint(), reader.varint()];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return { filters: { offset: a, bytes: b }, index: { offset: c, bytes: d } };
}

function readPlaces(file: Buffer, place: BlockPlace): BlockPlace[] | undefined {
  const block = isWhole(file, place) ? unpack(file, place) : undefined;
  const rows = block && readRows(block);
  if (!rows) return undefined;
  const places: BlockPlace[] = [];
  for (const [, value] of rows) {
    const reader = createReader(value);
    const [offset, bytes] = [reader.varint(), reader.varint()];
    if (offset === undefined || bytes === undefined) return undefined;
    places.push({ offset, bytes });
  }
  return places;
}

function isWhole(file: Buffer, { offset, bytes }: BlockPlace): boolean {
  const end = offset + bytes;
  if (end + trailerBytes > file.length) return false;
  return file.readUInt32LE(end + 1) === maskCrc(crc32c(file, offset, end + 1));
}

function unpack(file: Buffer, { offset, bytes }: BlockPlace): Buffer | undefined {
  const block = file.subarray(offset, offset + bytes);
  const packing = file[offset + bytes];
  if (packing === 0) return block;
  return packing === 1 ? unpackSnappy(block) : undefined;
}

/** Each row's key says how much of the key before it it begins with. Behind the rows stand the places where a key is whole. */
function readRows(block: Buffer): [key: Buffer, value: Buffer][] | undefined {
  if (block.length < 4) return undefined;
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  if (end < 0) return undefined;
  const reader = createReader(block, 0, end);
  const rows: [Buffer, Buffer][] = [];
  let before = Buffer.alloc(0);
  while (!reader.isAtEnd()) {
    const [shared, own, length] = [reader.varint(), reader.varint(), reader.varint()];
    if (shared === undefined || own === undefined || length === undefined) return undefined;
    const rest = reader.take(own);
    const value = reader.take(length);
    if (shared > before.length || !rest || !value) return undefined;
    before = Buffer.concat([before.subarray(0, shared), rest]);
    rows.push([before, value]);
  }
  return rows;
}

/** The blocks of rows, found by their checksums alone, up to the first that is not whole. */
function walkBlocks(file: Buffer, footer: Footer | undefined): BlockPlace[] {
  const places: BlockPlace[] = [];
  const end = footer ? footer.filters.offset : file.length - footerBytes;
  let offset = 0;
  let crc = 0;
  for (let at = 0; at + trailerBytes <= end; at++) {
    // `at` is where the byte that says how it is packed would stand.
    crc = crc32c(file, at, at + 1, crc);
    if ((file[at] as number) > 1 || file.readUInt32LE(at + 1) !== maskCrc(crc)) continue;
    places.push({ offset, bytes: at - offset });
    offset = at + trailerBytes;
    at = offset - 1;
    crc = 0;
  }
  // The last blocks hold no rows: the filter, and before an unreadable footer both indexes.
  return offset === end ? places.slice(0, footer ? -1 : -3) : places;
}
