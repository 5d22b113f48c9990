// The broker's promises in memory, on the fake link: gap-free logs, known ids, the block behind a refusal, cursors, asks.
// For tests of the device; the real broker is met in e2e/headless/.
import type { AskError, DecodedAsk, RoomRow, SyncResult, SyncState } from '../protocol/ask';
import { decodeAsk, encodeAnswer, encodeAskError } from '../protocol/ask';
import { cursorDigest } from '../protocol/digest';
import { decodeEntry, decodeLogEntry, entryKind, encodeEntry, stampEntry } from '../protocol/entry';
import type { Entry, LogEntry } from '../protocol/entry';
import type { EntryId, RoomId, UserId } from '../protocol/ids';
import { pageEntries } from '../protocol/limits';
import { formatReceipt } from '../protocol/receipt';
import { answerTopic, parseTopic, roomTopic } from '../protocol/topics';
import { createFakeLink, type FakeLink, type LinkPeer, type PeerPublish } from '../transport/fake-link';

export interface ModelBroker {
  readonly link: FakeLink;
  addRoom(room: RoomId, name?: string): void;
  log(room: RoomId): LogEntry[];
  /** Somebody on another device writes. */
  append(room: RoomId, from: UserId, text: string): void;
  /** An older copy of the data is put back: of this room's log only the first `count` entries are left. */
  setBack(room: RoomId, count: number): void;
  /** Of this room's log the entries below `floor` are removed. */
  removeBelow(room: RoomId, floor: number): void;
  /** Everything asked so far, oldest first. */
  readonly asked: DecodedAsk[];
  /** Ids in the order in which their PUBLISH arrived, repeats included. */
  readonly arrivals: EntryId[];
  /** The disk is full: nothing new is stored. */
  failing: boolean;
  /** No asks are answered. */
  mute: boolean;
  /** All asks are answered with a no that may pass. */
  unavailable: boolean;
  /** What is missing on a device is pushed to it. */
  pushes: boolean;
  /** The seqs of entries that a page brings in a form no device can read. */
  readonly unreadable: Set<number>;
  /** What is on the way waits for `arrive` and `leave`. */
  byHand: boolean;
  /** Lets the oldest `count` packets on their way to the broker arrive. */
  arrive(count: number): void;
  /** Lets the oldest `count` packets on their way to the device leave. */
  leave(count: number): void;
  /** Every connection breaks; what was on the way is gone. */
  cut(): void;
}

interface Session {
  readonly user: UserId;
  /** It was there before this connection. */
  present: boolean;
  readonly subscribed: Set<RoomId>;
  /** Up to where each room is acknowledged without a gap, and what is acknowledged above. */
  readonly cursorByRoom: Map<RoomId, { upTo: number; above: Set<number> }>;
  readonly own: Set<EntryId>;
  /** It has subscribed to the answers, so it gets them. */
  hearsAnswers: boolean;
  pushedByRoom: Map<RoomId, number>;
  peer: LinkPeer | undefined;
  /** `sync` was answered: pushing may begin. */
  released: boolean;
  readonly blockByRoom: Map<RoomId, EntryId>;
}

const noise = new Uint8Array([0x98]);

const modelled = [
  'sync',
  'range',
  'seqOf',
  'open',
  'rooms',
  'create',
  'join',
  'people',
  'marks',
  'presence',
] as const;
type Modelled = Extract<DecodedAsk, { method: (typeof modelled)[number] }>;
const isModelled = (ask: DecodedAsk): ask is Modelled => (modelled as readonly string[]).includes(ask.method);

