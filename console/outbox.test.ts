import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOutbox, type OutboxDisk } from './outbox';

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onebar-outbox-'));
  path = join(dir, 'outbox');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const textsIn = (outbox = openOutbox(path)) => {
  const texts = Array.from(outbox.waiting(), ({ text }) => text);
  outbox.close();
  return texts;
};

it('keeps lines over a restart, in order, with whatever stands in them, and forgets what was removed', () => {
  const outbox = openOutbox(path);
  const [first] = outbox.add(['one', 'two "quoted" \\ and\ttabs', 'ثلاثة 👍\u2028']);
  outbox.add(['four']);
  outbox.remove(first!);
  // No close: as when the process is killed.
  expect(textsIn()).toEqual(['two "quoted" \\ and\ttabs', 'ثلاثة 👍\u2028', 'four']);
});

it('gives new lines numbers behind those of the last time, also when some were removed', () => {
  const outbox = openOutbox(path);
  const added = outbox.add(['one', 'two', 'three']);
  outbox.remove(added[1]!);
  outbox.close();
  const again = openOutbox(path);
  again.add(['four']);
  again.remove([...again.waiting()][0]!);
  again.close();
  expect(textsIn()).toEqual(['three', 'four']);
});

it('is an empty file when nothing waits', () => {
  const outbox = openOutbox(path);
  for (const saved of outbox.add(['one', 'two'])) outbox.remove(saved);
  expect(readFileSync(path, 'utf8')).toBe('');
  outbox.add(['three']);
  outbox.close();
  expect(textsIn()).toEqual(['three']);
});

it('forgets a last line that a crash tore, at whatever byte, and keeps all before it', () => {
  const outbox = openOutbox(path);
  outbox.add(['first', 'zweite – Zeile']);
  outbox.close();
  const whole = readFileSync(path);
  const firstEnd = whole.indexOf('\n') + 1;
  for (let bytes = firstEnd; bytes < whole.length; bytes++) {
    writeFileSync(path, whole);
    truncateSync(path, bytes);
    const again = openOutbox(path);
    expect([again.damage, Array.from(again.waiting(), ({ text }) => text)]).toEqual([undefined, ['first']]);
    // What is written next must not run into what is left of the torn line.
    again.add(['next']);
    again.close();
    expect(textsIn()).toEqual(['first', 'next']);
  }
});

it('takes a line as not written when the note of its removal was torn', () => {
  const outbox = openOutbox(path);
  const added = outbox.add(['one', 'two']);
  outbox.remove(added[0]!);
  outbox.close();
  truncateSync(path, readFileSync(path).length - 2);
  expect(textsIn()).toEqual(['one', 'two']);
});

it('says that lines cannot be read, keeps the file as it was, and goes on with the others', () => {
  const outbox = openOutbox(path);
  outbox.add(['one']);
  outbox.close();
  appendFileSync(path, '["+",2,"tw\0\0\0\n["?",3]\n');
  const before = readFileSync(path, 'utf8');
  const again = openOutbox(path);
  expect(again.damage?.lines).toBe(2);
  expect(readFileSync(again.damage!.copy, 'utf8')).toBe(before);
  again.add(['three']);
  again.close();
  const third = openOutbox(path);
  expect([third.damage, textsIn(third)]).toEqual([undefined, ['one', 'three']]);
});

it('has lines on disk before it gives them back, with one sync for all that came at once', () => {
  const done: string[] = [];
  const disk: OutboxDisk = {
    write: (_file, text) => void done.push(`write ${text.split('\n').length - 1}`),
    sync: () => void done.push('sync'),
  };
  const outbox = openOutbox(path, disk);
  outbox.add(['one', 'two', 'three']);
  expect(done).toEqual(['write 3', 'sync']);
  outbox.close();
});

it('shows nothing as saved that the disk did not take', () => {
  const disk: OutboxDisk = {
    write: () => {},
    sync: () => {
      throw new Error('no space left on device');
    },
  };
  const outbox = openOutbox(path, disk);
  expect(() => outbox.add(['one'])).toThrow('no space');
  expect([...outbox.waiting()]).toEqual([]);
  outbox.close();
});

it('goes on when a full disk takes no notes of what was removed, and makes up for them', () => {
  const { disk, full } = smallDisk();
  const outbox = openOutbox(path, disk);
  const [one, two, three] = outbox.add(['one', 'two', 'three', 'four']);
  full.after = 3;
  outbox.remove(one!);
  outbox.remove(two!);
  expect(Array.from(outbox.waiting(), ({ text }) => text)).toEqual(['three', 'four']);
  // Killed here it sends them a second time, and says nothing of damage.
  expect(textsIn()).toEqual(['one', 'two', 'three', 'four']);
  full.after = Infinity;
  outbox.add(['five']);
  outbox.remove(three!);
  outbox.close();
  expect(textsIn()).toEqual(['four', 'five']);
});

it('does not let a line run into what a full disk took of the one before', () => {
  const { disk, full } = smallDisk();
  const outbox = openOutbox(path, disk);
  outbox.add(['one']);
  for (const bytes of [1, 5, 10]) {
    full.after = bytes;
    expect(() => outbox.add(['lost'])).toThrow('no space');
  }
  full.after = Infinity;
  outbox.add(['two']);
  outbox.close();
  const again = openOutbox(path);
  expect([again.damage, textsIn(again)]).toEqual([undefined, ['one', 'two']]);
});

it('keeps what was set aside until the next start, also when nothing else waits', () => {
  const outbox = openOutbox(path);
  const [one, two] = outbox.add(['one', 'two']);
  outbox.setAside(one!);
  outbox.remove(two!);
  expect([outbox.count(), ...outbox.waiting()]).toEqual([0]);
  outbox.close();
  expect(textsIn()).toEqual(['one']);
});

/** Takes so many bytes of each write, and no more. */
function smallDisk() {
  const full = { after: Infinity };
  const disk: OutboxDisk = {
    write(file, text) {
      appendFileSync(file, Buffer.from(text).subarray(0, full.after));
      if (Buffer.byteLength(text) > full.after) throw new Error('no space left on device');
    },
    sync: () => {},
  };
  return { disk, full };
}

it('is readable for nobody else', () => {
  const outbox = openOutbox(path);
  outbox.add(['secret']);
  outbox.close();
  textsIn();
  expect(statSync(path).mode & 0o077).toBe(0);
});
