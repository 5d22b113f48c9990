// Tells people that somebody has another name: at once those who are connected, the others when they come back. Who shares no room with
// them is told nothing; a page of history brings the names of its authors anyway.
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut, SessionHandle } from '../application';
import type { Store } from '../store/store';
import type { Devices } from './devices';
import type { People } from './people';
import type { Rooms } from './rooms';

export interface NameNews {
  /** Somebody has another name, on disk. */
  named(user: UserId): void;
  /** Before `devices.connected`, which forgets when the device was here last. */
  connecting(session: SessionHandle): void;
  /** The device listens by now: what it has missed is told, once for each connection. */
  tellMissed(session: SessionHandle): void;
  close(): void;
}

/** To others a name that is changed again within that time is told at its end: one person cannot keep a whole server busy. */
const gatherMs = 10_000;
/** When a device was here last is written down now and then, and what was told last may not have arrived. */
const slackMs = 15 * 60_000;
/** More new names than that are left to the pages of history. */
const maxMissed = 200;

export async function loadNameNews({
  store,
  people,
  rooms,
  devices,
  fanOut,
  clock,
}: {
  store: Store;
  people: Pick<People, 'nameOf'>;
  rooms: Pick<Rooms, 'roomsOf' | 'membersOf' | 'isMember'>;
  devices: Pick<Devices, 'lastSeenMs'>;
  fanOut: () => FanOut;
  /** Unix ms. */
  clock: () => number;
}): Promise<NameNews> {
  /** When each got the name of today; the last one is the newest. */
  const namedAtMs = new Map<UserId, number>();
  /** Told a moment ago; `true`: and named again since. */
  const gathering = new Map<UserId, { readonly timer: NodeJS.Timeout; again: boolean }>();
  const lastSeenMs = new WeakMap<SessionHandle, number>();

  const known = (await store.list('user')).flatMap(([user, row]) =>
    row.namedAtMs === undefined ? [] : [[user as UserId, row.namedAtMs] as const],
  );
  for (const [user, atMs] of known.toSorted(([, a], [, b]) => a - b)) namedAtMs.set(user, atMs);

  const newsOf = (user: UserId): Uint8Array =>
    encodeUserChange({ change: 'named', user, name: people.nameOf(user) ?? '' });

  function tellOthers(user: UserId): void {
    const others = new Set(rooms.roomsOf(user).flatMap((room) => [...rooms.membersOf(room).keys()]));
    others.delete(user);
    const news = newsOf(user);
    for (const other of others) fanOut().signal(userTopic(other), news);
  }

  function gathered(user: UserId): void {
    const again = gathering.get(user)?.again;
    gathering.delete(user);
    if (again) gather(user);
  }

  function gather(user: UserId): void {
    const timer = setTimeout(() => gathered(user), gatherMs).unref();
    gathering.set(user, { timer, again: false });
    tellOthers(user);
  }

  function named(user: UserId): void {
    // The newest is the last.
    namedAtMs.delete(user);
    namedAtMs.set(user, clock());
    fanOut().signal(userTopic(user), newsOf(user));
    const begun = gathering.get(user);
    if (begun) begun.again = true;
    else gather(user);
  }

  return {
    named,
    connecting: (session) => {
      const seenMs = devices.lastSeenMs(session.principal.device as DeviceId);
      if (seenMs !== undefined && namedAtMs.size > 0) lastSeenMs.set(session, seenMs);
    },
    tellMissed: (session) => {
      const seenMs = lastSeenMs.get(session);
      if (seenMs === undefined) return;
      lastSeenMs.delete(session);
      const listener = session.principal.user as UserId;
      const own = rooms.roomsOf(listener);
      const missed = [...namedAtMs]
        .filter(([, atMs]) => atMs > seenMs - slackMs)
        .map(([user]) => user)
        .filter(
          (user) =>
            user === listener ||
            // Whoever deleted their account is in no room, and their words may still be.
            rooms.roomsOf(user).length === 0 ||
            own.some((room) => rooms.isMember(room, user)),
        );
      for (const user of missed.slice(-maxMissed)) session.send(userTopic(listener), newsOf(user));
    },
    close: () => {
      for (const { timer } of gathering.values()) clearTimeout(timer);
      gathering.clear();
    },
  };
}
