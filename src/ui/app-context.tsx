// How every part of the screen reaches the app: a slice of its state, and what a person can do.
import { createContext, use, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Actions, App, AppState } from '../store/state';

const AppContext = createContext<App | undefined>(undefined);

export function AppProvider({ app, children }: { app: App; children: ReactNode }) {
  return <AppContext value={app}>{children}</AppContext>;
}

/** Renders again only when what `select` returns is another value. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp(), select);
}

export function useActions(): Actions {
  return useApp().actions;
}

function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('AppProvider is missing');
  return app;
}
