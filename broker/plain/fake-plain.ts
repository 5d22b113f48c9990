// Plain topics on a store in memory, for tests of the protocol half: everybody may do everything that is not called `secret/…`.
import { randomBytes } from 'node:crypto';
import { isOwnTopic } from '../../src/protocol/topics';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import {
  createPlain,
  openPlain,
  type Owner,
  type Plain,
  type PlainAccess,
  type PlainDeps,
  type PlainLimits,
} from './plain';
import type { PlainMessage, PlainSubscription } from './plain-message';
import type { PlainSession } from './plain-session';
import type { ChangeTable } from '../store/tables';
import { createMemoryData, createMemoryStore, type MemoryData } from '../store/memory-store';

export interface FakePlainOptions {
  readonly metrics: Metrics;
  readonly clock: () => number;
  readonly log: Log;
  readonly data?: MemoryData;
  /** Instead of one in memory, made of `data`. */
  readonly store?: PlainDeps['store'];
  readonly limits?: Partial<PlainLimits>;
  /** Instead of the usual. */
  readonly access?: PlainAccess;
  readonly isSignedOut?: PlainDeps['isSignedOut'];
}

const usual: PlainLimits = { maxQueuedMessages: 1000, maxQueuedBytes: 1_000_000, maxRetained: 1000 };

export const createFakePlain = (options: FakePlainOptions): Plain =>
  createPlain(depsOf(options), { sessions: [], retained: [], wills: new Map() });

/** With what an earlier broker left. */
export const reopenFakePlain = (options: FakePlainOptions): Promise<Plain> => openPlain(depsOf(options));

const usualAccess: PlainAccess = (_principal, _action, topic) =>
  topic.startsWith('secret/') || isOwnTopic(topic)
    ? { refused: 'not-authorized', reason: 'It is secret' }
    : undefined;

function depsOf({
  metrics,
  clock,
  log,
  data = createMemoryData(),
  store = createMemoryStore({ clock, data }),
  limits = {},
  access = usualAccess,
  isSignedOut = () => false,
}: FakePlainOptions): PlainDeps {
  return {
    store,
    access,
    isSignedOut,
    hasSession: () => true,
    limits: { ...usual, ...limits },
    clock,
    random: randomBytes,
    metrics,
    log,
  };
}

export const fakeOwner = (user: string, clientId: string): Owner => ({
  principal: { user, device: `d-${clientId}` },
  clientId,
});
export const fakeMessage = (topic: string, more: Partial<PlainMessage> = {}): PlainMessage => ({
  topic,
  payload: Buffer.from('x'),
  qos: 1,
  retain: false,
  properties: Buffer.alloc(0),
  expiresAtMs: undefined,
  ...more,
});
export const fakeAsked = (filter: string): { subscription: PlainSubscription; retainHandling: number } => ({
  subscription: { filter, qos: 1, noLocal: false, retainAsPublished: false, id: undefined },
  retainHandling: 0,
});

/** A store of which the writes wait between `hold` and `goOn`, in the order in which they came. */
export function createHeldStore(clock: () => number, data: MemoryData) {
  const store = createMemoryStore({ clock, data });
  const waiting: (() => void)[] = [];
  let isHeld = false;
  return {
    store: {
      list: store.list,
      async commit(changes: readonly ChangeTable[]) {
        if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
        return store.commit(changes);
      },
    },
    hold() {
      isHeld = true;
    },
    goOn() {
      isHeld = false;
      for (const each of waiting.splice(0)) each();
    },
  };
}

export const topicsWaiting = (session: PlainSession | undefined): (string | undefined)[] =>
  [...(session?.waiting.values() ?? [])].map(({ message }) => message?.topic);

/** The keys, with their table in front. */
export const rowsOf = ({ rows }: MemoryData, table: string): string[] =>
  [...rows.keys()].filter((key) => key.startsWith(`${table}/`));
