// Stored: a device's words become an entry of a room's log, and only then they are answered for and go out to the members.
import { v7 as uuidv7 } from 'uuid';
import { readAim, retractBodyOf } from '../../src/protocol/aim';
import { decodeEntry, encodeEntry, entryKind, stampEntry, type Entry } from '../../src/protocol/entry';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { readReaction } from '../../src/protocol/reaction';
import { formatReceipt, formatShortReceipt } from '../../src/protocol/receipt';
import { isPermanent, refusalReasonCode } from '../../src/protocol/refusal';
import { changeEntry, isChange, readChange, type Change } from '../../src/protocol/room-change';
import { parseTopic, roomTopic } from '../../src/protocol/topics';
import {
  isRefusal,
  type Application,
  type FanOut,
  type LogRead,
  type LogRecord,
  type PublishAnswer,
  type Refusal,
} from '../application';
import type { Log } from '../log';
import { contentHash } from '../store/content-hash';
import type { AppendResult, Store, StoredEntry } from '../store/store';
import type { ApplyChanges } from './apply-changes';
import { badTargets, bodyProblem } from './entry-problems';
import { createRecentEntries } from './recent-entries';
import type { Plan, RoomChanges } from './room-changes';
import { createRoomGate } from './room-gate';
import type { Rooms } from './rooms';
import { createSendingOrder, type Writer } from './sending-order';

export interface RoomLog extends Pick<Application, 'heads' | 'read'> {
  /** The room's entries below `floor` are no more. */
  removed(room: RoomId, floor: number): void;
  /** Never rejects. An entry that is known gets its first answer, whatever its author may do by now. */
  publish(
    writer: Writer,
    room: RoomId,
    payload: Uint8Array,
    /** If it is new it is refused for this, for now. */
    tooFast?: Refusal,
  ): Promise<PublishAnswer>;
  /**
   * The same for an entry that was made here of a client's words: no client brings it again after a refusal, so it stands in
   * nobody's order of sending.
   */
  say(writer: Writer, room: RoomId, entry: Entry, tooFast?: Refusal): Promise<PublishAnswer>;
  /**
   * An entry of the broker's own in somebody's name, as `plan` has it when it is asked: after all that came before for this room.
   * False: there was nothing to do, or it was `taken`. Rejects when the store fails.
   */
  write(room: RoomId, author: UserId, plan: () => OwnPlan | undefined, asking?: string): Promise<boolean>;
  /** Takes somebody's text back in their name, although they are not here any more. Rejects when the store fails. */
  takeBack(room: RoomId, author: UserId, target: EntryId): Promise<void>;
  /** The writer's connection begins, or is over: what was to come again comes in its own order. */
  beginAnew(writer: Writer): void;
}

/** `change` is what the entry says. */
export interface OwnPlan extends Plan {
  readonly change: Change;
}

interface NewEntry {
  readonly room: RoomId;
  readonly author: UserId;
  /** '' for the broker itself, which no client is called: so it comes to all of them. */
  readonly client: string;
  readonly entry: Entry;
  readonly payload: Uint8Array;
}

/** Words of a client for a room. */
interface Sent {
  readonly writer: Writer;
  readonly room: RoomId;
  readonly payload: Uint8Array;
  readonly entry: Entry;
  readonly tooFast: Refusal | undefined;
  /** It comes again, with the same id, until it is answered for good. */
  readonly inOrder: boolean;
}

/** Some 30,000 messages of a usual length. */
const maxRecentBytes = 16 * 1024 * 1024;

