// Who else is there: of the room on the screen the marks of its members, who types, and who is here. The session subscribes to these
// while the room is open, and to no more of them than somebody looks at: with data saver to none.
import type { Db } from '../db/db';
import type { Clock } from '../platform/clock';
import type { RoomId, UserId } from '../protocol/ids';
import { typingEveryMs } from '../protocol/limits';
import type { PersonPresence } from '../protocol/presence';
import { marksTopic, presenceTopic, typingTopic } from '../protocol/topics';
import { encodeOwnTyping } from '../protocol/typing';
import type { Connection } from '../transport/link';
import type { Asker } from './asker';
import type { Choices } from './choices';
import type { Company } from './company-view';
import { createSignal, type Signal } from './signal';

export interface CompanyKeeper {
  readonly now: Signal<Company | undefined>;
  /** Subscribes to what is looked at of this room, asks how it is now, and takes back the rest. Rejects when the disk fails. */
  follow(on: Connection, room: RoomId | undefined): Promise<void>;
  /** The list of the room's people is on the screen. */
  lookAtPeople(looks: boolean): void;
  /** What is wanted may be something else now. */
  again(): void;
  /** The broker may have ended subscriptions, to this room or to any. */
  ended(room?: RoomId): void;
  /** Keys come in the box of this room. */
  typed(room: RoomId): void;
  /** These two came in. */
  typing(room: RoomId, from: UserId): void;
  presence(room: RoomId, people: readonly PersonPresence[]): void;
  /** Their words are here: they do not type them any more. */
  kept(from: UserId): void;
  lost(): void;
}

/** Somebody who stops is shown a little longer than the next word of it would take. */
const typingShownMs = 6_000;

/** What the session is subscribed to, as of the store with this epoch. */
interface Followed {
  readonly topics: readonly string[];
  readonly epoch: string | undefined;
}

