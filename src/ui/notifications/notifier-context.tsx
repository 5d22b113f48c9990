// How the screen reaches what tells of new messages. It is loaded after the first screen, and on a bad link perhaps much later.
import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import type { Notifier } from '../../store/notifier';

/** `get` gives `undefined` until it is there. */
export interface NotifierSlot {
  get(): Notifier | undefined;
  subscribe(listener: () => void): () => void;
}

const none: NotifierSlot = { get: () => undefined, subscribe: () => () => {} };
const NotifierContext = createContext<NotifierSlot>(none);

export function NotifierProvider({
  slot = none,
  children,
}: {
  slot?: NotifierSlot | undefined;
  children: ReactNode;
}) {
  return <NotifierContext value={slot}>{children}</NotifierContext>;
}

export function useNotifier(): Notifier | undefined {
  const { subscribe, get } = use(NotifierContext);
  return useSyncExternalStore(subscribe, get);
}
