// Words that the server has not acknowledged yet, in a file that only grows: a line for what was written, a line for what was
// acknowledged, and empty again when nothing waits. What `add` returned is on disk; a line that a crash tore was never shown as saved.
import {
  closeSync,
  copyFileSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeAll, writeWhole } from './write-whole';

export interface Saved {
  /** Rises. No two of a day are the same, also when nothing is left in the file to go on from. */
  readonly number: number;
  readonly text: string;
}

export interface Outbox {
  /** In the order in which they were written. Not a list: a pipe may bring a hundred thousand. */
  waiting(): Iterable<Saved>;
  count(): number;
  /** Resolves nothing and returns nothing before all of them are on disk. Throws when the disk does not take them. */
  add(texts: readonly string[]): readonly Saved[];
  /** It is at the server, or will never be: it need not be kept. Never throws: what cannot be noted now is noted with what comes next. */
  remove(saved: Saved): void;
  /** It is not sent again before the next start, and kept until then. */
  setAside(saved: Saved): void;
  /** Lines in the middle of the file that nobody can read; the file as it was is kept beside it. */
  readonly damage: { readonly lines: number; readonly copy: string } | undefined;
  close(): void;
}

/** For the tests: what it asks of the disk. */
export interface OutboxDisk {
  write(file: number, text: string): void;
  sync(file: number): void;
}

const realDisk: OutboxDisk = {
  write: writeAll,
  sync: fdatasyncSync,
};

export function openOutbox(path: string, disk: OutboxDisk = realDisk): Outbox {
  const read = readFile(path);
  const waiting = new Map(read.waiting.map((saved) => [saved.number, saved]));
  let lastNumber = Math.max(read.lastNumber, Date.now());
  const damage = keepDamaged();
  const isNew = !existsSync(path);
  // What was acknowledged and what a crash tore goes; what waits is written anew beside the old file and takes its place.
  if (read.isUntidy) writeWhole(path, read.waiting.map(addedLine).join(''));
  const file = openSync(path, 'a', 0o600);
  if (isNew) syncFolder(dirname(path));
  let bytes = fstatSync(file).size;
  let isSetAside = false;
  /** Notes of what was removed, which a full disk did not take. */
  let unnoted = '';

  /** What a full disk took of it goes again: the next line would run into it. */
  function append(text: string, isSynced: boolean): void {
    try {
      disk.write(file, text);
      if (isSynced) disk.sync(file);
    } catch (error) {
      ftruncateSync(file, bytes);
      throw error;
    }
    bytes += Buffer.byteLength(text);
  }

  function keepDamaged(): Outbox['damage'] {
    if (read.unreadable === 0) return undefined;
    const copy = `${path}.damaged-${Date.now()}`;
    copyFileSync(path, copy);
    return { lines: read.unreadable, copy };
  }

  return {
    waiting: () => waiting.values(),
    count: () => waiting.size,
    add(texts) {
      const added = texts.map((text) => ({ number: ++lastNumber, text }));
      if (added.length === 0) return added;
      append(unnoted + added.map(addedLine).join(''), true);
      unnoted = '';
      for (const saved of added) waiting.set(saved.number, saved);
      return added;
    },
    remove({ number }) {
      if (!waiting.delete(number)) return;
      unnoted += `${JSON.stringify(['-', number])}\n`;
      try {
        // Not synced: after a crash of the machine it may be sent a second time, and is never lost.
        if (waiting.size > 0 || isSetAside) append(unnoted, false);
        else {
          ftruncateSync(file);
          bytes = 0;
        }
        unnoted = '';
      } catch {
        // Should it not be noted until the end, it is sent a second time too.
      }
    },
    setAside({ number }) {
      isSetAside = waiting.delete(number) || isSetAside;
    },
    damage,
    close: () => closeSync(file),
  };
}

const addedLine = ({ number, text }: Saved): string => `${JSON.stringify(['+', number, text])}\n`;

interface Read {
  readonly waiting: readonly Saved[];
  readonly lastNumber: number;
  readonly unreadable: number;
  /** It holds more than what waits. */
  readonly isUntidy: boolean;
}

function readFile(path: string): Read {
  const waiting = new Map<number, Saved>();
  let lastNumber = 0;
  let unreadable = 0;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n');
  // Behind the last line break stands nothing, or what a crash left of a line.
  const torn = lines.pop() ?? '';
  for (const line of lines) {
    const said = readLine(line);
    if (!said) unreadable++;
    else if (typeof said === 'number') waiting.delete(said);
    else {
      waiting.set(said.number, said);
      lastNumber = Math.max(lastNumber, said.number);
    }
  }
  return {
    waiting: [...waiting.values()],
    lastNumber,
    unreadable,
    isUntidy: torn !== '' || lines.length !== waiting.size,
  };
}

/** What was added, or the number of what was removed. */
function readLine(line: string): Saved | number | undefined {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(said) || !Number.isSafeInteger(said[1]) || Number(said[1]) < 1) return undefined;
  const [what, number, text] = said as [unknown, number, unknown];
  if (what === '-') return number;
  return what === '+' && typeof text === 'string' ? { number, text } : undefined;
}
