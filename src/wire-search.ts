// Wires the search: a worker beside the page, which is a file of its own and is kept on the device like all of the app. Loaded when somebody
// looks for something.
import { createSystemClock } from './platform/clock';
import type { FromWorker } from './search-worker/search-messages';
import { createSearchOpener } from './store/open-search';

export const openSearch = createSearchOpener({
  startWorker() {
    // The build finds the worker by this very expression.
    const worker = new Worker(new URL('./search-worker/search-worker.ts', import.meta.url), {
      type: 'module',
    });
    return {
      post: (message) => worker.postMessage(message),
      listen(heard, failed) {
        worker.addEventListener('message', ({ data }) => heard(data as FromWorker));
        worker.addEventListener('error', failed);
      },
      end: () => worker.terminate(),
    };
  },
  after: createSystemClock().after,
});
