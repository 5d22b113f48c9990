// The text door: what comes on text/<room> is a message in that room's log, and whoever subscribed there reads the log as lines, by a
// cursor of their own like everybody else's.
import { v7 as uuidv7 } from 'uuid';
import { decodeEntry, decodeLogEntry, type Entry } from '../../src/protocol/entry';
import { entryKind } from '../../src/protocol/entry-kind';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { readChange } from '../../src/protocol/room-change';
import { textRoom, textTopics } from '../../src/protocol/text-topics';
import { roomTopic } from '../../src/protocol/topics';
import type {
  Application,
  FanOut,
  LogRecord,
  PublishAnswer,
  PublishedAs,
  Refusal,
  SessionHandle,
} from '../application';
import type { Log } from '../log';
import type { Store } from '../store/store';
import { isForNow, type RoomLog } from './log';
import type { People } from './people';
import type { Rooms } from './rooms';
import { createSendingOrder, writerOf } from './sending-order';
import { createTextResends, type SentText } from './text-resends';
import { textLine } from './text-line';

export interface TextDoor extends Pick<Application, 'heads' | 'read' | 'headsAtJoining'> {
  /** Never rejects. `tooFast`: if it is new it is refused for this. */
  publish(
    session: SessionHandle,
    room: RoomId,
    payload: Uint8Array,
    as: PublishedAs | undefined,
    tooFast: () => Refusal | undefined,
  ): Promise<PublishAnswer>;
  /** An entry of the room is on disk and told to its members. */
  appended(room: RoomId, record: LogRecord): void;
  connected(session: SessionHandle): void;
  disconnected(session: SessionHandle): void;
}

