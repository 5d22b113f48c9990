// The sorted bytes under the level store: as much of classic-level as it uses, so that a test can hand in a disk that fails.
import { mkdir } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { messageOf, StoreError } from './store-error';

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: string };

interface KeyRange {
  readonly gte: string;
  readonly lte?: string;
  readonly lt?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** Every call rejects or throws when the disk fails or the database is closed. */
export interface Database {
  getSync(key: string): Uint8Array | undefined;
  get(key: string): Promise<Uint8Array | undefined>;
  keys(range: KeyRange): AsyncIterable<string>;
  /** Rows in the order of their keys' UTF-8 bytes. */
  iterator(range: KeyRange): AsyncIterable<[key: string, value: Uint8Array]>;
  /** All or nothing; with `sync` it resolves when the operating system says that it is on disk. */
  batch(operations: Operation[], options: { sync: boolean }): Promise<void>;
  /** Does nothing when it is closed already. */
  close(): Promise<void>;
}

/** Rejects with a `StoreError`. */
export type OpenDatabase = (path: string) => Promise<Database>;

export const openClassicLevel: OpenDatabase = async (path) => {
  let database: ClassicLevel<string, Uint8Array>;
  try {
    // LevelDB makes the folder, but not those above it.
    await mkdir(path, { recursive: true });
    database = new ClassicLevel<string, Uint8Array>(path, { valueEncoding: 'view' });
    await database.open();
  } catch (error) {
    throw inWords(path, error);
  }
  return database;
};

function inWords(path: string, error: unknown): StoreError {
  const cause: unknown = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'LEVEL_LOCKED')
    return new StoreError(
      'locked',
      `The data folder ${path} is in use by another process. One folder serves one broker at a time.`,
      error,
    );
  if (code === 'LEVEL_CORRUPTION')
    return new StoreError(
      'damaged',
      `The data folder ${path} is damaged (${messageOf(cause)}). Restore a backup, or keep the folder as it is for repair.`,
      error,
    );
  return new StoreError(
    'unwritable',
    `The data folder ${path} cannot be opened for writing (${messageOf(cause)}).`,
    error,
  );
}
