// Says what came in while nobody looked, on the system's own place for that: of each room as it was chosen for it, once, by one tab
// for the whole device.
//
//   something came ── a moment later ──▶ still unread, nobody has Onebar before them ──▶ shown ── read, wherever ──▶ taken away
import { createStore } from 'zustand/vanilla';
import type { RoomId } from '../protocol/ids';
import { readNews, readSeen, tellingOf, type RoomNews, type Seen, type Telling } from './news';
import type { SignedIn } from './signed-in';
import type { App } from './state';

export interface NotifierState {
  /** What the browser lets this page do; `ask`: it was not asked yet. */
  readonly permission: 'granted' | 'denied' | 'ask' | 'impossible';
  /** This person wants them, on this device. */
  readonly on: boolean;
  readonly sound: boolean;
  /** They may be offered beside the messages: they were not yet, on this device. */
  readonly offer: boolean;
}

export interface Notifier {
  getState(): NotifierState;
  getInitialState(): NotifierState;
  subscribe(listener: (state: NotifierState, previous: NotifierState) => void): () => void;
  /** Asks the browser where that is still to be done. At a press of the person alone. */
  turnOn(): Promise<void>;
  turnOff(): void;
  setSound(on: boolean): void;
  /** The offer was seen, and is not to come again. */
  dismissOffer(): void;
}

interface Notice {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly href: string;
}

export interface NotifierDeps {
  readonly app: Pick<App, 'getState' | 'subscribe'> & { signedIn(): NotifiedPerson | undefined };
  readonly notifications: {
    permission(): NotifierState['permission'];
    ask(): Promise<void>;
    show(notice: Notice): Promise<void>;
    takeAway(tag: string): Promise<void>;
    subscribe(listener: () => void): () => void;
  };
  readonly tone: { play(): void };
  /** Some page of the app on this device has the focus. */
  readonly hasFocus: () => Promise<boolean>;
  /** This page is on the screen. */
  readonly isVisible: () => boolean;
  /** In the language of the screen. */
  readonly words: (telling: Telling) => Promise<readonly Omit<Notice, 'tag'>[]>;
  readonly clock: { now(): number; after(delayMs: number, callback: () => void): () => void };
  readonly trouble: (what: string, error: unknown) => void;
}

export type NotifiedPerson = Pick<SignedIn, 'db' | 'nameOf'> & {
  readonly engine: Pick<SignedIn['engine'], 'account' | 'status' | 'leads'>;
};

interface Memory {
  readonly off?: boolean;
  readonly sound?: boolean;
  readonly offered?: boolean;
}

/** So long somebody who reads along, here or on another device, has time to have read it. */
const pauseMs = 1_000;
/** So long after the link came what comes in lay at the server before. */
const catchUpMs = 5_000;
const sumTag = 'onebar';

