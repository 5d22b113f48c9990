import { expect, test } from 'vitest';
import { cachedPath } from './cached-path';

const kept = new Set(['/index.html', '/assets/main-1a2b.js', '/favicon.svg']);
const app = { origin: 'https://chat.example', keeps: (path: string) => kept.has(path) };
const path = (address: string, method = 'GET') =>
  cachedPath({ method, url: new URL(address, app.origin).href }, app);

test('opens the app from what is kept, whatever was shared with it', () => {
  expect(path('/')).toBe('/index.html');
  expect(path('/index.html')).toBe('/index.html');
  expect(path('/?text=from%20another%20app#/new')).toBe('/index.html');
});

test('answers the files of this version, and asks the network for any other', () => {
  expect(path('/assets/main-1a2b.js')).toBe('/assets/main-1a2b.js');
  expect(path('/assets/main-9z9z.js')).toBeUndefined();
});

test('never stands before the broker or another origin', () => {
  for (const address of ['/api/sessions/current', '/mqtt', '/healthz', '/health', '/metrics', '/nothing'])
    expect(path(address)).toBeUndefined();
  expect(path('/', 'POST')).toBeUndefined();
  expect(path('https://elsewhere.example/')).toBeUndefined();
});
