// Ids for messages that come as plain text, which bring none. A client that was cut off before it heard PUBACK sends the same packet
// again: the second half of an id is made of the packet, so that the log itself tells what is there already, also after a restart.
//
// With DUP it says so itself. Some clients forget the flag (MQTT.js does): of them it is known by when it comes, at the beginning of a
// connection, and by what it repeats, something of the last moments of the connection before.
import { hash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { decodeEntry } from '../../src/protocol/entry';
import type { EntryId, RoomId } from '../../src/protocol/ids';
import type { SessionHandle } from '../application';
import type { Store } from '../store/store';
import { writerOf, type Writer } from './sending-order';

export interface SentText {
  readonly session: SessionHandle;
  readonly room: RoomId;
  readonly text: string;
  readonly packetId: number;
  readonly isDup: boolean;
}

export interface TextResends {
  /** Is it to be looked for? To be asked once for each. */
  mayBeHere(sent: SentText): boolean;
  /** The one of the same client, room, words and packet id, if it may be the same one. Rejects when the store fails. */
  find(sent: SentText): Promise<EntryId | undefined>;
  /** It is new, and on its way into the log … */
  begin(sent: SentText): EntryId;
  /** … and there, or not. */
  end(sent: SentText, id: EntryId): void;
  connected(session: SessionHandle): void;
  disconnected(session: SessionHandle): void;
}

/** What is sent again later than this is a new message: packet ids begin anew with each start of a client. */
const windowSec = 3600;
/** Where no flag says it: so long before the end of a connection an answer may have been lost … */
const lastMomentsSec = 60;
/** … and so long the beginning of the next one takes. */
const openingMs = 30_000;
const lookBack = { maxEntries: 200, maxBytes: 64 * 1024 } as const;
const tailChars = 12;

interface Ends {
  readonly sec: number;
  /** The last time that the client left in peace, and so had all of its answers. */
  readonly goodbyeSec: number;
}

export function createTextResends({
  store,
  clock,
}: {
  store: Pick<Store, 'heads' | 'readBackward'>;
  /** Unix ms. */
  clock: () => number;
}): TextResends {
  const nowSec = () => Math.floor(clock() / 1000);
  const startedSec = nowSec();
  /** By the ends of their ids. */
  const underWay = new Map<string, EntryId>();
  /** How each client's last connection ended; those of today only. */
  const endsByClient = new Map<string, Ends>();
  /** Since when, and what came on it. */
  const openings = new WeakMap<SessionHandle, { readonly atMs: number; readonly tails: Set<string> }>();

  function mayBeHere(sent: SentText): boolean {
    if (sent.isDup) return true;
    const opening = openings.get(sent.session);
    if (!opening || clock() - opening.atMs > openingMs) return false;
    const tail = tailOf(sent);
    if (opening.tails.has(tail)) return false;
    opening.tails.add(tail);
    return true;
  }

  function sinceSec({ session, isDup }: SentText): number {
    const ends = endsByClient.get(keyOf(writerOf(session)));
    const since = isDup ? nowSec() - windowSec : (ends?.sec ?? startedSec) - lastMomentsSec;
    return Math.max(since, ends?.goodbyeSec ?? 0);
  }

  async function find(sent: SentText): Promise<EntryId | undefined> {
    const { session, room } = sent;
    const writer = writerOf(session);
    const tail = tailOf(sent);
    const writing = underWay.get(tail);
    if (writing) return writing;
    const since = sinceSec(sent);
    const [head = 0] = await store.heads([room]);
    const entries = await store.readBackward(room, 1, head, lookBack);
    for (const { author, client, ts, payload } of entries.toReversed()) {
      if (ts < since) break;
      if (author !== writer.user || client !== writer.client) continue;
      const id = decodeEntry(payload, payload.length)?.id;
      if (id?.endsWith(tail)) return id;
    }
    return undefined;
  }

  function disconnected(session: SessionHandle): void {
    const key = keyOf(writerOf(session));
    const goodbyeSec = session.saidGoodbye ? nowSec() : (endsByClient.get(key)?.goodbyeSec ?? 0);
    // The oldest first, so what is past stands at the beginning.
    endsByClient.delete(key);
    endsByClient.set(key, { sec: nowSec(), goodbyeSec });
    for (const [each, { sec }] of endsByClient)
      if (sec < nowSec() - windowSec) endsByClient.delete(each);
      else break;
  }

  return {
    mayBeHere,
    find,
    begin: (sent) => {
      const tail = tailOf(sent);
      // All of its first half but the time by chance: of two within one millisecond it would only count, and that in the other half.
      const id = `${uuidv7({ random: randomBytes(16) }).slice(0, -tailChars)}${tail}` as EntryId;
      underWay.set(tail, id);
      return id;
    },
    end: (sent, id) => {
      const tail = tailOf(sent);
      if (underWay.get(tail) === id) underWay.delete(tail);
    },
    connected: (session) => {
      const ends = endsByClient.get(keyOf(writerOf(session)));
      const wasCutOff = ends ? ends.goodbyeSec < ends.sec : session.present;
      if (wasCutOff) openings.set(session, { atMs: clock(), tails: new Set() });
    },
    disconnected,
  };
}

const keyOf = ({ user, client }: Writer): string => `${user}/${client}`;

const tailOf = ({ session, room, text, packetId }: SentText): string =>
  hash('sha256', `${keyOf(writerOf(session))}\n${room}\n${packetId}\n${text}`).slice(0, tailChars);
