// How every part of the screen reaches the app: a slice of its state, and what a person can do.
import { createContext, use, useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Actions, App, AppState } from '../store/state';
import { inWords } from './texts/in-words';

const AppContext = createContext<App | undefined>(undefined);

export function AppProvider({ app, children }: { app: App; children: ReactNode }) {
  const spoken = useMemo(() => ({ ...app, actions: inOwnWords(app.actions) }), [app]);
  return <AppContext value={spoken}>{children}</AppContext>;
}

/** What did not work is said in the language of the screen. */
function inOwnWords(actions: Actions): Actions {
  const said = (outcome: unknown): unknown => {
    const { ok, message } = (outcome ?? {}) as { ok?: unknown; message?: unknown };
    return ok === false && typeof message === 'string'
      ? { ...(outcome as object), message: inWords(message) }
      : outcome;
  };
  return Object.fromEntries(
    Object.entries(actions).map(([name, act]: [string, (...args: never[]) => unknown]) => [
      name,
      (...args: never[]) => {
        const result = act(...args);
        return result instanceof Promise ? result.then(said) : result;
      },
    ]),
  ) as unknown as Actions;
}

/** Renders again only when what `select` returns is another value. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp(), select);
}

export function useActions(): Actions {
  return useApp().actions;
}

export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error('AppProvider is missing');
  return app;
}
