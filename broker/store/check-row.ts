// Whether a row of the database says what it should, whatever kind it is: for those who copy all of them.
import {
  decodeAims,
  decodeFloor,
  decodeHead,
  decodeIds,
  decodeMeta,
  decodeReactions,
  decodeRow,
  decodeStored,
  logSeq,
} from './layout';
import { rowSchemas } from './row-schemas';
import { plainTables, type Tables } from './tables';

// They are written lazily, so that everybody copes with old ones anyway. Without its session a device is told so and asks for
// what it lacks; without a mark the next one that is sent counts. To refuse to start for one of them would be worse.
// Nor for one of a plain topic's: without it the others go on.
export const dispensable: ReadonlySet<string> = new Set<keyof Tables>([
  'session',
  'marks',
  'deviceSeen',
  ...plainTables,
]);

/** `dispensable`: it cannot be read, and nobody misses it. A kind that is not known here is a newer version's, and fine. */
export function checkRow(key: string, value: Uint8Array): 'fine' | 'dispensable' | 'unreadable' {
  const [kind = '', table = ''] = key.split('/', 2);
  if (isReadable(kind, table, key, value)) return 'fine';
  return kind === 'row' && dispensable.has(table) ? 'dispensable' : 'unreadable';
}

function isReadable(kind: string, table: string, key: string, value: Uint8Array): boolean {
  switch (kind) {
    case 'meta':
      return decodeMeta(value) !== undefined;
    case 'head':
      return decodeHead(value) !== undefined;
    case 'floor':
      return decodeFloor(value) !== undefined;
    case 'log':
      return decodeStored(logSeq(key), value) !== undefined;
    case 'id':
      return decodeIds(value) !== undefined;
    case 'aim':
      return decodeAims(value) !== undefined;
    case 'reaction':
      return decodeReactions(value) !== undefined;
    case 'row':
      return !isTable(table) || decodeRow(table, value) !== undefined;
    default:
      return true;
  }
}

const isTable = (name: string): name is keyof Tables => Object.hasOwn(rowSchemas, name);