export function createNotifier(deps: NotifierDeps): Notifier {
  const { app, notifications, clock, trouble } = deps;
  const store = createStore<NotifierState>(() => ({
    permission: notifications.permission(),
    on: true,
    sound: false,
    offer: false,
  }));
  let here: NotifiedPerson | undefined;
  let seen: Seen = new Map();
  let memory: Memory = {};
  let isCatchingUp = false;
  let unsubscribe: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;
  /** Up to which seq a room's notification tells. */
  const toldUpTo = new Map<RoomId, number>();

  const follow = () => {
    const now = app.signedIn();
    if (now === here) return;
    unsubscribe?.();
    cancelLook?.();
    [unsubscribe, cancelLook] = [undefined, undefined];
    const told = [sumTag, ...toldUpTo.keys()];
    toldUpTo.clear();
    // What they tell is nobody else's business.
    if (here) void Promise.allSettled(told.map((tag) => notifications.takeAway(tag)));
    here = now;
    if (now) begin(now).catch((error: unknown) => trouble('What is new could not be read', error));
  };

  /** What is here by now is not news. */
  const begin = async (now: NotifiedPerson) => {
    const [known, kept] = await Promise.all([readSeen(now.db), now.db.setting('notifications')]);
    if (here !== now) return;
    seen = known;
    remember(kept ?? {});
    unsubscribe = now.db.changes.subscribe((change) => {
      if (change.in === 'log' || change.in === 'rooms') lookIn(pauseMs);
    });
  };

  const remember = (next: Memory) => {
    memory = next;
    store.setState({ on: !memory.off, sound: memory.sound === true, offer: !memory.offered });
  };
  const keep = (change: Memory) => {
    remember({ ...memory, ...change });
    here?.db
      .putSetting('notifications', memory)
      .catch((error: unknown) => trouble('What was chosen about notifications could not be kept', error));
  };

  const lookIn = (delayMs: number) => {
    cancelLook ??= clock.after(delayMs, () => {
      cancelLook = undefined;
      if (here) look(here).catch((error: unknown) => trouble('What is new could not be told', error));
    });
  };

  const look = async (now: NotifiedPerson) => {
    const waitMs = untilCaughtUpMs(now);
    if (waitMs > 0) {
      isCatchingUp = true;
      lookIn(waitMs);
      return;
    }
    const wasCatchingUp = isCatchingUp;
    isCatchingUp = false;
    const { account, leads } = now.engine;
    const { user, name } = account;
    const reader = { user, names: [now.nameOf(user), name], nameOf: now.nameOf };
    // In a tab that follows too: it may lead in the next moment, and then this is old.
    const news = await readNews(now.db, seen, reader);
    const isLookedAt = await deps.hasFocus();
    if (here !== now) return;
    await takeAwayRead(now, isLookedAt);
    const { on, sound } = store.getState();
    if (!on || isLookedAt || !leads.get() || notifications.permission() !== 'granted') return;
    const telling = tellingOf(news.filter(isUnseen), wasCatchingUp);
    if (!telling) return;
    await tell(telling);
    if (sound) deps.tone.play();
  };

  /** From the moment of the link on; by a clock that may have been set meanwhile. */
  const untilCaughtUpMs = ({ engine }: NotifiedPerson): number => {
    const { state, sinceMs } = engine.status.get();
    const agoMs = clock.now() - sinceMs;
    return state === 'online' && agoMs >= 0 ? catchUpMs - agoMs : 0;
  };

  /** On a page that stands beside the one that has the focus its room can be read. */
  const isUnseen = ({ room }: RoomNews): boolean => !deps.isVisible() || app.getState().open?.room !== room;

  const tell = async (telling: Telling) => {
    const notices = await deps.words(telling);
    if (telling.what === 'sum') {
      for (const notice of notices) await notifications.show({ ...notice, tag: sumTag });
      return;
    }
    for (const [index, { room, newest }] of telling.news.entries()) {
      const notice = notices[index];
      if (!notice) continue;
      toldUpTo.set(room, newest.seq);
      await notifications.show({ ...notice, tag: room });
    }
  };

  const takeAwayRead = async ({ db }: NotifiedPerson, isLookedAt: boolean) => {
    if (isLookedAt) await notifications.takeAway(sumTag);
    for (const [room, seq] of toldUpTo) {
      const read = (await db.rooms.get(room))?.read ?? seq;
      if (read < seq) continue;
      toldUpTo.delete(room);
      await notifications.takeAway(room);
    }
  };

  const showPermission = () => store.setState({ permission: notifications.permission() });

  notifications.subscribe(showPermission);
  app.subscribe(follow);
  follow();

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    async turnOn() {
      if (notifications.permission() === 'ask') await notifications.ask();
      showPermission();
      keep({ off: false, offered: true });
    },
    turnOff: () => keep({ off: true }),
    setSound(on) {
      keep({ sound: on });
      // So it is known what it is like.
      if (on) deps.tone.play();
    },
    dismissOffer: () => keep({ offered: true }),
  };
}
