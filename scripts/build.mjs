// `npm run build`: the app into dist/app, compressed, the broker into dist/broker, its admin's command line into dist/admin.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { installMissing, root } from './install-missing.mjs';
import { complain, say } from './say.mjs';

const textTypes = ['.html', '.js', '.css', '.json', '.webmanifest', '.svg', '.txt'];

export function build() {
  say('Building …');
  vite('build');
  vite('build', '--ssr', 'broker/main.ts');
  buildAdmin();
  compressTexts(join(root, 'dist', 'app'));
}

export const buildAdmin = () => vite('build', '--ssr', 'broker/admin.ts', '--outDir', 'dist/admin');

/** Runs vite in a process of its own: its settings of the environment must not reach whatever runs next in this one. */
export function vite(...args) {
  const bin = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(process.execPath, [bin, ...args, '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return;
  complain(`"vite ${args.join(' ')}" failed; it says why above.`);
  process.exit(1);
}

/** Source maps stay as they are: only developer tools fetch them. */
function compressTexts(dir) {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !textTypes.includes(extname(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path);
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(`${path}.br`, brotliCompressSync(text, brotli));
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installMissing();
  build();
}