export function createCompany({
  db,
  user,
  asker,
  clock,
  choices,
  met,
  trouble,
}: {
  db: Db;
  user: UserId;
  asker: Pick<Asker, 'ask'>;
  clock: Clock;
  choices: Pick<Choices, 'saving' | 'typing' | 'known'>;
  /** Their names are worth knowing. */
  met: (people: readonly UserId[]) => void;
  trouble: (what: string, error: unknown) => void;
}): CompanyKeeper {
  const now = createSignal<Company | undefined>(undefined);
  const stopShowing = new Map<UserId, () => void>();
  let seenMsByUser: Map<UserId, number | undefined> | undefined;
  let connection: Connection | undefined;
  let open: RoomId | undefined;
  let looks = false;
  /** Nobody is told of there. */
  let isLarge = false;
  let saidAtMs = Number.NEGATIVE_INFINITY;
  /** On it the session's subscriptions are known to be those that were noted. */
  let knownOn: Connection | undefined;
  /** Some of them may have been ended. */
  let isDoubtful = false;
  let marksOf: RoomId | undefined;
  let wanted: readonly string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  let lastTurn = 0;

  const tell = () => {
    const typing = [...stopShowing.keys()];
    const presence = seenMsByUser && [...seenMsByUser].map(([who, seenMs]) => ({ user: who, seenMs }));
    now.set(
      open === undefined || (typing.length === 0 && !presence) ? undefined : { room: open, typing, presence },
    );
  };

  const forgetTyping = () => {
    for (const stop of stopShowing.values()) stop();
    stopShowing.clear();
  };

  const follow = (on: Connection, room: RoomId | undefined): Promise<void> => {
    if (room !== open) {
      forgetTyping();
      seenMsByUser = undefined;
      isLarge = false;
      marksOf = undefined;
    }
    connection = on;
    open = room;
    tell();
    // One after another, and only the newest: each reads what the one before has noted.
    const own = ++lastTurn;
    const done = turn.then(() => (own === lastTurn ? subscribe(on) : undefined));
    turn = done.catch(() => undefined);
    return done;
  };

  const subscribe = async (on: Connection) => {
    await choices.known;
    const record = open && (await db.rooms.get(open));
    const room = record?.left ? undefined : open;
    const topics = topicsOf(room, record?.partner !== undefined);
    const before = await followed(on);
    const isFirst = knownOn !== on || marksOf !== room;
    wanted = topics;
    if (room === undefined || !topics.includes(typingTopic(room))) forgetTyping();
    const over = before.filter((topic) => !topics.includes(topic));
    if (over.length > 0) on.unsubscribe(over);
    // That of the marks is made anew on each connection: it is small, and its answer shows how long a round trip is.
    const fresh = topics.filter(
      (topic) => !before.includes(topic) || (isFirst && room !== undefined && topic === marksTopic(room)),
    );
    const refused = fresh.length > 0 ? await on.subscribe(fresh) : [];
    if (!refused || on !== connection) return;
    const granted = topics.filter((topic) => !refused.includes(topic));
    await db.putSetting('followed', { topics: granted, epoch: on.epoch } satisfies Followed);
    knownOn = on;
    if (room === undefined) return;
    await Promise.all([
      // With data saver only when the room is opened.
      isFirst && !(choices.saving.get() && marksOf === room) && askMarks(room, record?.head ?? 0),
      askPresence(on, room, granted.includes(presenceTopic(room))),
    ]);
  };

  /** What was noted of a session that is gone says nothing. */
  const followed = async (on: Connection): Promise<readonly string[]> => {
    if (isDoubtful || (knownOn !== on && !on.sessionPresent)) {
      isDoubtful = false;
      return [];
    }
    const noted = (await db.setting('followed')) as Followed | undefined;
    if (noted) return noted.epoch === on.epoch ? noted.topics : [];
    // An earlier version noted a room.
    const room = (await db.setting('marksRoom')) as RoomId | undefined;
    return room === undefined ? [] : [marksTopic(room)];
  };

  const topicsOf = (room: RoomId | undefined, isDirect: boolean): string[] => {
    if (room === undefined || choices.saving.get()) return [];
    return [
      marksTopic(room),
      ...(choices.typing.get() ? [typingTopic(room)] : []),
      ...(isDirect || looks ? [presenceTopic(room)] : []),
    ];
  };

  const askMarks = async (room: RoomId, head: number) => {
    const answer = await asker.ask('marks', { room, seq: head });
    if (answer.outcome !== 'answered') return;
    marksOf = room;
    // In a large room there are only numbers, and they are asked for message by message.
    isLarge = !('members' in answer.value);
    if (!('members' in answer.value)) return;
    const { members } = answer.value;
    await db.marks.put(room, members, false);
    met(members.map((member) => member.user));
  };

  const askPresence = async (on: Connection, room: RoomId, isWanted: boolean) => {
    const answer = isWanted ? await asker.ask('presence', { room }) : undefined;
    if (on !== connection || room !== open) return;
    const people =
      answer?.outcome === 'answered' && 'people' in answer.value ? answer.value.people : undefined;
    seenMsByUser = people && new Map();
    for (const each of people ?? []) note(each);
    tell();
  };

  const note = ({ user: who, seenSec }: PersonPresence) => {
    if (seenSec === undefined) seenMsByUser?.delete(who);
    else seenMsByUser?.set(who, seenSec === 0 ? undefined : seenSec * 1000);
  };

  /** A subscription that should have ended and did not: its end was on its way when the link went. */
  const isStray = (topic: string): boolean => {
    if (wanted.includes(topic)) return false;
    connection?.unsubscribe([topic]);
    return true;
  };

  const again = () => {
    if (!connection) return;
    follow(connection, open).catch((error: unknown) => trouble('Who is here could not be asked for', error));
  };

  return {
    now,
    follow,
    again,
    ended(room) {
      if (room !== undefined && room !== open) return;
      isDoubtful = true;
      again();
    },
    lookAtPeople(next) {
      if (next === looks) return;
      looks = next;
      again();
    },
    typed(room) {
      if (!connection || room !== open || isLarge) return;
      if (!choices.typing.get() || choices.saving.get()) return;
      if (Math.abs(clock.now() - saidAtMs) < typingEveryMs) return;
      saidAtMs = clock.now();
      connection.signal(typingTopic(room), encodeOwnTyping());
    },
    typing(room, from) {
      if (isStray(typingTopic(room)) || room !== open || from === user) return;
      stopShowing.get(from)?.();
      stopShowing.set(
        from,
        clock.after(typingShownMs, () => {
          stopShowing.delete(from);
          tell();
        }),
      );
      met([from]);
      tell();
    },
    presence(room, people) {
      if (isStray(presenceTopic(room)) || room !== open || !seenMsByUser) return;
      for (const each of people) note(each);
      met(people.map((each) => each.user));
      tell();
    },
    kept(from) {
      const stop = stopShowing.get(from);
      if (!stop) return;
      stop();
      stopShowing.delete(from);
      tell();
    },
    lost() {
      connection = undefined;
      forgetTyping();
      seenMsByUser = undefined;
      tell();
    },
  };
}
