// Stored: a device's words become an entry of a room's log, and only then they are answered for and go out to the members.
import { readAim } from '../../src/protocol/aim';
import { decodeEntry, entryKind, stampEntry, type Entry } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { formatReceipt } from '../../src/protocol/receipt';
import { isPermanent, refusalReasonCode } from '../../src/protocol/refusal';
import { parseTopic, roomTopic } from '../../src/protocol/topics';
import {
  isRefusal,
  type Application,
  type FanOut,
  type LogRecord,
  type PublishAnswer,
  type Refusal,
} from '../application';
import type { Log } from '../log';
import { contentHash } from '../store/content-hash';
import type { AppendResult, BadTarget, Store, StoredEntry } from '../store/store';
import { createSendingOrder, type Writer } from './sending-order';

export interface RoomLog extends Pick<Application, 'heads' | 'read'> {
  /** Never rejects. `notAllowed`: access refuses it; an entry that is known gets its first answer all the same. */
  publish(
    writer: Writer,
    room: RoomId,
    payload: Uint8Array,
    notAllowed: Refusal | undefined,
  ): Promise<PublishAnswer>;
  /** The writer's connection begins, or is over: what was to come again comes in its own order. */
  beginAnew(writer: Writer): void;
}

// What a device may write, and what is wrong with a body. Kinds that are not here only the broker writes, or nobody yet.
const bodyProblems: Readonly<Record<number, (entry: Entry) => string | undefined>> = {
  [entryKind.text]: ({ body }) =>
    typeof body === 'string' && body !== '' ? undefined : 'A text message needs a text.',
  [entryKind.edit]: (entry) =>
    readAim(entry) ? undefined : 'An edit needs a message and a new text for it.',
  [entryKind.retract]: (entry) => (readAim(entry) ? undefined : 'To take back a message, name it.'),
};

const badTargets: Readonly<Record<BadTarget, string>> = {
  'not-here': 'The message to change is not in this room.',
  'not-yours': 'You can change only your own messages.',
  'not-text': 'Only a text message can be changed.',
  'taken-back': 'This message was taken back and cannot be changed any more.',
  'too-often': 'This message was changed too often to be changed again.',
};

export function createRoomLog({
  store,
  fanOut,
  maxPayloadBytes,
  stored,
  log,
}: {
  store: Store;
  fanOut: () => FanOut;
  maxPayloadBytes: number;
  /** Somebody's new entry is on disk. */
  stored: (room: RoomId, author: UserId, seq: number) => void;
  log: Log;
}): RoomLog {
  const order = createSendingOrder();
  /** Entries that were answered with `failed`: the disk may hold them all the same, and then nobody was told of them. */
  const unsure = new Set<string>();
  const announcedByRoom = new Map<RoomId, number>();

  async function publish(
    writer: Writer,
    room: RoomId,
    payload: Uint8Array,
    notAllowed: Refusal | undefined,
  ): Promise<PublishAnswer> {
    // mqtt has limited the size already, a little above ours: an entry that was stored under a higher limit is still known.
    const entry = decodeEntry(payload, payload.length);
    if (!entry) return invalid('This is not an entry.');
    const problem = bodyProblem(entry);
    if (problem !== undefined) return invalid(problem);

    const { id } = entry;
    const { user: author, client } = writer;
    const aim = readAim(entry);
    // From here to `append` without an await: entries are numbered in the order in which they arrived.
    const mustWait = order.begin(writer, room, id);
    let answer: PublishAnswer = unavailable;
    try {
      const [result] = await store.append([
        {
          room,
          author,
          client,
          id,
          contentHash: contentHash(entry),
          payload,
          refusal: notAllowed ?? tooLong(payload.length) ?? mustWait,
          aim: aim && { target: aim.target, retracts: aim.text === undefined },
        },
      ]);
      if (!result) throw new Error('The store gave no result.');
      answer = answerTo(result);
      announce(result, { room, author, client, id, payload });
    } catch (error) {
      log.error(`an entry could not be put into the log of room ${room}`, error);
    }
    order.end(writer, room, id, isForNow(answer) ? answer : undefined);
    return answer;
  }

  function announce(
    result: AppendResult,
    entry: { room: RoomId; author: UserId; client: string; id: EntryId; payload: Uint8Array },
  ): void {
    const { room, author, client } = entry;
    const key = `${room}/${author}/${entry.id}`;
    if (result.outcome === 'failed') {
      unsure.add(key);
      return;
    }
    const wasUnsure = unsure.delete(key);
    const isNews = result.outcome === 'stored' || (result.outcome === 'known' && wasUnsure);
    if (!isNews || result.seq <= (announcedByRoom.get(room) ?? 0)) return;
    announcedByRoom.set(room, result.seq);
    const { seq, ts } = result;
    stored(room, author, seq);
    const payload = stampEntry(entry.payload, { seq, from: author, ts });
    fanOut().appended(roomTopic(room), { seq, payload, client });
  }

  function tooLong(bytes: number): Refusal | undefined {
    if (bytes <= maxPayloadBytes) return undefined;
    return invalid(`This message is ${inKilobytes(bytes)}; at most ${inKilobytes(maxPayloadBytes)} fit.`);
  }

  async function read(
    topicName: string,
    after: number,
    limits: { maxEntries: number; maxBytes: number },
  ): Promise<LogRecord[]> {
    const room = roomOf(topicName);
    if (room === undefined) return [];
    const entries = await store.readForward(room, after + 1, Number.MAX_SAFE_INTEGER, limits);
    return entries.map((entry) => ({ seq: entry.seq, payload: stampStored(entry), client: entry.client }));
  }

  return {
    publish,
    beginAnew: order.clear,
    // A topic without a log has the empty room's head, 0.
    heads: (topics) => store.heads(topics.map((topic) => roomOf(topic) ?? ('' as RoomId))),
    read,
  };
}

/** A stored entry as it travels to a device. */
export const stampStored = ({ payload, seq, author, ts }: StoredEntry): Uint8Array =>
  stampEntry(payload, { seq, from: author, ts });

function answerTo(result: AppendResult): PublishAnswer {
  if (result.outcome === 'refused') return result.refusal;
  if (result.outcome === 'failed') return { refused: 'unavailable', reason: result.message };
  if (result.outcome === 'bad-target') return invalid(badTargets[result.why]);
  if (result.outcome === 'conflict') return invalid('This message is already stored with other words.');
  return { receipt: formatReceipt(result) };
}

function bodyProblem(entry: Entry): string | undefined {
  const check = Object.hasOwn(bodyProblems, entry.kind) ? bodyProblems[entry.kind] : undefined;
  return check ? check(entry) : 'This broker does not take this kind of entry from a device.';
}

function roomOf(topicName: string): RoomId | undefined {
  const topic = parseTopic(topicName);
  return topic?.kind === 'room' ? topic.room : undefined;
}

const unavailable: Refusal = {
  refused: 'unavailable',
  reason: 'The server cannot store this at the moment. Please try again later.',
};

/** Refused, but trying again can help. */
const isForNow = (answer: PublishAnswer): answer is Refusal =>
  isRefusal(answer) && !isPermanent(refusalReasonCode[answer.refused]);

const invalid = (reason: string): Refusal => ({ refused: 'payload-invalid', reason });

const inKilobytes = (bytes: number): string => `${Number((bytes / 1024).toFixed(1))} kB`;
