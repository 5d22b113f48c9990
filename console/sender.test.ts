import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Answer, Link } from './link';
import { openOutbox, type Outbox } from './outbox';
import { createSender, type Sender } from './sender';

let dir: string;
let outbox: Outbox;
let sender: Sender;
let isKept: boolean;
let underWay: { text: string; dup: boolean; answer: (answer: Answer) => void }[];
const told: string[] = [];

const link: Link = {
  isOnline: () => true,
  publish: ({ text, dup }, answered) => void underWay.push({ text, dup, answer: answered }),
  close: async () => {},
};
const texts = () => underWay.map(({ text, dup }) => `${text}${dup ? ' again' : ''}`);
/** Answers all that is under way. */
function answer(...answers: readonly Answer['is'][]): void {
  const asked = underWay;
  underWay = [];
  for (const [index, each] of asked.entries()) {
    const is = answers[index] ?? 'stored';
    each.answer(is === 'stored' ? { is } : { is, why: 'because' });
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  dir = mkdtempSync(join(tmpdir(), 'onebar-sender-'));
  outbox = openOutbox(join(dir, 'outbox'));
  underWay = [];
  told.length = 0;
  isKept = true;
  sender = createSender({
    outbox,
    link: () => link,
    topic: 'text/lobby',
    refused: ({ text }, why) => {
      told.push(`refused ${text} ${why}`);
      return isKept;
    },
    later: (why) => told.push(`later ${why}`),
    settled: () => {},
  });
});
afterEach(() => {
  sender.close();
  outbox.close();
  rmSync(dir, { recursive: true });
  vi.useRealTimers();
});

it('goes on from the oldest line once all that was under way is answered, when one was refused for now', () => {
  outbox.add(['one', 'two', 'three']);
  sender.send();
  const [, , three] = underWay;
  underWay.splice(2);
  answer('stored', 'later');
  outbox.add(['four']);
  sender.send();
  vi.advanceTimersByTime(60_000);
  expect([texts(), told]).toEqual([[], ['later because']]);
  three?.answer({ is: 'later', why: 'because' });
  vi.advanceTimersByTime(2000);
  expect([texts(), told]).toEqual([['two again', 'three again', 'four'], ['later because']]);
  answer();
  expect(outbox.count()).toBe(0);
});

it('keeps a line in the outbox that is taken nowhere else, and sends the others', () => {
  outbox.add(['one', 'two']);
  sender.send();
  isKept = false;
  answer('refused', 'stored');
  expect([told, outbox.count(), texts()]).toEqual([['refused one because'], 0, []]);
  outbox.close();
  outbox = openOutbox(join(dir, 'outbox'));
  expect(Array.from(outbox.waiting(), ({ text }) => text)).toEqual(['one']);
});