export function createModelBroker(): ModelBroker {
  const nameByRoom = new Map<RoomId, string>();
  const payloadsByRoom = new Map<RoomId, Uint8Array[]>();
  const floorByRoom = new Map<RoomId, number>();
  const sessionById = new Map<string, Session>();
  const asked: DecodedAsk[] = [];
  const arrivals: EntryId[] = [];
  const arriving: (() => void)[] = [];
  const leaving: (() => void)[] = [];
  let foreign = 0;

  const payloads = (room: RoomId) => payloadsByRoom.get(room) ?? [];
  const read = (payload: Uint8Array) => decodeLogEntry(payload, 1_000_000)!;
  const head = (room: RoomId) => payloads(room).length;
  const row = (room: RoomId): RoomRow => ({
    room,
    name: nameByRoom.get(room) ?? '',
    visibility: 'public',
    head: head(room),
    read: 0,
    ...floorOrNone(room),
  });
  const named = (users: Iterable<UserId>) => [...users].map((user) => ({ user, name: `Name of ${user}` }));
  const floorOrNone = (room: RoomId) => (floorByRoom.has(room) ? { floor: floorByRoom.get(room) } : {});

  const store = (room: RoomId, from: UserId, payload: Uint8Array): LogEntry => {
    const stamp = { seq: head(room) + 1, from, ts: 1_800_000_000 + head(room) };
    const stored = stampEntry(payload, stamp);
    payloadsByRoom.get(room)!.push(stored);
    return read(stored);
  };

  const onTheWay = (queue: (() => void)[], peer: LinkPeer, move: () => void) => {
    const whileItLives = () => {
      if (!peer.over) move();
    };
    if (broker.byHand || queue.length > 0) queue.push(whileItLives);
    else whileItLives();
  };

  /** Pushes what is missing behind the cursor to every session that may be pushed to. */
  const pushAll = () => {
    for (const session of sessionById.values()) {
      const { peer } = session;
      if (!peer || !session.released || !broker.pushes) continue;
      for (const room of session.subscribed) {
        const cursor = session.cursorByRoom.get(room)?.upTo ?? 0;
        const floor = floorByRoom.get(room) ?? 1;
        const from = Math.max(session.pushedByRoom.get(room) ?? cursor, floor - 1);
        for (const payload of payloads(room).slice(from)) {
          // No Local.
          if (session.own.has(read(payload).id)) settled(session, room, read(payload).seq);
          else onTheWay(leaving, peer, () => push(peer, session, room, payload));
        }
        session.pushedByRoom.set(room, head(room));
      }
    }
  };

  const seqByPush = new WeakMap<LinkPeer, Map<number, () => void>>();
  const push = (peer: LinkPeer, session: Session, room: RoomId, payload: Uint8Array) => {
    const acknowledged = seqByPush.get(peer) ?? new Map<number, () => void>();
    seqByPush.set(peer, acknowledged);
    acknowledged.set(peer.push(roomTopic(room), payload), () => settled(session, room, read(payload).seq));
  };

  /** The cursor moves only over the contiguous prefix. */
  const settled = (session: Session, room: RoomId, seq: number) => {
    const cursor = session.cursorByRoom.get(room) ?? { upTo: 0, above: new Set() };
    session.cursorByRoom.set(room, cursor);
    cursor.above.add(seq);
    while (cursor.above.delete(cursor.upTo + 1)) cursor.upTo++;
  };

  const publish = (session: Session, room: RoomId, { payload, answer }: PeerPublish): void => {
    const entry = decodeEntry(payload, 1_000_000)!;
    arrivals.push(entry.id);
    const known = payloads(room)
      .map(read)
      .find(({ id, from }) => id === entry.id && from === session.user);
    if (session.blockByRoom.get(room) === entry.id) session.blockByRoom.delete(room);
    if (!known && (broker.failing || session.blockByRoom.has(room))) {
      if (!session.blockByRoom.has(room)) session.blockByRoom.set(room, entry.id);
      answer({ outcome: 'refused', permanent: false, reason: 'The disk is full.' });
      return;
    }
    session.own.add(entry.id);
    answer({ outcome: 'accepted', receipt: formatReceipt(known ?? store(room, session.user, payload)) });
    pushAll();
  };

  const answerSync = (session: Session, state: SyncState): SyncResult => {
    const cursors = [...session.cursorByRoom].map(([room, { upTo }]) => [room, upTo] as const);
    const trusted =
      'digest' in state && session.present && String(cursorDigest(cursors)) === String(state.digest);
    if ('digest' in state && !trusted) return { outcome: 'tell-cursors' };
    const held = new Map('cursors' in state ? state.cursors : cursors);
    const differing: RoomRow[] = [];
    for (const room of nameByRoom.keys()) {
      const known = held.get(room);
      const from = Math.max(known ?? 0, (floorByRoom.get(room) ?? 1) - 1);
      const upTo = head(room) - from > pageEntries ? head(room) : from;
      if (session.subscribed.has(room)) session.cursorByRoom.set(room, { upTo, above: new Set() });
      if (known !== head(room)) differing.push(row(room));
    }
    session.pushedByRoom = new Map();
    session.released = true;
    return differing.length === 0 ? { outcome: 'same' } : { outcome: 'differs', rooms: differing, gone: [] };
  };

  const answerAsk = (session: Session, payload: Uint8Array): Uint8Array | undefined => {
    const ask = decodeAsk(payload);
    if (!ask || !('method' in ask)) return undefined;
    asked.push(ask);
    if (broker.mute) return undefined;
    const { n } = ask;
    const refuse = (code: AskError['code'], text: string) => encodeAskError(n, { code, text });
    if (broker.unavailable) return refuse('unavailable', 'Please try again later.');
    if (!isModelled(ask)) return refuse('unknown-method', 'This model does not know that.');
    switch (ask.method) {
      case 'sync':
        return encodeAnswer(n, 'sync', answerSync(session, ask.params));
      case 'range': {
        const { room, from, to } = ask.params;
        const stretch = payloads(room)
          .slice(Math.max(from, floorByRoom.get(room) ?? 1) - 1, to)
          .slice(-pageEntries);
        const users = new Set(stretch.map((each) => read(each).from));
        const entries = stretch.map((each) => (broker.unreadable.has(read(each).seq) ? noise : each));
        return encodeAnswer(n, 'range', { entries, later: [], people: named(users), ...floorOrNone(room) });
      }
      case 'seqOf': {
        const { room, id } = ask.params;
        return encodeAnswer(
          n,
          'seqOf',
          payloads(room)
            .map(read)
            .find((each) => each.id === id)?.seq,
        );
      }
      case 'open':
        return encodeAnswer(n, 'open', undefined);
      case 'rooms': {
        const rooms = [...nameByRoom].map(([room, name]) => ({ room, name, members: 1 }));
        return encodeAnswer(n, 'rooms', rooms);
      }
      case 'create':
        broker.addRoom(ask.params.room, ask.params.name);
        return encodeAnswer(n, 'create', row(ask.params.room));
      case 'join':
        if (!nameByRoom.has(ask.params.room)) return refuse('no-room', 'There is no such room.');
        return encodeAnswer(n, 'join', row(ask.params.room));
      case 'people':
        return encodeAnswer(n, 'people', named(ask.params.users));
      case 'marks':
        return encodeAnswer(n, 'marks', { members: [] });
      case 'presence':
    }
    return encodeAnswer(n, 'presence', { people: [] });
  };

  const link = createFakeLink({
    listen(peer, { clientId, username }) {
      const present = sessionById.has(clientId);
      const session: Session = sessionById.get(clientId) ?? {
        user: username as UserId,
        present,
        subscribed: new Set(),
        cursorByRoom: new Map(),
        own: new Set(),
        hearsAnswers: false,
        pushedByRoom: new Map(),
        peer: undefined,
        released: false,
        blockByRoom: new Map(),
      };
      sessionById.set(clientId, session);
      session.peer?.disconnect('taken-over');
      Object.assign(session, { peer, present, released: false, pushedByRoom: new Map() });
      session.blockByRoom.clear();
      return {
        published: (message) =>
          onTheWay(arriving, peer, () => {
            const topic = parseTopic(message.topic);
            if (topic?.kind === 'room') {
              const answer: PeerPublish['answer'] = (puback) =>
                onTheWay(leaving, peer, () => message.answer(puback));
              publish(session, topic.room, { ...message, answer });
            } else if (topic?.kind === 'ask') {
              const answer = answerAsk(session, message.payload);
              if (answer && session.hearsAnswers)
                onTheWay(leaving, peer, () => peer.push(answerTopic, answer));
              pushAll();
            }
          }),
        subscribed: ({ topics, answer }) =>
          onTheWay(arriving, peer, () => {
            if (topics.includes(answerTopic)) session.hearsAnswers = true;
            for (const topic of topics.map(parseTopic)) {
              if (topic?.kind !== 'room' || session.subscribed.has(topic.room)) continue;
              session.subscribed.add(topic.room);
              // A new subscription begins at the end of the log.
              session.cursorByRoom.set(topic.room, { upTo: head(topic.room), above: new Set() });
            }
            onTheWay(leaving, peer, () => answer([]));
            pushAll();
          }),
        acknowledged: (number) => seqByPush.get(peer)?.get(number)?.(),
        over() {
          if (session.peer === peer) session.peer = undefined;
        },
      };
    },
  });

  const broker: ModelBroker = {
    link,
    asked,
    arrivals,
    failing: false,
    mute: false,
    unavailable: false,
    pushes: true,
    unreadable: new Set(),
    byHand: false,
    addRoom(room, name = `Room ${room}`) {
      nameByRoom.set(room, name);
      if (!payloadsByRoom.has(room)) payloadsByRoom.set(room, []);
    },
    log: (room) => payloads(room).map(read),
    append(room, from, text) {
      const id = `ffffffff-0000-7000-8000-${(++foreign).toString(16).padStart(12, '0')}` as EntryId;
      const entry: Entry = { id, kind: entryKind.text, body: text, waitedSec: 0 };
      store(room, from, encodeEntry(entry));
      pushAll();
    },
    setBack(room, count) {
      payloadsByRoom.set(room, payloads(room).slice(0, count));
      // The sessions of then may be without their subscriptions.
      for (const session of sessionById.values()) session.hearsAnswers = false;
    },
    removeBelow(room, floor) {
      floorByRoom.set(room, floor);
    },
    arrive(count) {
      for (const move of arriving.splice(0, count)) move();
    },
    leave(count) {
      for (const move of leaving.splice(0, count)) move();
    },
    cut() {
      arriving.length = 0;
      leaving.length = 0;
      for (const { peer } of sessionById.values()) peer?.cut();
    },
  };
  return broker;
}
