// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { NotifierState } from '../../store/notifier';
import { AppProvider } from '../app-context';
import { createFakeApp, fakeMessage } from '../fake-app';
import { NotificationOffer } from '../notifications/NotificationOffer';
import { NotifierProvider } from '../notifications/notifier-context';
import { Notifications } from './Notifications';

afterEach(cleanup);

function show(facts: Partial<NotifierState> = {}, open?: object) {
  const store = createStore<NotifierState>(() => ({
    permission: 'ask',
    on: true,
    sound: false,
    offer: true,
    ...facts,
  }));
  const asked: string[] = [];
  const notifier = {
    ...store,
    turnOn: async () => void asked.push('on'),
    turnOff: () => void asked.push('off'),
    setSound: (on: boolean) => void asked.push(`sound ${on}`),
    dismissOffer: () => void asked.push('not now'),
  };
  render(
    <AppProvider app={createFakeApp(open ? { open: open as never } : {})}>
      <NotifierProvider slot={{ get: () => notifier, subscribe: () => () => {} }}>
        <NotificationOffer />
        <Notifications />
      </NotifierProvider>
    </AppProvider>,
  );
  return { asked, set: (next: Partial<NotifierState>) => act(() => store.setState(next)) };
}
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });

test('offers to turn them on, and has a switch and a sound once they are on', () => {
  const { asked, set } = show();
  fireEvent.click(screen.getByRole('button', { name: 'Turn on' }));
  set({ permission: 'granted' });
  expect(box('Tell me on this device').checked).toBe(true);
  expect(box('With a sound').checked).toBe(false);
  fireEvent.click(box('With a sound'));
  fireEvent.click(box('Tell me on this device'));
  expect(asked).toEqual(['on', 'sound true', 'off']);
  set({ on: false });
  expect(screen.queryByRole('checkbox', { name: 'With a sound' })).toBeNull();
  expect(screen.getByText('This device tells you of nothing.')).toBeDefined();
});

test('says who stands in the way, and offers nothing that does not work', () => {
  const { set } = show({ permission: 'denied' });
  expect(screen.getByText(/The browser does not let Onebar/)).toBeDefined();
  set({ permission: 'impossible' });
  expect(screen.getByText(/once Onebar is installed/)).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.queryByRole('checkbox')).toBeNull();
});

test('offers them beside the messages after the first own words, and not before', () => {
  const offer = () => screen.queryByRole('region', { name: 'Notifications' });
  show({}, { items: [fakeMessage(1)] });
  expect(offer()).toBeNull();
  cleanup();
  const { asked, set } = show({}, { items: [fakeMessage(1, { own: true })] });
  expect(offer()).not.toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Not now' }));
  expect(asked).toEqual(['not now']);
  set({ offer: false });
  expect(offer()).toBeNull();
});
