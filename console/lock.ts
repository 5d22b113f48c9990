// One console for each folder: two would send each other's words, and take the session from each other without end.
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 100;

export interface Lock {
  release(): void;
}

/** The number of the process that has it, when that does not let go within `waitMs`. */
export async function takeLock(folder: string, waitMs: number): Promise<Lock | number> {
  const path = join(folder, 'lock');
  const endMs = performance.now() + waitMs;
  for (;;) {
    if (create(path)) return { release: () => rmSync(path, { force: true }) };
    const owner = ownerOf(path);
    if (owner === undefined ? isOld(path) : !isRunning(owner)) rmSync(path, { force: true });
    else if (performance.now() >= endMs) return owner ?? 0;
    else await sleep(lookEveryMs);
  }
}

function create(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  writeSync(file, `${process.pid}\n`);
  closeSync(file);
  return true;
}

/** Whoever made it would have written its number by now. */
function isOld(path: string): boolean {
  const madeAtMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return madeAtMs !== undefined && Date.now() - madeAtMs > 5000;
}

/** `undefined` while its number is not written yet. */
function ownerOf(path: string): number | undefined {
  try {
    return Number(/^\d+(?=\n)/.exec(readFileSync(path, 'utf8'))?.[0] ?? Number.NaN) || undefined;
  } catch {
    // It let go just now.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  // Left by an earlier process that had the number which is ours now.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
