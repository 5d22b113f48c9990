// Composition root of the search worker: reads the account's database beside the page, and answers what somebody looks for.
import { openAccountDatabase } from '../db/schema';
import { log } from '../log';
import type { ToWorker } from './search-messages';
import { serveSearch } from './serve-search';

declare const self: DedicatedWorkerGlobalScope;

const serve = serveSearch({
  open: openAccountDatabase,
  post: (message) => self.postMessage(message),
  trouble: log.trouble,
});

self.addEventListener('message', ({ data }) => serve(data as ToWorker));
