// Stored: a device's words become an entry of a room's log, and only then they are answered for and go out to the members.
import { createHash } from 'node:crypto';
import { decodeEntry, entryContent, entryKind, stampEntry, type Entry } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { formatReceipt } from '../../src/protocol/receipt';
import { parseTopic, roomTopic } from '../../src/protocol/topics';
import type { Application, FanOut, LogRecord, PublishAnswer, Refusal, SessionHandle } from '../application';
import type { AppendResult, Store, StoredEntry } from '../store/store';

export interface RoomLog extends Pick<Application, 'heads' | 'read'> {
  /** `notAllowed`: access refuses it; an entry that is known gets its first answer all the same. */
  publish(
    session: SessionHandle,
    room: RoomId,
    payload: Uint8Array,
    notAllowed: Refusal | undefined,
  ): Promise<PublishAnswer>;
  /** The client begins anew: what was to come again comes in its own order. */
  connected(session: SessionHandle): void;
}

/** In one room of one connection: the entry that must come again before anything later is taken. */
interface Block {
  readonly id: EntryId;
  readonly refusal: Refusal;
}

// What a device may write, and what is wrong with a body. Kinds that are not here only the broker writes, or nobody yet.
const bodyProblems: Readonly<Record<number, (body: unknown) => string | undefined>> = {
  [entryKind.text]: (body) =>
    typeof body === 'string' && body !== '' ? undefined : 'A text message needs a text.',
};

export function createRoomLog({
  store,
  fanOut,
  maxPayloadBytes,
}: {
  store: Store;
  fanOut: () => FanOut;
  maxPayloadBytes: number;
}): RoomLog {
  const blocksBySession = new WeakMap<SessionHandle, Map<RoomId, Block>>();
  /** Entries that were answered with `failed`: the disk may hold them all the same, and then nobody was told of them. */
  const unsure = new Set<string>();
  const announcedByRoom = new Map<RoomId, number>();

  async function publish(
    session: SessionHandle,
    room: RoomId,
    payload: Uint8Array,
    notAllowed: Refusal | undefined,
  ): Promise<PublishAnswer> {
    // mqtt has limited the size already, a little above ours: an entry that was stored under a higher limit is still known.
    const entry = decodeEntry(payload, payload.length);
    if (!entry) return invalid('This is not an entry.');
    const problem = bodyProblem(entry);
    if (problem !== undefined) return invalid(problem);

    const blocks = blocksOf(session);
    if (blocks.get(room)?.id === entry.id) blocks.delete(room);
    const author = session.principal.user as UserId;
    // One call with one entry, without an await before it: entries are numbered in the order in which they arrived.
    const [result] = await store.append([
      {
        room,
        author,
        client: session.clientId,
        id: entry.id,
        contentHash: createHash('sha256').update(entryContent(entry)).digest().subarray(0, 16),
        payload,
        refusal: notAllowed ?? tooLong(payload.length) ?? blocks.get(room)?.refusal,
      },
    ]);
    if (!result) throw new Error('The store gave no result.');
    const answer = answerTo(result);
    if ('refused' in answer && (answer.refused === 'quota' || answer.refused === 'unavailable'))
      if (!blocks.has(room)) blocks.set(room, { id: entry.id, refusal: answer });
    announce(result, { room, author, client: session.clientId, id: entry.id, payload });
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
    const payload = stampEntry(entry.payload, { seq, from: author, ts });
    fanOut().appended(roomTopic(room), { seq, payload, client });
  }

  function tooLong(bytes: number): Refusal | undefined {
    if (bytes <= maxPayloadBytes) return undefined;
    return invalid(`This message is ${inKilobytes(bytes)}; at most ${inKilobytes(maxPayloadBytes)} fit.`);
  }

  function blocksOf(session: SessionHandle): Map<RoomId, Block> {
    const blocks = blocksBySession.get(session) ?? new Map<RoomId, Block>();
    blocksBySession.set(session, blocks);
    return blocks;
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
    connected: (session) => {
      blocksBySession.delete(session);
    },
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
  if (result.outcome === 'conflict') return invalid('This message is already stored with other words.');
  return { receipt: formatReceipt(result) };
}

function bodyProblem({ kind, body }: Entry): string | undefined {
  const check = Object.hasOwn(bodyProblems, kind) ? bodyProblems[kind] : undefined;
  return check ? check(body) : 'This broker does not take this kind of entry from a device.';
}

function roomOf(topicName: string): RoomId | undefined {
  const topic = parseTopic(topicName);
  return topic?.kind === 'room' ? topic.room : undefined;
}

const invalid = (reason: string): Refusal => ({ refused: 'payload-invalid', reason });

const inKilobytes = (bytes: number): string => `${Number((bytes / 1024).toFixed(1))} kB`;
