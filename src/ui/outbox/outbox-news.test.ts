import { expect, test } from 'vitest';
import { fakeOutboxItem } from '../fake-app';
import { createOutboxNews } from './outbox-news';

const a = fakeOutboxItem('a');
const b = fakeOutboxItem('b');
const c = fakeOutboxItem('c');
const failed = (item: typeof a) => ({ ...item, state: 'failed', problem: 'No.' }) as const;

test('counts what was sent when all that waited without a link has gone', () => {
  const news = createOutboxNews();
  news.see([a, b, c], false);
  news.see([a, b, c], true);
  news.see([c], true);
  expect(news.take()).toEqual({ failed: 0, sent: 0 });
  news.see([], true);
  expect(news.take()).toEqual({ failed: 0, sent: 3 });
  expect(news.take()).toEqual({ failed: 0, sent: 0 });
});

test('waits for no message written after the link came back', () => {
  const news = createOutboxNews();
  news.see([a], false);
  news.see([b], true);
  expect(news.take().sent).toBe(1);
});

test('is silent about what is written and sent with a link', () => {
  const news = createOutboxNews();
  news.see([a], true);
  news.see([], true);
  expect(news.take()).toEqual({ failed: 0, sent: 0 });
});

test('does not call sent what was discarded without a link', () => {
  const news = createOutboxNews();
  news.see([a, b], false);
  news.see([b], false);
  news.see([], true);
  expect(news.take().sent).toBe(1);
});

test('does not call sent what failed', () => {
  const news = createOutboxNews();
  news.see([a, b], false);
  news.see([failed(b)], true);
  expect(news.take()).toEqual({ failed: 1, sent: 1 });
});

test('tells a failure once, and again after another try', () => {
  const news = createOutboxNews();
  news.see([failed(a)], true);
  news.see([failed(a), failed(b)], true);
  expect(news.take().failed).toBe(2);
  news.see([a, failed(b)], true);
  news.see([failed(a), failed(b)], true);
  expect(news.take().failed).toBe(1);
});

test('counts no edit as a message', () => {
  const news = createOutboxNews();
  news.see([{ ...a, what: 'edit' }], false);
  news.see([], true);
  expect(news.take().sent).toBe(0);
});
