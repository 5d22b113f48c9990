import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { askForSync } from './ask-for-sync';
import type { AppState } from './state';

function device() {
  const connection = { state: 'online' } as AppState['connection'];
  const app = createStore<Pick<AppState, 'waiting' | 'connection'>>(() => ({ waiting: 0, connection }));
  let hide = () => {};
  let requests = 0;
  askForSync({
    app,
    hidden(listener) {
      hide = listener;
      return () => {};
    },
    request() {
      requests++;
      return Promise.resolve(true);
    },
  });
  return {
    set: (waiting: number, state: AppState['connection']['state']) =>
      app.setState({ waiting, connection: { ...connection, state } }),
    hide: () => hide(),
    requests: () => requests,
  };
}

test('asks once when words begin to wait for a link', () => {
  const { set, requests } = device();
  set(1, 'online');
  expect(requests()).toBe(0);
  set(1, 'offline');
  set(2, 'connecting');
  expect(requests()).toBe(1);
  set(0, 'online');
  set(1, 'offline');
  expect(requests()).toBe(2);
});

test('asks again when the page goes out of sight, if words wait', () => {
  const { set, hide, requests } = device();
  hide();
  expect(requests()).toBe(0);
  set(1, 'online');
  hide();
  expect(requests()).toBe(1);
});
