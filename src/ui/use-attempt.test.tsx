// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useAttempt } from './use-attempt';

type Answer = { ok: true } | { ok: false; message: string };

/** Work that ends when the test says so. */
function held() {
  let end: (answer: Answer) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const answer = new Promise<Answer>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const calls = { count: 0 };
  return {
    calls,
    end: (given: Answer) => act(async () => end(given)),
    fail: (error: Error) => act(async () => fail(error)),
    work: () => {
      calls.count += 1;
      return answer;
    },
  };
}

test('says why it did not work until the next try', async () => {
  const { result } = renderHook(useAttempt);
  const first = held();
  let worked: Promise<boolean> | undefined;
  act(() => {
    worked = result.current.attempt(first.work);
  });
  expect(result.current).toMatchObject({ busy: true, problem: undefined });
  await first.end({ ok: false, message: 'The name is taken.' });
  expect(await worked).toBe(false);
  expect(result.current).toMatchObject({ busy: false, problem: 'The name is taken.' });
  const second = held();
  act(() => {
    worked = result.current.attempt(second.work);
  });
  expect(result.current.problem).toBeUndefined();
  await second.end({ ok: true });
  expect(await worked).toBe(true);
});

test('says that something went wrong when it throws, and passes the error on', async () => {
  const { result } = renderHook(useAttempt);
  const broken = held();
  let failure: Promise<unknown> | undefined;
  act(() => {
    failure = result.current.attempt(broken.work).catch((error: unknown) => error);
  });
  await broken.fail(new Error('a bug'));
  expect(await failure).toEqual(new Error('a bug'));
  expect(result.current).toMatchObject({
    busy: false,
    problem: 'That did not work. What you wrote is still here. Please try again.',
  });
});

test('asks once what is pressed twice, and again when the first is over', async () => {
  const { result } = renderHook(useAttempt);
  const first = held();
  const second = held();
  let worked: Promise<boolean> | undefined;
  act(() => {
    worked = result.current.attemptOnce(first.work);
  });
  expect(await result.current.attemptOnce(second.work)).toBe(false);
  expect([first.calls.count, second.calls.count]).toEqual([1, 0]);
  await first.end({ ok: true });
  expect(await worked).toBe(true);
  act(() => {
    worked = result.current.attemptOnce(second.work);
  });
  await second.end({ ok: true });
  expect(await worked).toBe(true);
  expect(second.calls.count).toBe(1);
});