export function createTextDoor({
  store,
  rooms,
  people,
  roomLog,
  fanOut,
  clock,
  log,
}: {
  store: Store;
  rooms: Pick<Rooms, 'lobby' | 'membersOf'>;
  people: Pick<People, 'nameOf'>;
  roomLog: Pick<RoomLog, 'heads' | 'read' | 'say'>;
  fanOut: () => FanOut;
  /** Unix ms. */
  clock: () => number;
  log: Log;
}): TextDoor {
  const resends = createTextResends({ store, clock });
  /** What came of a session is begun in that order, also while it is looked for one of them whether it is here already. */
  const lookingBySession = new WeakMap<SessionHandle, Promise<unknown>>();
  /** Of sessions that asked for it, by packet ids: these stay the same when a text comes again. */
  const order = createSendingOrder();
  const decoder = new TextDecoder('utf-8', { fatal: true });

  /** All in one: a line end at its end is the shell's, not the writer's. */
  function readText(payload: Uint8Array): string | undefined {
    try {
      return decoder.decode(payload).replace(/\r?\n$/, '');
    } catch {
      return undefined;
    }
  }

  async function publish(
    session: SessionHandle,
    room: RoomId,
    payload: Uint8Array,
    { packetId, isDup }: PublishedAs = { packetId: undefined, isDup: false },
    tooFast: () => Refusal | undefined,
  ): Promise<PublishAnswer> {
    const text = readText(payload);
    if (text === undefined) return notUtf8;
    const sent = packetId === undefined ? undefined : { session, room, text, packetId, isDup };
    if (sent && session.isInOrder) return sayInOrder(sent, tooFast);
    return sayOnce({ session, room, text }, sent, tooFast);
  }

  /** What is on its way behind a text that was refused for now is refused too, until that one comes again. */
  async function sayInOrder(sent: SentText, tooFast: () => Refusal | undefined): Promise<PublishAnswer> {
    const { session, room, packetId } = sent;
    const writer = writerOf(session);
    const id = `${packetId}` as EntryId;
    const refusal = order.begin(writer, room, id);
    // Once more when it is its turn: what is in front of it may have been refused meanwhile.
    const answer = await sayOnce(sent, sent, () => refusal ?? order.begin(writer, room, id) ?? tooFast());
    order.end(writer, room, id, isForNow(answer) ? answer : undefined);
    return answer;
  }

  /** `whyNot`: if it is new it is refused for this. */
  async function sayOnce(
    { session, room, text }: Pick<SentText, 'session' | 'room' | 'text'>,
    sent: SentText | undefined,
    whyNot: () => Refusal | undefined,
  ): Promise<PublishAnswer> {
    const looking = lookingBySession.get(session);
    const lookedFor = sent && resends.mayBeHere(sent) ? sent : undefined;
    if (!looking && !lookedFor) return say(session, room, text, sent, undefined, whyNot());
    try {
      // In a wrapping, or the next one would wait until this one is on disk.
      const begun = (looking ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => lookedFor && resends.find(lookedFor))
        .then((known) => ({ answer: say(session, room, text, sent, known, whyNot()) }));
      lookingBySession.set(session, begun);
      const { answer } = await begun.finally(() => {
        if (lookingBySession.get(session) === begun) lookingBySession.delete(session);
      });
      return await answer;
    } catch (error) {
      log.error(`it cannot be read whether a text is in the log of room ${room} already`, error);
      return unavailable;
    }
  }

  async function say(
    session: SessionHandle,
    room: RoomId,
    text: string,
    sent: SentText | undefined,
    known: EntryId | undefined,
    whyNot: Refusal | undefined,
  ): Promise<PublishAnswer> {
    const id = known ?? (sent ? resends.begin(sent) : (uuidv7() as EntryId));
    const entry: Entry = { id, kind: entryKind.text, body: text, waitedSec: 0 };
    const answer = await roomLog.say(writerOf(session), room, entry, whyNot);
    if (sent) resends.end(sent, id);
    return answer;
  }

  function asLine({ seq, payload, client }: LogRecord): LogRecord {
    const entry = decodeLogEntry(payload, payload.length);
    const line = entry && textLine(entry, people.nameOf(entry.from) ?? '');
    return line === undefined
      ? { seq, payload: nothing, client, isSilent: true }
      : { seq, payload: Buffer.from(line), client };
  }

  function appended(room: RoomId, record: LogRecord): void {
    let line: LogRecord | undefined;
    for (const topic of textTopics(room, rooms.lobby))
      if (fanOut().isHeard(topic)) fanOut().appended(topic, (line ??= asLine(record)));
  }

  async function headAtJoining(topic: string, user: UserId): Promise<number> {
    const room = textRoom(topic, rooms.lobby);
    const sinceMs = room === undefined ? undefined : rooms.membersOf(room).get(user)?.sinceMs;
    const [head = 0] = await heads([topic]);
    return room === undefined || sinceMs === undefined ? head : headWhenCame(room, user, sinceMs, head);
  }

  /** The times of a log rise with its numbers, but they are whole seconds: the last steps are made entry by entry. */
  async function headWhenCame(room: RoomId, user: UserId, sinceMs: number, head: number): Promise<number> {
    const low = await lastBefore(room, sinceMs, head);
    const entries = await store.readForward(room, low + 1, head, sameSecond);
    const came = entries.find(({ payload }) => {
      const entry = decodeEntry(payload, payload.length);
      const change = entry && readChange(entry);
      return change && (change.what === 'join' || change.what === 'invite') && change.user === user;
    });
    return came ? came.seq - 1 : low;
  }

  async function lastBefore(room: RoomId, timeMs: number, head: number): Promise<number> {
    const timeSec = Math.floor(timeMs / 1000);
    let [low, high] = [0, head];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [entry] = await store.readForward(room, middle, middle, { maxEntries: 1, maxBytes: 1 });
      // What was removed is older than all that is kept.
      if (!entry || entry.ts < timeSec) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  const inRoom = (topic: string): string => {
    const room = textRoom(topic, rooms.lobby);
    return room === undefined ? topic : roomTopic(room);
  };
  const heads: TextDoor['heads'] = (topics) => roomLog.heads(topics.map(inRoom));

  return {
    publish,
    appended,
    connected: resends.connected,
    disconnected(session) {
      order.clear(writerOf(session));
      resends.disconnected(session);
    },
    heads,
    headsAtJoining: ({ user }, topics) =>
      Promise.all(topics.map((topic) => headAtJoining(topic, user as UserId))),
    read: async (topic, after, limits) => {
      const room = textRoom(topic, rooms.lobby);
      if (room === undefined) return roomLog.read(topic, after, limits);
      const { records, from } = await roomLog.read(roomTopic(room), after, limits);
      return { records: records.map(asLine), from };
    },
  };
}

const nothing = new Uint8Array();
const sameSecond = { maxEntries: 200, maxBytes: 64 * 1024 } as const;
const notUtf8: Refusal = { refused: 'payload-invalid', reason: 'A text has to be UTF-8, and this is not.' };
const unavailable: Refusal = {
  refused: 'unavailable',
  reason: 'The server cannot store this at the moment. Please try again later.',
};
