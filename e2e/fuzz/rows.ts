// A store in which one row is a little wrong, as a bug or a bad disk below the checksums would leave it: the broker starts and
// answers, or says in a sentence that it is damaged.
import { randomBytes } from 'node:crypto';
import { quietLog } from '../../broker/quiet-log';
import { createChat, type Chat } from '../../broker/chat/chat';
import { usualLimits } from '../../broker/limit-settings';
import { createMetrics } from '../../broker/metrics';
import { openPlain } from '../../broker/plain/plain';
import { openClassicLevel, type Database, type OpenDatabase } from '../../broker/store/database';
import { openLevelStore } from '../../broker/store/level-store';
import type { Store } from '../../broker/store/store';
import { StoreError } from '../../broker/store/store-error';
import { plainTables, type Tables } from '../../broker/store/tables';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import { defaultMaxPayloadBytes } from '../../src/protocol/limits';
import { roomTopic } from '../../src/protocol/topics';
import type { Random } from '../torture/chance';
import { until } from '../headless/until';
import { capture } from './captures';
import { openClient, tick, type Login } from './client';
import { mutate } from './mutate';
import { plainRules, willOf } from './plain-talk';
import { createWorld, type World } from './world';

/** In a store of its own, a young one, because every case opens it. */
export async function fuzzRows(random: Random, cases: number): Promise<void> {
  const world = await createWorld();
  try {
    const { account } = await capture(world);
    await leavePlainRows(world, account);
    await world.stop();
    const keys = await keysOf(world.folder);
    const kinds = [...new Set(keys.map(kindOf))];
    const lacking = plainTables.filter((table) => !kinds.includes(`row/${table}`));
    if (lacking.length > 0) throw new Error(`There is no row of ${lacking.join(', ')} to change.`);
    for (let done = 0; done < cases; done++) {
      const kind = random.pick(kinds);
      const key = random.pick(keys.filter((one) => kindOf(one) === kind)) ?? '';
      await tryWith(world.folder, key, (value) => new Uint8Array(mutate(random, [value])));
    }
  } finally {
    await world.close();
  }
}

/** Of every kind: what waits, what is under way in both directions, what is retained, and a will. */
async function leavePlainRows(world: World, login: Login): Promise<void> {
  const client = openClient(world, 5);
  client.answers = false;
  const under: number[] = [];
  client.onPublish = ({ messageId = 0 }) => under.push(messageId);
  await client.logIn(login, 'leaves/rows', willOf('things/all/gone', 5));
  const subscriptions = ['things/all/#', '$share/some/things/all/#'].map((topic) => ({
    topic,
    qos: 2 as const,
  }));
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions });
  for (const messageId of [2, 3, 4])
    client.send({
      cmd: 'publish',
      topic: 'things/all/a',
      payload: 'a',
      qos: 2,
      dup: false,
      retain: messageId === 2,
      messageId,
      properties: { messageExpiryInterval: 3600, userProperties: { a: 'b' } },
    });
  await until('all of it is under way', () => (under.length >= 6 ? true : undefined), 5000);
  client.send({ cmd: 'pubrec', messageId: under[0] ?? 0 });
  client.send({ cmd: 'pingreq' });
  await tick();
}

/** Of a row the table, of anything else what stands before the first slash. */
const kindOf = (key: string): string => key.split('/', key.startsWith('row/') ? 2 : 1).join('/');

async function keysOf(folder: string): Promise<string[]> {
  const keys: string[] = [];
  const store = await openLevelStore({
    path: folder,
    clock: Date.now,
    log: quietLog,
    openDatabase: async (path) => {
      const database = await openClassicLevel(path);
      for await (const key of database.keys({ gte: '', lte: '\u{10ffff}' }))
        if (!key.startsWith('batch/')) keys.push(key);
      return database;
    },
  });
  await store.close();
  return keys;
}

