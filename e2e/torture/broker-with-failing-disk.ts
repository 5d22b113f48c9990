// The broker with a disk that the torture can fill: the same createBroker as in broker/main.ts, over a database that
// fails on demand. Hears `disk full` and `disk free` on the channel to its parent.
import { join } from 'node:path';
import { createBroker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import { failingDatabase } from '../../broker/store/failing-database';

const disk = { failing: false };
const read = readConfig(process.env, join(import.meta.dirname, '..', 'app'));
if (!read.ok) throw new Error(read.problems.join('\n'));
const broker = await createBroker(read.config, { openDatabase: failingDatabase(disk) });
process.on('message', (message) => {
  disk.failing = message === 'disk full';
});
process.on('SIGTERM', () => void broker.close().then(() => process.exit(0)));
process.stdout.write(`Onebar is at ${broker.url}\n`);
