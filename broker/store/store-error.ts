// Why a store cannot be opened or used, in a sentence that main.ts prints as it is.

/**
 * - `locked`: another process has the folder open.
 * - `unwritable`: the folder cannot be made, read or written.
 * - `damaged`: something that was acknowledged is missing, or the folder was written by another version.
 * - `unavailable`: the disk failed and the store is being reopened, or it is closed.
 */
export type StoreErrorCode = 'locked' | 'unwritable' | 'damaged' | 'unavailable';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `what`: the rest of "The data folder is damaged: …". */
export const damaged = (path: string, what: string, cause?: unknown): StoreError =>
  new StoreError(
    'damaged',
    `The data folder ${path} is damaged: ${what}. Run "npm run repair": it keeps all that is whole and says what is gone. ` +
      'Or restore a backup.',
    cause,
  );

/** What a decoder made of the row `key`. Throws when it could not. */
export function readable<T>(path: string, key: string, decoded: T | undefined): T {
  if (decoded === undefined) throw damaged(path, `the row ${key} cannot be read`);
  return decoded;
}
