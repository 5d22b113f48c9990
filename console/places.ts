// Where the console keeps what: a folder for each server and account, and in it one for each room, which has its own client id and
// outbox, so that consoles in several rooms, and a pipe beside one of them, are not in each other's way.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldName } from '../src/protocol/names';
import type { ConsoleOptions } from './options';
import { writeWhole } from './write-whole';

export interface Places {
  /** The sign-in of the account. */
  readonly account: string;
  /** Of this room, or of the pipe into it. */
  readonly folder: string;
  readonly outbox: string;
  /** What the server would not take. */
  readonly refused: string;
}

export function preparePlaces(
  { stateFolder, http, user, room }: Pick<ConsoleOptions, 'stateFolder' | 'http' | 'user' | 'room'>,
  way: 'console' | 'pipe',
): Places {
  const account = join(stateFolder, new URL(http).host.replaceAll(':', '_'), fileName(foldName(user)));
  const folder = join(account, way === 'pipe' ? `${fileName(room)}.pipe` : fileName(room));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { account, folder, outbox: join(folder, 'outbox'), refused: join(folder, 'refused') };
}

/** The same one at each start: it names the session at the broker, which knows what was missed. */
export function keepClientId({ folder }: Places): string {
  const path = join(folder, 'client-id');
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (/^[\w-]{8,64}$/.test(kept)) return kept;
  const made = `console-${randomBytes(9).toString('base64url')}`;
  writeWhole(path, `${made}\n`);
  return made;
}

/** Any name as one of a file: no slashes, no dots, not too long, and different for different names. */
function fileName(name: string): string {
  const safe = encodeURIComponent(name.toWellFormed()).replaceAll('.', '%2E').replaceAll('*', '%2A');
  if (safe.length <= 100) return safe;
  return `${safe.slice(0, 80)}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
