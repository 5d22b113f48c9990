// How the screen reaches the app as a thing on this device. It is loaded after the first screen, and on a bad link perhaps much later.
import { createContext, use, useSyncExternalStore, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Installation, InstallationState } from '../../store/installation';

/** `get` gives `undefined` until it is there. */
export interface InstallationSlot {
  get(): Installation | undefined;
  subscribe(listener: () => void): () => void;
}

const none: InstallationSlot = { get: () => undefined, subscribe: () => () => {} };
const InstallationContext = createContext<InstallationSlot>(none);

export function InstallationProvider({
  slot = none,
  children,
}: {
  slot?: InstallationSlot | undefined;
  children: ReactNode;
}) {
  return <InstallationContext value={slot}>{children}</InstallationContext>;
}

export function useInstallation(): Installation | undefined {
  const { subscribe, get } = use(InstallationContext);
  return useSyncExternalStore(subscribe, get);
}

export const useInstallationState = (installation: Installation): InstallationState => useStore(installation);
