// Puts the app on the page. The end of the journey for what arrives, its beginning for what is typed.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { App } from '../store/state';
import { AppProvider } from './app-context';
import { ErrorBoundary } from './ErrorBoundary';
import { InstallationProvider, type InstallationSlot } from './installation/installation-context';
import { keepFocus } from './keep-focus';
import { NotifierProvider, type NotifierSlot } from './notifications/notifier-context';
import { Screen } from './Screen';
import { SpeechProvider, type SpeechMemory } from './speech';

export function mountApp(
  root: HTMLElement,
  app: App,
  {
    installation,
    notifier,
    speech,
  }: { installation?: InstallationSlot; notifier?: NotifierSlot; speech?: SpeechMemory } = {},
): void {
  keepFocus(document);
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <AppProvider app={app}>
          <InstallationProvider slot={installation}>
            <NotifierProvider slot={notifier}>
              <Router hook={useHashLocation}>
                <SpeechProvider memory={speech}>
                  <Screen />
                </SpeechProvider>
              </Router>
            </NotifierProvider>
          </InstallationProvider>
        </AppProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
