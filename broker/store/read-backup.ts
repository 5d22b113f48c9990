// Reads a backup, and looks at every byte of it: whoever has heard the end knows that all of it is as it was written.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  backupMagic,
  decodeFrame,
  frameHeadBytes,
  maxFrameBytes,
  type BackupCounts,
  type BackupHead,
  type Row,
} from './backup-format';
import { checkRow } from './check-row';
import { batchPrefix, isReadableLayout, layoutVersion, layoutWithFloors, metaKey } from './layout';
import { countRow, noCounts } from './row-counts';
import { messageOf } from './store-error';

/** Why a file is no backup that could be restored, in a sentence. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

export type BackupPart =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'end'; readonly counts: BackupCounts };

/** Throws a `BackupError`. Rows that came before it are not to be trusted: only the end says that all is well. */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const digest = createHash('sha256');
  const counts = noCounts();
  const bytes = byteSource(file);
  const whatFor = (problem: string) => new BackupError(`The file ${file} ${problem}. Nothing was changed.`);
  let at = backupMagic.length;
  let step: 'head' | 'rows' | 'over' = 'head';

  try {
    const magic = await bytes.take(backupMagic.length);
    if (magic?.toString('latin1') !== backupMagic) throw whatFor('is no backup of Onebar, or of a newer one');
    for (;;) {
      const start = await bytes.take(frameHeadBytes);
      if (step === 'over' && !start && bytes.isAtEnd()) return;
      if (step === 'over') throw whatFor('has something behind its end, so it is not as it was written');
      if (!start) throw whatFor('is cut off: its end is missing');
      const length = start.readUInt32BE(0);
      if (length > maxFrameBytes) throw whatFor(`is damaged at byte ${at}`);
      const body = await bytes.take(length);
      if (!body) throw whatFor('is cut off: its end is missing');
      const frame = crc32(body) === start.readUInt32BE(4) ? decodeFrame(body) : undefined;
      if (!frame || (frame.kind === 'head') !== (step === 'head')) throw whatFor(`is damaged at byte ${at}`);
      at += frameHeadBytes + length;
      if (frame.kind === 'end') {
        if (!digest.digest().equals(frame.digest) || !sameCounts(counts, frame.counts))
          throw whatFor('is damaged: its checksum is not that of what it holds');
        step = 'over';
      } else {
        digest.update(start).update(body);
        step = 'rows';
      }
      if (frame.kind === 'head' && !isReadableLayout(frame.head.layout))
        throw whatFor(
          `was made by another version of Onebar (layout ${frame.head.layout}, this one reads ${layoutVersion} and ${layoutWithFloors})`,
        );
      if (frame.kind === 'rows') for (const row of frame.rows) look(row);
      yield frame;
    }
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(`The file ${file} cannot be read (${messageOf(error)}).`, { cause: error });
  } finally {
    bytes.close();
  }

  function look([key, value]: Row): void {
    const isOurs = key !== metaKey && !key.startsWith(batchPrefix);
    if (!isOurs || checkRow(key, value) !== 'fine') throw whatFor(`holds a row that cannot be read (${key})`);
    countRow(counts, key, value);
  }
}

/** What is in it. Throws a `BackupError`. */
export async function checkBackup(file: string): Promise<BackupHead & BackupCounts> {
  let head: BackupHead | undefined;
  let counts: BackupCounts | undefined;
  for await (const part of readBackup(file)) {
    if (part.kind === 'head') ({ head } = part);
    if (part.kind === 'end') ({ counts } = part);
  }
  if (!head || !counts) throw new BackupError(`The file ${file} is cut off: its end is missing.`);
  return { ...head, ...counts };
}

const sameCounts = (a: BackupCounts, b: BackupCounts): boolean =>
  a.rows === b.rows && a.entries === b.entries && a.rooms === b.rooms && a.accounts === b.accounts;

/** The bytes of a file, so many at a time. */
function byteSource(file: string) {
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  return {
    /** `undefined` when there are fewer left. */
    async take(length: number): Promise<Buffer | undefined> {
      while (waitingBytes < length) {
        const next = await chunks.next();
        if (next.done) return undefined;
        waiting.push(next.value);
        waitingBytes += next.value.length;
      }
      const all = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting);
      waiting = [all.subarray(length)];
      waitingBytes -= length;
      return all.subarray(0, length);
    },
    isAtEnd: () => waitingBytes === 0,
    close: () => stream.destroy(),
  };
}
