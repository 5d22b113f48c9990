// `npm run repair` as a program: on a data folder that no broker has open. Says what it kept and what is gone.
import { join } from 'node:path';
import { readConfig } from './config';
import { repairStore } from './store/repair';
import { StoreError } from './store/store-error';

const read = readConfig(process.env, join(import.meta.dirname, '..', 'app'));
if (!read.ok) {
  for (const problem of read.problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
} else
  try {
    for (const sentence of await repairStore(read.config.dataDir, new Date()))
      process.stdout.write(`${sentence}\n`);
  } catch (error) {
    // Anything else is a bug, or the disk: then its stack is what is needed.
    const words = error instanceof StoreError ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`${String(words)}\n`);
    process.exitCode = 1;
  }
