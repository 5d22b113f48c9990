// Turns a snapshot of the database into the bytes of a backup, piece by piece, while the broker goes on.
import { createHash } from 'node:crypto';
import { backupMagic, encodeFrame, type Frame, type Row } from './backup-format';
import { checkRow } from './check-row';
import { batchPrefix, layoutWithFloors, metaKey } from './layout';
import { countRow, noCounts } from './row-counts';
import { damaged } from './store-error';

const frameBytes = 16 * 1024;
/** Of a row in a frame, beside its key and value. */
const rowHeadBytes = 8;

/** Throws a `StoreError` when a row cannot be read: a backup of what is damaged would look like a good one. */
export async function* writeBackup(
  rows: AsyncIterable<Row>,
  { epoch, madeAtMs, path }: { epoch: string; madeAtMs: number; path: string },
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  const counts = noCounts();
  let waiting: Row[] = [];
  let waitingBytes = 0;

  const inFrame = (frame: Frame): Uint8Array => {
    const bytes = encodeFrame(frame);
    digest.update(bytes);
    return bytes;
  };

  yield Buffer.from(backupMagic);
  // It may hold floors, whether it does or not: known is that only at its end.
  yield inFrame({ kind: 'head', head: { layout: layoutWithFloors, epoch, madeAtMs } });
  for await (const [key, value] of rows) {
    // They are about this very database, and another one gets its own.
    if (key === metaKey || key.startsWith(batchPrefix)) continue;
    const state = checkRow(key, value);
    if (state === 'unreadable') throw damaged(path, `the row ${key} cannot be read`);
    if (state === 'dispensable') continue;
    countRow(counts, key, value);
    waiting.push([key, value]);
    waitingBytes += key.length + value.length + rowHeadBytes;
    if (waitingBytes < frameBytes) continue;
    yield inFrame({ kind: 'rows', rows: waiting });
    waiting = [];
    waitingBytes = 0;
  }
  if (waiting.length > 0) yield inFrame({ kind: 'rows', rows: waiting });
  yield encodeFrame({ kind: 'end', counts, digest: digest.digest() });
}
