// What stands on the other side of chat in its tests: sessions and a fan-out that write down what they are told.
import { quietLog } from '../quiet-log';
import {
  decodeAnswer,
  encodeAsk,
  readResult,
  type AskMethod,
  type AskParams,
  type RetentionRule,
} from '../../src/protocol/ask';
import type { AppRights } from '../../src/protocol/app-rights';
import type { SignedIn } from '../../src/protocol/accounts';
import { encodeEntry, entryKind } from '../../src/protocol/entry';
import type { DeviceId, RoomId, UserId } from '../../src/protocol/ids';
import { roomTopic } from '../../src/protocol/topics';
import type { FanOut, LogRecord, PublishAnswer, SessionHandle } from '../application';
import type { LimitSettings } from '../limit-settings';
import { createMetrics, type Metrics } from '../metrics';
import { createMemoryData, createMemoryStore, type MemoryData } from '../store/memory-store';
import type { Store } from '../store/store';
import { entryId } from '../store/entry-requests';
import { createChat, type Chat } from './chat';
import type { PlainSettings } from './plain-access';
import type { RegistrationRules } from './registration';

export const textEntry = (
  n: number,
  text: unknown = `text ${n}`,
  kind: number = entryKind.text,
): Uint8Array => encodeEntry({ id: entryId(n), kind, body: text, waitedSec: 0 });

interface FakeFanOut extends FanOut {
  readonly appendedRecords: { topic: string; record: LogRecord }[];
  readonly signals: { topic: string; payload: Uint8Array; except: string | undefined }[];
  readonly ended: { device: string; why: string }[];
  readonly endedSubscriptions: { topics: readonly string[]; user: string | undefined }[];
  /** Filters. */
  readonly forgotten: string[];
  readonly added: { topics: readonly string[]; user: string; upTo: number | undefined }[];
  /** Topics to which somebody subscribed, for `isHeard`. */
  readonly heard: Set<string>;
}

function createFakeFanOut(): FakeFanOut {
  const appendedRecords: FakeFanOut['appendedRecords'] = [];
  const signals: FakeFanOut['signals'] = [];
  const ended: FakeFanOut['ended'] = [];
  const endedSubscriptions: FakeFanOut['endedSubscriptions'] = [];
  const added: FakeFanOut['added'] = [];
  const forgotten: string[] = [];
  const heard = new Set<string>();
  return {
    appendedRecords,
    signals,
    ended,
    endedSubscriptions,
    added,
    forgotten,
    heard,
    forgetRetained: (filters) => forgotten.push(...filters),
    isHeard: (topic) => heard.has(topic),
    topicsAdded: (topics, user, upTo) => added.push({ topics, user, upTo }),
    appended: (topic, record) => appendedRecords.push({ topic, record }),
    signal: (topic, payload, except) => signals.push({ topic, payload, except }),
    endSubscriptions: (topics, user) => endedSubscriptions.push({ topics, user }),
    endDevice: (device, why) => ended.push({ device, why }),
  };
}

export interface FakeSession extends SessionHandle {
  saidGoodbye: boolean;
  /** What happened to the session, in order: `cursor room/x 3`, `first room/x`, `release`, `send`. */
  readonly events: string[];
  readonly sent: Uint8Array[];
}

export function createFakeSession(
  user: string,
  device: string,
  {
    present = false,
    isHeld = false,
    cursors = {},
    clientId = device,
    isInOrder = false,
    app,
  }: {
    present?: boolean;
    isHeld?: boolean;
    cursors?: Record<string, number>;
    clientId?: string;
    isInOrder?: boolean;
    app?: AppRights;
  } = {},
): FakeSession {
  const events: string[] = [];
  const sent: Uint8Array[] = [];
  return {
    clientId,
    principal: { user, device, ...(app && { app }) },
    present,
    isHeld,
    isInOrder,
    cursorsAtConnect: new Map(Object.entries(cursors)),
    saidGoodbye: false,
    events,
    sent,
    setCursor: (topic, seq) => events.push(`cursor ${topic} ${seq}`),
    pushFirst: (topic) => events.push(`first ${topic}`),
    release: () => events.push('release'),
    send: (_topic, payload) => {
      events.push('send');
      sent.push(payload);
    },
    end: (why) => events.push(`end ${why}`),
  };
}

