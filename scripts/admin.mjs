// `npm run admin -- …`: what an admin does from the command line. `npm start` has built it; if not, it is built now.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAdmin } from './build.mjs';
import { installMissing, root } from './install-missing.mjs';

const program = join(root, 'dist', 'admin', 'admin.js');
if (!existsSync(program)) {
  installMissing();
  buildAdmin();
}
// In this process: it sees the same arguments and settings.
await import(pathToFileURL(program).href);
