// `npm run admin` as a program: what an admin does from the command line, to the broker that runs on this data folder.
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createDoor } from './admin/ask-door';
import { askTerminal, readFirstLine } from './admin/ask-terminal';
import { runCommand } from './admin/run-command';
import { readConfig } from './config';

// Whoever reads only the beginning ("| head") has seen enough.
process.stdout.on('error', () => process.exit(0));

const read = readConfig(process.env, join(import.meta.dirname, '..', 'app'));
if (!read.ok) {
  for (const line of read.problems) process.stderr.write(`${line}\n`);
  process.exitCode = 2;
} else {
  const { dataDir } = read.config;
  const { stdout, stderr, exitCode } = await runCommand(process.argv.slice(2), {
    dataDir,
    door: createDoor(dataDir),
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
    ask: askTerminal,
    readLine: readFirstLine,
    // npm runs it in its own folder, and says where it was called.
    resolvePath: (path) => resolve(process.env['INIT_CWD'] ?? process.cwd(), path),
    random: randomBytes,
    now: () => new Date(),
  });
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exitCode = exitCode;
  // A pipe that stays open on standard input would hold it.
  process.stdin.unref?.();
}
