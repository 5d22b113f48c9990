// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { fakeMessage } from '../fake-app';
import { useUnreadAbove } from './use-unread-above';

afterEach(cleanup);

const items = Array.from({ length: 30 }, (_, i) => fakeMessage(101 + i));
const show = (firstUnreadSeq: number | undefined) =>
  renderHook(() => useUnreadAbove({ items, firstUnreadSeq })).result;

test('is above the screen until somebody has seen where it begins', () => {
  const result = show(111);
  expect(result.current.isAbove).toBe(false);
  act(() => result.current.look(25));
  expect(result.current.isAbove).toBe(true);
  act(() => result.current.look(9));
  expect(result.current.isAbove).toBe(false);
  act(() => result.current.look(25));
  expect(result.current.isAbove).toBe(false);
});

test('is above all that is here where it begins before that', () => {
  const result = show(50);
  act(() => result.current.look(0));
  expect(result.current.isAbove).toBe(true);
});

test('is nowhere when nothing is new, or when it begins on the screen', () => {
  const none = show(undefined);
  act(() => none.current.look(25));
  expect(none.current.isAbove).toBe(false);
  const onScreen = show(125);
  act(() => onScreen.current.look(20));
  expect(onScreen.current.isAbove).toBe(false);
});
