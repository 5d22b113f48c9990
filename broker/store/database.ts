// The sorted bytes under the level store: as much of classic-level as it uses, so that a test can hand in a disk that fails.
import { ClassicLevel } from 'classic-level';
import { damaged, messageOf, StoreError } from './store-error';

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

/** `path` is the database's own folder. */
export const openClassicLevel: OpenDatabase = async (path) => {
  const database = new ClassicLevel<string, Uint8Array>(path, { valueEncoding: 'view' });
  try {
    await database.open();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'LEVEL_LOCKED') throw locked(path, error);
    throw code === 'LEVEL_CORRUPTION'
      ? damaged(path, messageOf(causeOf(error)), error)
      : unwritable(path, error);
  }
  return {
    getSync: (key) => database.getSync(key),
    get: (key) => database.get(key),
    keys: (range) => database.keys(range),
    iterator: (range) => database.iterator(range),
    batch: (operations, options) => writeChained(database, operations, options),
    close: () => database.close(),
  };
};

/** Operation by operation, because a batch handed over as an array took six times the CPU: most of what storing a message costs. */
async function writeChained(
  database: ClassicLevel<string, Uint8Array>,
  operations: readonly Operation[],
  options: { sync: boolean },
): Promise<void> {
  const batch = database.batch();
  for (const operation of operations)
    if (operation.type === 'put') batch.put(operation.key, operation.value);
    else batch.del(operation.key);
  await batch.write(options);
}

/** Has another process opened it? Leaves everything in it as it is, which opening it does not. */
export async function isLocked(path: string): Promise<boolean> {
  const database = new ClassicLevel(path);
  try {
    // Both ways LevelDB takes the lock, finds that this may not be, and gives it back.
    await database.open({ createIfMissing: false, errorIfExists: true });
    await database.close();
    return false;
  } catch (error) {
    return codeOf(error) === 'LEVEL_LOCKED';
  }
}

export const locked = (path: string, cause?: unknown): StoreError =>
  new StoreError(
    'locked',
    `The data folder ${path} is in use by another process. One folder serves one broker at a time.`,
    cause,
  );

export const unwritable = (path: string, error: unknown): StoreError =>
  new StoreError(
    'unwritable',
    `The data folder ${path} cannot be opened for writing (${messageOf(causeOf(error))}).`,
    error,
  );

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;

function codeOf(error: unknown): unknown {
  const cause = causeOf(error);
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}