async function tryWith(
  folder: string,
  key: string,
  change: (value: Uint8Array) => Uint8Array,
): Promise<void> {
  try {
    const store = await openLevelStore({
      path: folder,
      clock: Date.now,
      log: quietLog,
      openDatabase: wrong(key, change),
    });
    try {
      const chat = await createChat({
        store,
        fanOut: () => ({ appended: () => undefined, signal: () => undefined }) as never,
        clock: Date.now,
        registration: { mode: 'open', firstAccount: 'is-admin' },
        plain: { rules: plainRules, anonymous: false },
        limits: { maxPayloadBytes: defaultMaxPayloadBytes },
        metrics: createMetrics(),
        log: quietLog,
      });
      try {
        for (const read of readsOf(store, chat, key)) await read().catch(mustBeInWords);
        await readPlain(store, chat, key);
      } finally {
        await chat.close();
      }
    } finally {
      await store.close();
    }
  } catch (error) {
    try {
      mustBeInWords(error);
    } catch {
      throw new Error(`A wrong row ${key} was not said in words`, { cause: error });
    }
  }
}

function mustBeInWords(error: unknown): void {
  if (!(error instanceof StoreError)) throw error;
}

/** As a start of the broker does it, with the client whose session it may be. */
async function readPlain(store: Store, chat: Chat, key: string): Promise<void> {
  const plain = await openPlain({
    // The folder must stay as it is.
    store: { list: store.list, commit: async () => true },
    access: chat.plainAccess.check,
    // Whose they are is as wrong as the rest of them.
    isSignedOut: () => false,
    hasSession: () => true,
    limits: usualLimits,
    clock: Date.now,
    random: randomBytes,
    metrics: createMetrics(),
    log: quietLog,
  });
  const [, table, user = '', ...rest] = key.split('/');
  const owner = {
    principal: { user, device: 'fuzz' },
    clientId: (table === 'plainQueued' || table === 'plainReceived' ? rest.slice(0, -1) : rest).join('/'),
  };
  const session = plain.open(owner, true, 60) ?? plain.make(owner, 60);
  for (const queued of session.resume()) plain.done(session, queued);
  const subscription = { filter: '#', qos: 2, noLocal: false, retainAsPublished: false, id: 1 } as const;
  await (await plain.subscribe(session, [{ subscription, retainHandling: 0 }])).tell();
  for (const queued of session.waiting.values()) plain.done(session, queued);
  plain.willIsDue(owner, 0);
  plain.leave(session, undefined);
  await plain.close();
}

/** Everything that comes upon the row `key` once the broker runs. */
function readsOf(store: Store, { application }: Chat, key: string): (() => Promise<unknown>)[] {
  const [kind = '', second = '', ...rest] = key.split('/');
  const limits = { maxEntries: 50, maxBytes: 100_000 };
  if (kind === 'row') {
    const table = second as keyof Tables;
    const [user = '', clientId = ''] = rest;
    return [
      () => store.get(table, rest.join('/')),
      () => store.list(table),
      () => application.loadSession(user, clientId),
    ];
  }
  const room = second as RoomId;
  const seq = Number.parseInt(rest[0] ?? '1', 16);
  const known = {
    room,
    author: 'nobody' as UserId,
    client: 'fuzz',
    id: (rest[0] ?? '') as EntryId,
    contentHash: new Uint8Array(32),
    payload: new Uint8Array(0),
    // Refused, because the folder must stay as it is.
    refusal: { refused: 'not-authorized', reason: 'This is nobody.' },
  } as const;
  return [
    () => store.readBackward(room, 1, Number.MAX_SAFE_INTEGER, limits),
    () => store.readAims(room, 1, Number.MAX_SAFE_INTEGER),
    () => store.seqOf(room, known.id),
    () => store.readReactions(room, [(rest[0] ?? '') as EntryId]),
    () => application.read(roomTopic(room), Math.max(0, seq - 1), limits),
    () => store.append([known]),
  ];
}

/** The same database, but one value is read changed. */
function wrong(key: string, change: (value: Uint8Array) => Uint8Array): OpenDatabase {
  return async (path) => {
    const database = await openClassicLevel(path);
    let changed: Uint8Array | undefined;
    const see = (at: string, value: Uint8Array | undefined) => {
      if (at !== key || value === undefined) return value;
      changed ??= change(value);
      return changed;
    };
    const seen: Database = {
      getSync: (at) => see(at, database.getSync(at)),
      get: async (at) => see(at, await database.get(at)),
      keys: (range) => database.keys(range),
      async *iterator(range) {
        for await (const [at, value] of database.iterator(range)) yield [at, see(at, value) ?? value];
      },
      batch: (operations, options) => database.batch(operations, options),
      close: () => database.close(),
    };
    return seen;
  };
}
