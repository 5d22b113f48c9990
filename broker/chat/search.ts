// Answers what a device asks about words in messages that it does not have: goes through its rooms' logs where it says, the newest entries
// first, bit by bit. One such question is worked on at a time, and others get their turn between two bits of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { readAim } from '../../src/protocol/aim';
import type { AskError, SearchHit, SearchParams, SearchResult } from '../../src/protocol/ask';
import { decodeEntry, entryKind } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { pageBytes } from '../../src/protocol/limits';
import { excerptOf } from '../../src/protocol/search-excerpt';
import { foldText, hasAll, needlesOf, type Needle } from '../../src/protocol/search-words';
import { readTextBody } from '../../src/protocol/text-body';
import type { SessionHandle } from '../application';
import type { Store, StoredEntry } from '../store/store';
import type { Handlers } from './ask-handlers';
import { createInTurn } from './in-turn';
import type { People } from './people';
import type { Rooms } from './rooms';

export interface SearchDeps {
  readonly store: Pick<Store, 'readBackward' | 'readAims'>;
  readonly rooms: Pick<Rooms, 'isMember'>;
  readonly people: Pick<People, 'named'>;
  readonly isConnected: (session: SessionHandle) => boolean;
}

/** Read in one go: some milliseconds. Then everybody else has as much time. */
const atOnce = { maxEntries: 200, maxBytes: 64 * 1024 };
const maxPauseMs = 50;
/** Of one question; the device asks for the rest. */
const maxEntries = 10_000;
const maxMs = 250;
/** Questions that wait, of one person and of all. */
const maxWaitingOfOne = 2;
const maxWaiting = 100;
/** A broker's clock that was set back by less than this changes nothing. */
const clockSlackSec = 24 * 3600;

const busy: AskError = {
  code: 'busy',
  text: 'The server has much to look through at the moment. Please try again in a moment.',
};

export function createSearchAsk(deps: SearchDeps): Pick<Handlers, 'search'> {
  const inTurn = createInTurn();
  const waitingByUser = new Map<UserId, number>();
  let waiting = 0;

  return {
    search: async (session, params, user) => {
      const own = waitingByUser.get(user) ?? 0;
      if (own >= maxWaitingOfOne || waiting >= maxWaiting) return { error: busy };
      waitingByUser.set(user, own + 1);
      waiting++;
      try {
        return { result: await inTurn(() => lookThrough(deps, session, params, user)) };
      } finally {
        waiting--;
        const left = (waitingByUser.get(user) ?? 1) - 1;
        if (left > 0) waitingByUser.set(user, left);
        else waitingByUser.delete(user);
      }
    },
  };
}

async function lookThrough(
  { store, rooms, people, isConnected }: SearchDeps,
  session: SessionHandle,
  params: SearchParams,
  user: UserId,
): Promise<SearchResult> {
  const { stretches, limit, sinceSec = 0 } = params;
  const needles = needlesOf(params.words);
  const hits: SearchHit[] = [];
  const begunMs = performance.now();
  let readSincePause = 0;
  let pausedAtMs = begunMs;
  let read = 0;
  let bytes = 0;

  const isFull = () => hits.length >= limit || bytes >= pageBytes;
  const isEnough = () =>
    isFull() || read >= maxEntries || performance.now() - begunMs > maxMs || !isConnected(session);
  const answer = (rest?: SearchResult['rest']): SearchResult => {
    // Whoever was put out of a room meanwhile is told nothing of it.
    const own = hits.filter(({ stretch }) => isMemberOf(stretches[stretch]?.room));
    return { hits: own, people: people.named(own.map((hit) => hit.user)), ...(rest && { rest }) };
  };
  const isMemberOf = (room: RoomId | undefined) => room !== undefined && rooms.isMember(room, user);

  for (const [stretch, { room, from, to }] of stretches.entries()) {
    let upTo = to;
    while (upTo >= from && isMemberOf(room)) {
      // Each question brings the device forward.
      if (read > 0 && isEnough()) return answer({ stretch, to: upTo });
      const entries = await store.readBackward(room, from, upTo, atOnce);
      read += Math.max(1, entries.length);
      const [first] = entries;
      if (!first) break;
      upTo = first.seq - 1;
      for (const { entry, text } of await found(store, room, entries, params, needles)) {
        if (isFull()) {
          upTo = entry.seq;
          break;
        }
        bytes += Buffer.byteLength(text);
        hits.push({ stretch, seq: entry.seq, ts: entry.ts, user: entry.author, text });
      }
      if (entries.every(({ ts }) => ts < sinceSec - clockSlackSec)) break;
      readSincePause += entries.length;
      if (readSincePause < atOnce.maxEntries) continue;
      await sleep(Math.min(maxPauseMs, performance.now() - pausedAtMs));
      readSincePause = 0;
      pausedAtMs = performance.now();
    }
  }
  return answer();
}

/** The newest first, each as it reads now. */
async function found(
  store: Pick<Store, 'readAims'>,
  room: RoomId,
  entries: readonly StoredEntry[],
  { users, sinceSec = 0, beforeSec = Number.POSITIVE_INFINITY }: SearchParams,
  needles: readonly Needle[],
): Promise<{ entry: StoredEntry; text: string }[]> {
  const candidates = entries.filter(
    ({ author, ts }) => (!users || users.includes(author)) && ts >= sinceSec && ts < beforeSec,
  );
  const [oldest, newest] = [candidates[0], candidates.at(-1)];
  if (!oldest || !newest) return [];
  const aims = await store.readAims(room, oldest.seq, newest.seq);
  const changeBySeq = new Map(aims.map(({ target, by }) => [target, by]));
  return candidates.toReversed().flatMap((entry) => {
    const text = textNow(entry, changeBySeq.get(entry.seq));
    if (text === undefined || !hasAll(foldText(text), needles)) return [];
    return [{ entry, text: excerptOf(text, needles) }];
  });
}

/** `undefined` for what is no text, and for one that was taken back: the log has emptied it. */
function textNow(stored: StoredEntry, change: StoredEntry | undefined): string | undefined {
  const entry = decodeEntry(stored.payload, stored.payload.length);
  const text = entry?.kind === entryKind.text ? readTextBody(entry.body)?.text : undefined;
  if (text === undefined || !change) return text;
  const edit = decodeEntry(change.payload, change.payload.length);
  return (edit && readAim(edit)?.text) ?? text;
}
