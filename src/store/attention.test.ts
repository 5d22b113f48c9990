import { expect, it } from 'vitest';
import { bo, me } from '../db/fake-disk';
import { attentionOf, callsFor, notifyOf } from './attention';

it('counts everything that is unread, or what names somebody, or nothing, as it was chosen', () => {
  const unread = { unread: 7, mentions: 2 };
  expect(attentionOf({ ...unread, notify: 'all' })).toBe(7);
  expect(attentionOf({ ...unread, notify: 'mentions' })).toBe(2);
  expect(attentionOf({ ...unread, notify: 'none' })).toBe(0);
});

it('calls for all of a room of which nothing was chosen', () => {
  expect(notifyOf(undefined)).toBe('all');
});

it('calls nobody for their own words, nor for anything in a muted room', () => {
  const reader = { user: me, names: ['Ann'] };
  const named = { from: bo, text: 'well, @ann' };
  expect(callsFor('all', named, reader)).toBe(true);
  expect(callsFor('mentions', named, reader)).toBe(true);
  expect(callsFor('mentions', { ...named, text: 'well' }, reader)).toBe(false);
  expect(callsFor('none', named, reader)).toBe(false);
  expect(callsFor('all', { ...named, from: me }, reader)).toBe(false);
});
