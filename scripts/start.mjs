// `npm start`: from a fresh clone to a running broker that prints one address.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

if (process.env.npm_lifecycle_event === 'start') stopWithNpm();
installMissing();
build();
// In this very process, so that signals and the exit code are the broker's own.
await import(pathToFileURL(join(root, 'dist', 'broker', 'main.js')).href);

/** A SIGTERM sent to npm alone ends npm and the shell between, but does not come here: the broker would stay behind, unseen. */
function stopWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
