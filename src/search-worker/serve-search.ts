// The search worker's side of the conversation: the newest question is answered at once with what was read so far, and again as more is
// read or changes. Whoever types meanwhile is not kept waiting: each piece of reading takes some milliseconds.
import type { AccountDatabase } from '../db/schema';
import type { UserId } from '../protocol/ids';
import { excerptOf } from '../protocol/search-excerpt';
import { elsewhereOf, filterOf, isEmpty } from './search-filter';
import { createSearchIndex, type SearchedMessage } from './search-index';
import type { Found, FromWorker, Hit, ToWorker } from './search-messages';
import { readQuery } from './search-query';
import { createSearchReader, type SearchReader } from './search-reader';

/** While more is read the hits change at most so often. */
const againMs = 200;

type Question = Extract<ToWorker, { type: 'ask' }>;

interface Serving {
  readonly user: UserId;
  readonly reader: SearchReader;
}

export function serveSearch({
  open,
  post,
  trouble,
}: {
  /** Rejects when the browser keeps no data for us. */
  open: (user: UserId, onClosed: () => void) => Promise<AccountDatabase>;
  post: (message: FromWorker) => void;
  trouble: (what: string, error: unknown) => void;
}): (message: ToWorker) => void {
  const index = createSearchIndex();
  let serving: Serving | undefined;
  let question: Question | undefined;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = () => {
    serving?.reader.stop();
    serving = undefined;
    clearTimeout(timer);
    post({ type: 'ended' });
  };

  const begin = async (user: UserId) => {
    try {
      const database = await open(user, end);
      const reader = createSearchReader({
        database,
        user,
        index,
        told: answerSoon,
        met: () => post({ type: 'people', people: reader.facts().people }),
        trouble: (error) => {
          trouble('The messages could not be read for the search', error);
          end();
        },
      });
      serving = { user, reader };
    } catch (error) {
      trouble('The storage could not be opened for the search', error);
      end();
    }
  };

  const answer = () => {
    timer = undefined;
    const progress = serving?.reader.progress();
    if (!serving || !question || !progress) return;
    answeredAtMs = performance.now();
    post({ type: 'found', n: question.n, found: { ...find(serving, question), ...progress } });
  };

  const answerIn = (delayMs: number) => {
    timer ??= setTimeout(answer, delayMs);
  };

  function answerSoon(): void {
    answerIn(Math.max(0, answeredAtMs + againMs - performance.now()));
  }

  function find({ user, reader }: Serving, { asked, limit }: Question): Omit<Found, 'read' | 'of'> {
    const query = readQuery(asked);
    const facts = reader.facts();
    if (isEmpty(query, asked))
      return { hits: [], total: 0, isEmpty: true, needles: [], elsewhere: undefined };
    const filter = filterOf(query, asked, facts, user);
    const { messages, total } = index.find(filter, limit);
    const nameById = new Map(facts.people.map((each) => [each.user, each.name]));
    const hitOf = ({ room, seq, id, from, atMs, text, state }: SearchedMessage): Hit => ({
      room,
      seq,
      id,
      author: from === user ? undefined : (nameById.get(from) ?? ''),
      atMs,
      text: excerptOf(text, filter.needles),
      state,
    });
    return {
      hits: messages.map(hitOf),
      total,
      isEmpty: false,
      needles: filter.needles,
      elsewhere: elsewhereOf(query, filter, facts),
    };
  }

  return (message) => {
    if (message.type === 'open') void begin(message.user);
    if (message.type === 'changed') serving?.reader.changed(message.change);
    if (message.type !== 'ask') return;
    question = message;
    // Behind whatever else has come by now: of several keys the last one counts.
    clearTimeout(timer);
    timer = undefined;
    answerIn(0);
  };
}
