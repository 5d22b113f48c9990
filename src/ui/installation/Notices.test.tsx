// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { InstallationState } from '../../store/installation';
import { AppProvider } from '../app-context';
import { createFakeApp } from '../fake-app';
import { Install } from './Install';
import { InstallationProvider } from './installation-context';
import { Notices } from './Notices';

afterEach(cleanup);

function show(facts: Partial<InstallationState> = {}) {
  const store = createStore<InstallationState>(() => ({
    update: 'none',
    install: 'unknown',
    offer: false,
    ...facts,
  }));
  const asked: string[] = [];
  const installation = {
    ...store,
    update: async () => void asked.push('update'),
    install: async () => void asked.push('install'),
    dismissOffer: () => void asked.push('not now'),
  };
  render(
    <AppProvider app={createFakeApp({}, {})}>
      <InstallationProvider slot={{ get: () => installation, subscribe: () => () => {} }}>
        <Notices />
        <Install />
      </InstallationProvider>
    </AppProvider>,
  );
  return { asked, set: (next: Partial<InstallationState>) => act(() => store.setState(next)) };
}

test('says that an update lies ready in a place that is read aloud, and takes it at a press', () => {
  const { set, asked } = show();
  const status = screen.getByRole('status', { name: 'Version' });
  expect(status.textContent).toBe('');
  set({ update: 'ready' });
  expect(status.textContent).toContain('Update ready');
  fireEvent.click(screen.getByRole('button', { name: 'Update' }));
  expect(asked).toEqual(['update']);
});

test('says what stands in the way of an update', () => {
  show({ update: 'unsaved' });
  expect(screen.getByRole('status', { name: 'Version' }).textContent).toContain('save or cancel');
});

test('tells whoever holds an iPhone the steps, since only they can take them', () => {
  show({ install: 'by-hand' });
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  expect(screen.queryByRole('button', { name: 'Install' })).toBeNull();
});

test('does not offer to install before the first words have arrived', () => {
  show({ install: 'offered', offer: true });
  expect(screen.queryByRole('region', { name: 'Install' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Install' })).toBeDefined();
});
