import { expect, it } from 'vitest';
import { createFakeClock, settle } from '../platform/fake-clock';
import { createRefresher } from './refresher';

function setUp({ failing = false, busyMs = (): number => 0 } = {}) {
  const clock = createFakeClock();
  const reads: (() => void)[] = [];
  const troubles: unknown[] = [];
  const refresher = createRefresher({
    read: () =>
      new Promise((resolve, reject) =>
        reads.push(() => (failing ? reject(new Error('The disk went away.')) : resolve())),
      ),
    gapMs: 200,
    busyMs,
    after: clock.after,
    trouble: (error) => troubles.push(error),
  });
  const finishRead = async () => {
    reads.at(-1)!();
    await settle(3);
  };
  return { clock, reads, troubles, refresher, finishRead };
}

it('reads at once after a rest, and one more time behind a gap however many changes came meanwhile', async () => {
  const { clock, reads, refresher, finishRead } = setUp();
  refresher.wake();
  refresher.wake();
  await settle(1);
  expect(reads).toHaveLength(1);
  for (let i = 0; i < 1000; i++) refresher.wake();
  await finishRead();
  refresher.wake();
  await clock.advance(199);
  expect(reads).toHaveLength(1);
  await clock.advance(1);
  expect(reads).toHaveLength(2);
  await finishRead();
  await clock.advance(10_000);
  expect(reads).toHaveLength(2);
  refresher.wake();
  await settle(1);
  expect(reads).toHaveLength(3);
});

it('reads no second time for what the reading under way sees', async () => {
  const { clock, reads, refresher, finishRead } = setUp();
  refresher.ensure();
  await settle(1);
  refresher.ensure();
  await finishRead();
  await clock.advance(10_000);
  expect(reads).toHaveLength(1);
  refresher.ensure();
  await settle(1);
  expect(reads).toHaveLength(2);
});

it('goes on after a read that failed', async () => {
  const { clock, reads, troubles, refresher, finishRead } = setUp({ failing: true });
  refresher.wake();
  await settle(1);
  refresher.wake();
  await finishRead();
  await clock.advance(200);
  expect([reads.length, troubles.length]).toEqual([2, 1]);
});

it('reads no more once it is stopped', async () => {
  const { clock, reads, refresher, finishRead } = setUp();
  refresher.wake();
  await settle(1);
  refresher.wake();
  refresher.stop();
  await finishRead();
  refresher.wake();
  await clock.advance(10_000);
  expect(reads).toHaveLength(1);
});

it('lets somebody who types go first, and not for ever', async () => {
  let busyMs = 100;
  const { clock, reads, refresher, finishRead } = setUp({ busyMs: () => busyMs });
  refresher.wake();
  await settle(1);
  refresher.wake();
  await clock.advance(99);
  expect(reads).toHaveLength(0);
  busyMs = 0;
  await clock.advance(1);
  expect(reads).toHaveLength(1);
  await finishRead();
  busyMs = 100;
  refresher.wake();
  await clock.advance(499);
  expect(reads).toHaveLength(1);
  await clock.advance(1);
  expect(reads).toHaveLength(2);
});

it('reads no more once it was stopped while somebody typed', async () => {
  const { clock, reads, refresher } = setUp({ busyMs: () => 100 });
  refresher.wake();
  await settle(1);
  refresher.stop();
  await clock.advance(10_000);
  expect(reads).toHaveLength(0);
});
