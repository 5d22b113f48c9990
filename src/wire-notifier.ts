// Composition root of what tells of new messages beside all windows. Loaded last: whoever has the app before them reads it there.
import { log } from './log';
import { createSystemClock } from './platform/clock';
import { createBrowserFocus } from './platform/focus';
import { createBrowserNotifications } from './platform/notifications';
import { createBrowserTone } from './platform/tone';
import { createBrowserWakeUps } from './platform/wake-ups';
import type { StartableApp } from './store/app';
import { createNotifier, type Notifier } from './store/notifier';
import { notificationWords } from './ui/notifications/notification-words';

export function wireNotifier(app: StartableApp): Notifier {
  const worker = import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  const notifications = createBrowserNotifications(window, worker);
  notifications.pressed((href) => {
    location.hash = new URL(href, location.origin).hash;
  });
  return createNotifier({
    app,
    notifications,
    tone: createBrowserTone(window),
    hasFocus: createBrowserFocus(window, navigator.locks).anywhere,
    isVisible: createBrowserWakeUps().visible,
    words: notificationWords,
    clock: createSystemClock(),
    trouble: log.trouble,
  });
}