export interface TestChat extends Chat {
  readonly store: Store;
  readonly data: MemoryData;
  readonly fanOut: FakeFanOut;
  readonly metrics: Metrics;
  readonly time: { nowMs: number };
  /** Creates an account on a new device and connects it. */
  join(name: string, device?: string): Promise<FakeSession & { signedIn: SignedIn }>;
  connect(session: FakeSession): FakeSession;
  lobby(): Promise<RoomId>;
  send(session: SessionHandle, room: RoomId, payload: Uint8Array): Promise<PublishAnswer>;
  /** Asks and reads the answer: the result, or the code of the error. */
  ask<M extends AskMethod>(
    session: FakeSession,
    method: M,
    params: AskParams<M>,
    readsSince?: number,
  ): Promise<unknown>;
}

/** Accounts without devices, in the store before the chat is opened: argon2 is slow on purpose. Each is called like its id. */
export function addPeople(data: MemoryData, users: readonly string[], serverAdmin?: string): void {
  for (const user of users) {
    const row = { name: user, passwordHash: '', createdAtMs: 1 };
    data.rows.set(`user/${user}`, user === serverAdmin ? { ...row, role: 'admin' } : row);
    data.rows.set(`userName/${user.toLowerCase()}`, { user: user as UserId });
  }
}

export const password = 'correct horse';

export async function openTestChat({
  data = createMemoryData(),
  time = { nowMs: 1_790_000_000_000 },
  maxPayloadBytes = 16 * 1024,
  limits = {},
  store = createMemoryStore({ clock: () => time.nowMs, data }),
  registration = { mode: 'open', firstAccount: 'is-admin' },
  retention = { days: undefined, count: undefined },
  plain,
}: {
  data?: MemoryData;
  time?: { nowMs: number };
  maxPayloadBytes?: number;
  limits?: Partial<LimitSettings>;
  /** Instead of one in memory, made of `data`. */
  store?: Store;
  registration?: RegistrationRules;
  retention?: RetentionRule;
  plain?: PlainSettings;
} = {}): Promise<TestChat> {
  const fanOut = createFakeFanOut();
  const metrics = createMetrics();
  const chat = await createChat({
    store,
    fanOut: () => fanOut,
    clock: () => time.nowMs,
    limits: { ...limits, maxPayloadBytes },
    registration,
    metrics,
    retention,
    ...(plain && { plain }),
    log: quietLog,
  });
  const { application, accounts } = chat;
  let asked = 0;

  function connect(session: FakeSession): FakeSession {
    application.connected(session);
    return session;
  }

  return {
    ...chat,
    store,
    data,
    fanOut,
    metrics,
    time,
    connect,
    join: async (name, device = `device-of-${name}`) => {
      const signedIn = await accounts.createAccount({ name, password, device: device as DeviceId });
      if ('error' in signedIn) throw new Error(signedIn.message);
      const session = Object.assign(createFakeSession(signedIn.user, device), { signedIn });
      application.connected(session);
      return session;
    },
    lobby: async () => (await store.get('roomName', 'lobby'))?.room ?? ('' as RoomId),
    send: (session, room, payload) => application.publish(session, roomTopic(room), payload),
    ask: async (session, method, params, readsSince) => {
      const n = ++asked;
      const before = session.sent.length;
      await application.publish(session, 'ask', encodeAsk(n, method, params, undefined, readsSince));
      const bytes = session.sent[before];
      const answer = bytes && decodeAnswer(bytes);
      if (answer?.n !== n) throw new Error('There was no answer.');
      return answer.error ? answer.error.code : readResult(method, answer.result)?.value;
    },
  };
}
