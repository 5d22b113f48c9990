// What the system shows beside all windows: by the service worker where there is one, since Android's Chrome has no other way and
// such a notification outlives the page; otherwise by the page itself.
import { isOpenMessage } from './app-worker';

export interface Notice {
  /** A newer one with the same tag takes the place of the older. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Where it leads: an address of this app. */
  readonly href: string;
}

export interface Notifications {
  /** `ask`: nobody was asked yet. `impossible`: this browser shows none to a page like this. */
  permission(): 'granted' | 'denied' | 'ask' | 'impossible';
  /** Shows the browser's own question. To be called at a press of the person alone. */
  ask(): Promise<void>;
  show(notice: Notice): Promise<void>;
  /** What it told was seen. */
  takeAway(tag: string): Promise<void>;
  /** What may be shown changed, in the settings of the browser say. */
  subscribe(listener: () => void): () => void;
  /** Calls back with the address of a notification that was pressed. */
  pressed(listener: (href: string) => void): void;
}

/** Missing from TypeScript's own: said aloud by the system although it takes the place of another. */
type Options = NotificationOptions & { readonly renotify?: boolean };

export function createBrowserNotifications(
  page: Window & typeof globalThis,
  container: ServiceWorkerContainer | undefined,
): Notifications {
  const api = page.Notification as typeof Notification | undefined;
  const shownByPage = new Map<string, Notification>();
  const pressListeners = new Set<(href: string) => void>();
  const tellPressed = (href: string) => {
    for (const listener of pressListeners) listener(href);
  };
  container?.addEventListener('message', ({ data }) => {
    if (isOpenMessage(data)) tellPressed(data.open);
  });
  const registration = async () => {
    const found = await container?.getRegistration();
    return found?.active ? found : undefined;
  };

  const showByPage = (title: string, options: Options, href: string) => {
    if (!api) return;
    const notification = new api(title, options);
    shownByPage.set(options.tag ?? '', notification);
    notification.addEventListener('click', () => {
      notification.close();
      page.focus();
      tellPressed(href);
    });
  };

  return {
    permission() {
      if (!api) return 'impossible';
      return api.permission === 'default' ? 'ask' : api.permission;
    },
    async ask() {
      await api?.requestPermission();
    },
    async show({ tag, title, body, href }) {
      // Its own tone is ours, and is off unless somebody wants it.
      const options: Options = { body, tag, icon: '/icon-192.png', silent: true, renotify: true, data: href };
      const worker = await registration();
      if (worker) await worker.showNotification(title, options);
      else showByPage(title, options, href);
    },
    async takeAway(tag) {
      shownByPage.get(tag)?.close();
      shownByPage.delete(tag);
      const shown = await (await registration())?.getNotifications({ tag });
      for (const notification of shown ?? []) notification.close();
    },
    subscribe(listener) {
      let status: PermissionStatus | undefined;
      page.navigator.permissions?.query({ name: 'notifications' }).then(
        (asked) => {
          status = asked;
          status.addEventListener('change', listener);
        },
        // Not every browser answers for this name; then it is read again when somebody looks.
        () => undefined,
      );
      return () => status?.removeEventListener('change', listener);
    },
    pressed: (listener) => void pressListeners.add(listener),
  };
}

/** For tests: what was shown is a list, and a person presses by hand. `answer`: what they say when they are asked. */
export function createFakeNotifications(
  start: ReturnType<Notifications['permission']> = 'granted',
  answer: 'granted' | 'denied' = 'granted',
): Notifications & {
  readonly shown: Notice[];
  press(notice: Notice): void;
  set(permission: typeof start): void;
} {
  let permission = start;
  const shown: Notice[] = [];
  const listeners = new Set<() => void>();
  const pressListeners = new Set<(href: string) => void>();
  const set = (next: typeof start) => {
    permission = next;
    for (const listener of listeners) listener();
  };
  return {
    shown,
    set,
    permission: () => permission,
    async ask() {
      set(answer);
    },
    async show(notice) {
      shown.push(notice);
    },
    async takeAway(tag) {
      const at = shown.findIndex((notice) => notice.tag === tag);
      if (at >= 0) shown.splice(at, 1);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pressed: (listener) => void pressListeners.add(listener),
    press(notice) {
      for (const listener of pressListeners) listener(notice.href);
    },
  };
}
