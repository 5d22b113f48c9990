import { expect, it } from 'vitest';
import { createFakeClock } from './fake-clock';

it('calls back what falls due in order of time, and what that plans in turn', async () => {
  const clock = createFakeClock(0);
  const happened: [string, number][] = [];
  const note = (what: string) => happened.push([what, clock.now()]);
  clock.after(300, () => note('third'));
  clock.after(100, () => {
    note('first');
    clock.after(50, () => note('second'));
  });
  const cancel = clock.after(200, () => note('cancelled'));
  cancel();
  expect(clock.waits()).toEqual([100, 300]);
  await clock.advance(299);
  expect(happened).toEqual([
    ['first', 100],
    ['second', 150],
  ]);
  await clock.advance(1);
  expect(happened.at(-1)).toEqual(['third', 300]);
  expect(clock.now()).toBe(300);
});
