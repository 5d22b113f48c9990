// Whether somebody showed the token that is wanted, in a time that says nothing of how far the two agree.
import { createHash, timingSafeEqual } from 'node:crypto';

/** Texts of any length and any characters: what is compared are hashes, which are of one length. */
export const sameToken = (given: string, wanted: string): boolean =>
  timingSafeEqual(hash(given), hash(wanted));

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
