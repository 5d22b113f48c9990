// A broker that is broken on purpose, to prove that the torture notices. The product's own code runs unchanged; what is
// broken is the database under it. `BROKEN` says how:
//
// - `acknowledges-first`: entries count as written at once and reach the disk much later, so kill -9 loses messages that
//   were acknowledged. All else is written at once, the numbers of batches too, or the broker would notice at its next start
//   that some are missing and refuse; this is the loss that only the torture can see. The same with what waits for plain clients.
// - `forgets-ids`: the id index answers that it knows nobody, so a message that is sent again is stored again. So do the packet ids
//   of QoS 2 after a restart.
import { join } from 'node:path';
import { createBroker } from '../../broker/broker';
import { readConfig } from '../../broker/config';
import {
  openClassicLevel,
  type Database,
  type OpenDatabase,
  type Operation,
} from '../../broker/store/database';

/** How long acknowledged entries are nowhere but in memory: longer than a torture of it lasts, so that every kill finds some. */
const lateMs = 60_000;
const lateKeys = ['log/', 'id/', 'aim/', 'reaction/', 'head/', 'row/plainMessage/', 'row/plainQueued/'];
const receivedKeys = 'row/plainReceived/';

const breakages: Record<string, OpenDatabase> = {
  'acknowledges-first': async (path) => acknowledgesFirst(await openClassicLevel(path)),
  'forgets-ids': async (path) => forgetsIds(await openClassicLevel(path)),
};

function forgetsIds(database: Database): Database {
  return {
    getSync: (key) => (key.startsWith('id/') ? undefined : database.getSync(key)),
    get: (key) => database.get(key),
    keys: (range) => database.keys(range),
    async *iterator(range) {
      for await (const row of database.iterator(range)) if (!row[0].startsWith(receivedKeys)) yield row;
    },
    batch: (operations, options) => database.batch(operations, options),
    close: () => database.close(),
  };
}

function acknowledgesFirst(database: Database): Database {
  /** What the disk does not have yet; `undefined`: deleted. */
  const unwritten = new Map<string, Uint8Array | undefined>();
  let waiting: Operation[] = [];
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    timer = undefined;
    const operations = waiting;
    waiting = [];
    await database.batch(operations, { sync: true });
    for (const operation of operations)
      if (unwritten.get(operation.key) === valueOf(operation)) unwritten.delete(operation.key);
  }

  async function* iterator(range: Parameters<Database['iterator']>[0]): AsyncGenerator<[string, Uint8Array]> {
    const { limit = Infinity, ...unlimited } = range;
    const rows = new Map<string, Uint8Array>();
    for await (const [key, value] of database.iterator(unlimited)) rows.set(key, value);
    for (const [key, value] of unwritten) {
      const { gte, lte, lt } = range;
      if (key < gte || (lte !== undefined && key > lte) || (lt !== undefined && key >= lt)) continue;
      if (value) rows.set(key, value);
      else rows.delete(key);
    }
    const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
    yield* (range.reverse ? sorted.toReversed() : sorted).slice(0, limit);
  }

  return {
    getSync: (key) => (unwritten.has(key) ? unwritten.get(key) : database.getSync(key)),
    get: async (key) => (unwritten.has(key) ? unwritten.get(key) : await database.get(key)),
    async *keys(range) {
      for await (const [key] of iterator(range)) yield key;
    },
    iterator,
    async batch(operations) {
      const isLate = ({ key }: Operation) => lateKeys.some((prefix) => key.startsWith(prefix));
      const late = operations.filter(isLate);
      for (const operation of late) unwritten.set(operation.key, valueOf(operation));
      waiting.push(...late);
      await database.batch(
        operations.filter((operation) => !isLate(operation)),
        { sync: true },
      );
      timer ??= setTimeout(() => void write(), lateMs);
    },
    async close() {
      clearTimeout(timer);
      await write();
      await database.close();
    },
  };
}

const valueOf = (operation: Operation): Uint8Array | undefined =>
  operation.type === 'put' ? operation.value : undefined;

const { BROKEN = '', ...environment } = process.env;
const read = readConfig(environment, join(import.meta.dirname, '..', 'app'));
if (!read.ok) throw new Error(read.problems.join('\n'));
const openDatabase = breakages[BROKEN];
if (!openDatabase) throw new Error(`BROKEN is "${BROKEN}".`);
const broker = await createBroker(read.config, { openDatabase });
process.on('SIGTERM', () => void broker.close().then(() => process.exit(0)));
process.stdout.write(`Onebar is at ${broker.url}\n`);
