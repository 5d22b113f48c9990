import { expect, it } from 'vitest';
import { attentionOf, notifyOf } from './attention';

it('counts everything that is unread, or what names somebody, or nothing, as it was chosen', () => {
  const unread = { unread: 7, mentions: 2 };
  expect(attentionOf({ ...unread, notify: 'all' })).toBe(7);
  expect(attentionOf({ ...unread, notify: 'mentions' })).toBe(2);
  expect(attentionOf({ ...unread, notify: 'none' })).toBe(0);
});

it('calls for all of a room of which nothing was chosen', () => {
  expect(notifyOf(undefined)).toBe('all');
});
