// The search, for as long as it is on the screen and a moment longer: a worker looks through the messages of this device, beside the page,
// and hears of every change.
import type { Person } from '../protocol/ask';
import type { Asked, Found, FromWorker, ToWorker } from '../search-worker/search-messages';
import type { Engine } from '../sync/engine';

export type { Asked, Found, Hit } from '../search-worker/search-messages';

/** The page's end of a worker. */
export interface WorkerPort {
  post(message: ToWorker): void;
  /** `failed`: it did not come through, or it broke. */
  listen(heard: (message: FromWorker) => void, failed: () => void): void;
  end(): void;
}

export type SearchNews =
  | { readonly type: 'found'; readonly found: Found }
  /** Everybody this device knows. */
  | { readonly type: 'people'; readonly people: readonly Person[] }
  /** Nothing more comes; it can be opened again. */
  | { readonly type: 'failed' };

export interface OpenSearch {
  /** What was looked for last, when the search was on the screen a moment ago. */
  readonly asked: Asked | undefined;
  /** Answers come to whoever opened it, the newest `limit` hits, and again as more is read or changes. */
  ask(asked: Asked, limit: number): void;
  close(): void;
}

export interface SearchActions {
  /** `undefined`: nobody is signed in. Rejects when this part of the app does not come through. */
  openSearch(heard: (news: SearchNews) => void): Promise<OpenSearch | undefined>;
}

export type SearchOpener = (
  engine: Pick<Engine, 'account' | 'db'>,
  heard: (news: SearchNews) => void,
) => OpenSearch;

/** Whoever opens a hit and comes back finds everything as it was. */
const lingerMs = 120_000;

interface Running {
  readonly engine: Pick<Engine, 'account' | 'db'>;
  readonly port: WorkerPort;
  readonly unsubscribe: () => void;
  heard: ((news: SearchNews) => void) | undefined;
  people: readonly Person[] | undefined;
  asked: Asked | undefined;
  /** Of the newest question. */
  n: number;
  cancelEnd: (() => void) | undefined;
}

export function createSearchOpener({
  startWorker,
  after,
}: {
  startWorker: () => WorkerPort;
  after: (delayMs: number, callback: () => void) => () => void;
}): SearchOpener {
  let running: Running | undefined;

  const end = (search: Running) => {
    search.cancelEnd?.();
    search.unsubscribe();
    search.port.end();
    if (running === search) running = undefined;
  };

  const begin = (engine: Running['engine']): Running => {
    const port = startWorker();
    const unsubscribe = engine.db.changes.subscribe((change) => port.post({ type: 'changed', change }));
    const search: Running = {
      engine,
      port,
      unsubscribe,
      heard: undefined,
      people: undefined,
      asked: undefined,
      n: 0,
      cancelEnd: undefined,
    };
    const fail = () => {
      end(search);
      search.heard?.({ type: 'failed' });
    };
    port.listen((message) => {
      if (message.type === 'ended') fail();
      else if (message.type === 'people') {
        search.people = message.people;
        search.heard?.(message);
      } else if (message.n === search.n) search.heard?.({ type: 'found', found: message.found });
    }, fail);
    port.post({ type: 'open', user: engine.account.user });
    return search;
  };

  return (engine, heard) => {
    // Somebody else is signed in by now, or the same person anew.
    if (running && running.engine !== engine) end(running);
    const search = running ?? begin(engine);
    running = search;
    search.cancelEnd?.();
    search.cancelEnd = undefined;
    search.heard = heard;
    if (search.people) heard({ type: 'people', people: search.people });
    return {
      asked: search.asked,
      ask(asked, limit) {
        search.asked = asked;
        search.port.post({ type: 'ask', n: ++search.n, asked, limit });
      },
      close() {
        if (search.heard !== heard) return;
        search.heard = undefined;
        search.cancelEnd = after(lingerMs, () => end(search));
      },
    };
  };
}
