// A small file beside the database that says which batch was acknowledged last. LevelDB cannot be asked: when the end of its
// write-ahead log cannot be read it takes that for a crash in the middle of a write, and opens without a word.
//
// It is written after each batch and before its answers, without waiting for the disk: one write of 21 bytes into the page
// cache (1.3 µs). So after the end of the process it is exact, and after a crash of the machine it may be some seconds behind,
// never ahead while SYNC is on. What it cannot tell: that damage *and* a crash of the machine within those seconds came
// together, and that the whole folder is an older copy of itself.
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

export const witnessName = 'last-batch';

export interface Witness {
  /** 0 in a new folder; `undefined` when it is missing or cannot be read. */
  read(): number | undefined;
  /** Throws when the disk fails. */
  write(batch: number): void;
  /** Does nothing when it is closed already. */
  close(): void;
}

/** Throws Node's error. `create`: a folder without one is a new one. */
export function openWitness(path: string, { create }: { create: boolean }): Witness {
  let file = openFile();
  const buffer = Buffer.alloc(lineOf(0).length);

  function openFile(): number | undefined {
    try {
      return openSync(join(path, witnessName), 'r+');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      if (!create) return undefined;
      const made = openSync(join(path, witnessName), 'wx+');
      writeSync(made, lineOf(0), 0);
      fsyncSync(made);
      return made;
    }
  }

  return {
    read: () => {
      if (file === undefined) return undefined;
      buffer.fill(0);
      readSync(file, buffer, 0, buffer.length, 0);
      const number = Number.parseInt(buffer.toString('latin1', 0, 12), 16);
      return buffer.equals(Buffer.from(lineOf(number))) ? number : undefined;
    },
    write: (batch) => {
      if (file !== undefined) writeSync(file, lineOf(batch), 0);
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function lineOf(batch: number): string {
  const digits = batch.toString(16).padStart(12, '0');
  return `${digits} ${crc32(digits).toString(16).padStart(8, '0')}\n`;
}
