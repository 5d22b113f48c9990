// The fingerprint of what an entry says: the same id with another one is another message.
import { hash } from 'node:crypto';
import { entryContent, type Entry } from '../../src/protocol/entry';

/** 16 bytes, of kind and body. */
export const contentHash = (entry: Entry): Uint8Array =>
  hash('sha256', entryContent(entry), 'buffer').subarray(0, 16);