export function createRoomLog({
  store,
  fanOut,
  maxPayloadBytes,
  rooms,
  checkAccess,
  changes,
  applyChanges,
  stored,
  announced,
  log,
}: {
  store: Store;
  fanOut: () => FanOut;
  maxPayloadBytes: number;
  rooms: Pick<Rooms, 'differences'>;
  checkAccess: (room: RoomId, writer: Writer, entry: Entry) => Refusal | undefined;
  changes: RoomChanges;
  applyChanges: ApplyChanges;
  /** Somebody's new entry is on disk. */
  stored: (room: RoomId, author: UserId, seq: number) => void;
  /** It was told to the room's members. */
  announced: (room: RoomId, record: LogRecord) => void;
  log: Log;
}): RoomLog {
  const order = createSendingOrder();
  /** Entries that were answered with `failed`: the disk may hold them all the same, and then nobody was told of them. */
  const unsure = new Set<string>();
  const announcedByRoom = new Map<RoomId, number>();
  const recent = createRecentEntries({ maxBytes: maxRecentBytes });

  const gate = createRoomGate();
  /** The disk may hold a change of these rooms that memory does not know of. */
  const doubtful = new Set<RoomId>();

  function publish(
    writer: Writer,
    room: RoomId,
    payload: Uint8Array,
    tooFast?: Refusal,
  ): Promise<PublishAnswer> {
    // mqtt has limited the size already, a little above ours: an entry that was stored under a higher limit is still known.
    const entry = decodeEntry(payload, payload.length);
    const problem = entry ? bodyProblem(entry) : 'This is not an entry.';
    if (!entry || problem !== undefined) return Promise.resolve(invalid(problem ?? ''));
    return putInTurn({ writer, room, payload, entry, tooFast, inOrder: true });
  }

  function say(writer: Writer, room: RoomId, entry: Entry, tooFast?: Refusal): Promise<PublishAnswer> {
    const problem = bodyProblem(entry);
    if (problem !== undefined) return Promise.resolve(invalid(problem));
    return putInTurn({ writer, room, payload: encodeEntry(entry), entry, tooFast, inOrder: false });
  }

  function putInTurn(sent: Sent): Promise<PublishAnswer> {
    return gate.isClosed(sent.room) ? gate.pass(sent.room, () => put(sent)) : put(sent);
  }

  function put(sent: Sent): Promise<PublishAnswer> {
    const { room, entry } = sent;
    if (!isChange(entry.kind) && !doubtful.has(room)) return putOpen(sent);
    return gate.close(room, async () => {
      // Without an await where nothing is in doubt.
      if (doubtful.has(room)) await makeSure(room);
      return putOpen(sent);
    });
  }

  async function putOpen({ writer, room, payload, entry, tooFast, inOrder }: Sent): Promise<PublishAnswer> {
    const { id } = entry;
    const { user: author, client } = writer;
    // From here to `append` without an await: entries are numbered in the order in which they arrived.
    const mustWait = (inOrder ? order.begin(writer, room, id) : undefined) ?? tooFast;
    const { refusal, plan } = judge(room, writer, entry, mustWait);
    let answer: PublishAnswer = unavailable;
    try {
      const doubt = doubtful.has(room) ? unavailable : undefined;
      const toLog = { room, author, client, entry, payload };
      const result = await append(toLog, doubt ?? refusal ?? tooLong(payload.length) ?? mustWait, plan);
      answer = answerTo(result, plan, entry);
    } catch (error) {
      log.error(`an entry could not be put into the log of room ${room}`, error);
    }
    if (inOrder) order.end(writer, room, id, isForNow(answer) ? answer : undefined);
    return answer;
  }

  /** Whether a change can be depends on what was written before it: while that waits, it waits as well. */
  function judge(
    room: RoomId,
    writer: Writer,
    entry: Entry,
    mustWait: Refusal | undefined,
  ): { refusal?: Refusal | undefined; plan?: Plan } {
    const change = readChange(entry);
    const refusal = (change && mustWait) ?? checkAccess(room, writer, entry);
    if (refusal || !change) return { refusal };
    const plan = changes.plan(room, writer.user, change);
    return 'refused' in plan ? { refusal: plan } : { plan };
  }

  async function append(
    toLog: NewEntry,
    refusal: Refusal | undefined,
    plan: Plan | undefined,
    asking?: string,
  ): Promise<AppendResult> {
    const { room, author, client, entry, payload } = toLog;
    const aim = readAim(entry);
    const [result] = await store.append([
      {
        room,
        author,
        client,
        id: entry.id,
        contentHash: contentHash(entry),
        payload,
        refusal,
        aim: aim && { target: aim.target, retracts: aim.text === undefined },
        reactsTo: readReaction(entry)?.target,
        changes: plan?.changes,
        absent: plan?.absent,
      },
    ]);
    if (!result) throw new Error('The store gave no result.');
    // First who is out, then the entry: it is not for them any more.
    if (plan && result.outcome === 'stored') applyChanges(room, plan.changes, asking, result.seq);
    announce(result, toLog);
    if (plan && result.outcome === 'failed') {
      doubtful.add(room);
      await makeSure(room);
    }
    return result;
  }

  /** Reads again what a change that failed may have done all the same. */
  async function makeSure(room: RoomId): Promise<void> {
    try {
      applyChanges(room, await rooms.differences(room));
      doubtful.delete(room);
    } catch (error) {
      log.error(`it cannot be read who is in room ${room}`, error);
    }
  }

  function write(
    room: RoomId,
    author: UserId,
    plan: () => OwnPlan | undefined,
    asking?: string,
  ): Promise<boolean> {
    return gate.pass(room, () =>
      gate.close(room, async () => {
        if (doubtful.has(room)) await makeSure(room);
        const planned = plan();
        if (!planned) return false;
        const entry = { id: uuidv7() as Entry['id'], waitedSec: 0, ...changeEntry(planned.change) };
        const toLog = { room, author, client: '', entry, payload: encodeEntry(entry) };
        const doubt = doubtful.has(room) ? unavailable : undefined;
        const { outcome } = await append(toLog, doubt, planned, asking);
        if (outcome === 'stored' || outcome === 'taken') return outcome === 'stored';
        throw new Error(`A change of room ${room} could not be stored: ${outcome}.`);
      }),
    );
  }

  async function takeBack(room: RoomId, author: UserId, target: EntryId): Promise<void> {
    const kind = entryKind.retract;
    const entry = { id: uuidv7() as EntryId, kind, body: retractBodyOf(target), waitedSec: 0 };
    const toLog = { room, author, client: '', entry, payload: encodeEntry(entry) };
    const result = await gate.pass(room, () => append(toLog, undefined, undefined));
    if (result.outcome === 'failed') throw new Error(result.message);
  }

  function announce(result: AppendResult, { room, author, client, entry, payload: sent }: NewEntry): void {
    // What it took back has no body in the log any more, whether or not it is known already that it is there.
    if (entry.kind === entryKind.retract) recent.forget(room);
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
    const payload = stampEntry(sent, { seq, from: author, ts });
    const record: LogRecord = { seq, payload, client };
    recent.add(room, record);
    fanOut().appended(roomTopic(room), record);
    announced(room, record);
  }

  function tooLong(bytes: number): Refusal | undefined {
    if (bytes <= maxPayloadBytes) return undefined;
    return invalid(`This message is ${inKilobytes(bytes)}; at most ${inKilobytes(maxPayloadBytes)} fit.`);
  }

  async function read(
    topicName: string,
    after: number,
    limits: { maxEntries: number; maxBytes: number },
  ): Promise<LogRead> {
    const room = roomOf(topicName);
    if (room === undefined) return { records: [], from: after + 1 };
    const atHand = recent.read(room, after, limits);
    if (atHand) return { records: atHand, from: after + 1 };
    const entries = await store.readForward(room, after + 1, Number.MAX_SAFE_INTEGER, limits);
    const records = entries.map((entry) => ({
      seq: entry.seq,
      payload: stampStored(entry),
      client: entry.client,
    }));
    const [first] = records;
    if (first) return { records, from: first.seq };
    const [floor = 1] = await store.floors([room]);
    return { records, from: Math.max(after + 1, floor) };
  }

  return {
    publish,
    say,
    write,
    takeBack,
    beginAnew: order.clear,
    removed: recent.removeBelow,
    // A topic without a log has the empty room's head, 0.
    heads: (topics) => store.heads(topics.map((topic) => roomOf(topic) ?? ('' as RoomId))),
    read,
  };
}

/** A stored entry as it travels to a device. */
export const stampStored = ({ payload, seq, author, ts }: StoredEntry): Uint8Array =>
  stampEntry(payload, { seq, from: author, ts });

function answerTo(result: AppendResult, plan: Plan | undefined, { kind }: Entry): PublishAnswer {
  if (result.outcome === 'taken') return plan?.taken ?? unavailable;
  if (result.outcome === 'refused') return result.refusal;
  if (result.outcome === 'failed') return { refused: 'unavailable', reason: result.message };
  if (result.outcome === 'bad-target') return invalid(badTargets[result.why]);
  if (result.outcome === 'conflict') return invalid('This message is already stored with other words.');
  return { receipt: kind === entryKind.reaction ? formatShortReceipt(result) : formatReceipt(result) };
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
export const isForNow = (answer: PublishAnswer): answer is Refusal =>
  isRefusal(answer) && !isPermanent(refusalReasonCode[answer.refused]);

const invalid = (reason: string): Refusal => ({ refused: 'payload-invalid', reason });

const inKilobytes = (bytes: number): string => `${Number((bytes / 1024).toFixed(1))} kB`;
