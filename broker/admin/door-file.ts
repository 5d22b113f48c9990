// A small file in the data folder, for its owner alone, that says where the door of the broker that runs is, and the word that
// opens it.
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as v from 'valibot';

const name = 'admin-door';
// The systems allow 104 to 108 for the path of a socket.
const maxSocketPathBytes = 100;

export interface DoorPlace {
  /** A socket's path or, on Windows, a pipe's. */
  readonly path: string;
  readonly token: string;
}

const schema = v.object({ path: v.string(), token: v.string() });

/** A place nobody is at. */
export async function newDoorPlace(dataDir: string): Promise<DoorPlace> {
  const token = randomBytes(32).toString('base64url');
  if (process.platform === 'win32')
    return { path: `\\\\.\\pipe\\onebar-${randomBytes(8).toString('hex')}`, token };
  const path = resolve(dataDir, 'admin.sock');
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return { path, token };
  return { path: join(await mkdtemp(join(tmpdir(), 'onebar-')), 'admin.sock'), token };
}

export async function writeDoorFile(dataDir: string, place: DoorPlace): Promise<void> {
  const file = join(dataDir, name);
  // Written anew, so that it never keeps the rights of another one.
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(place)}\n`, { mode: 0o600, flag: 'wx' });
}

/** `undefined` where there is none. Rejects when it cannot be read. */
export async function readDoorFile(dataDir: string): Promise<DoorPlace | undefined> {
  let text: string;
  try {
    text = await readFile(join(dataDir, name), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

export const removeDoorFile = (dataDir: string): Promise<void> => rm(join(dataDir, name), { force: true });
