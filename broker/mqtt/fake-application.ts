// An application for tests: topics `room/…` are logs in memory, `room/+` stands for those that there are, and everyone may do everything
// that is not called `secret/…` and has no other wildcard.
import {
  type Application,
  type FanOut,
  type LogRecord,
  type Pace,
  type PublishAnswer,
  type Refusal,
  type SessionHandle,
  type SessionRecord,
} from '../application';

export interface FakeApplication extends Application {
  /** Set once mqtt is made. */
  fanOut: FanOut | undefined;
  readonly logs: Map<string, LogRecord[]>;
  /** The oldest entry of a log that is kept. */
  readonly floors: Map<string, number>;
  /** Where a log begins that came to somebody's `room/+` meanwhile. */
  readonly joinedAt: Map<string, number>;
  readonly records: Map<string, SessionRecord>;
  readonly handles: SessionHandle[];
  /** Topic and payload of every PUBLISH, in order. */
  readonly published: string[];
  readonly reads: { topic: string; after: number }[];
  /** Client, topic, from and to of every `acknowledged`. */
  readonly acknowledgements: [client: string, topic: string, from: number, to: number][];
  /** Do subscriptions to logs await sync? */
  awaitsSync: boolean;
  /** While set, PUBLISHes are answered by `answer` only. */
  holdAnswers: boolean;
  /** While set, heads() waits for it. */
  headsGate: Promise<void> | undefined;
  failSaves: boolean;
  /** For how long nothing is read behind a packet. */
  restMs: Pace['took'];
  /** Answers the nth PUBLISH held. */
  readonly answer: (index: number, answer: PublishAnswer) => void;
  /** Appends entries as another client would have, and fans them out. */
  readonly write: (topic: string, texts: readonly string[], client?: string) => void;
}

export function createFakeApplication(): FakeApplication {
  const held: ((answer: PublishAnswer) => void)[] = [];

  const fake: FakeApplication = {
    fanOut: undefined,
    logs: new Map(),
    floors: new Map(),
    joinedAt: new Map(),
    records: new Map(),
    handles: [],
    published: [],
    reads: [],
    acknowledgements: [],
    awaitsSync: false,
    holdAnswers: false,
    headsGate: undefined,
    failSaves: false,
    restMs: () => 0,

    answer(index, answer) {
      held[index]?.(answer);
    },

    write(topic, texts, client = 'somebody') {
      for (const text of texts) append(topic, Buffer.from(text), client);
    },

    async authenticate({ clientId, username, password }) {
      if (password !== undefined && Buffer.from(password).toString() === 'wrong')
        return { refused: 'not-authorized', reason: 'No such device' };
      return { user: username ?? 'anybody', device: clientId };
    },

    connackProperties: () => ({ epoch: 'E1' }),

    pace: () => ({ took: (what, bytes) => fake.restMs(what, bytes) }),

    connected(handle) {
      fake.handles.push(handle);
    },

    disconnected(handle) {
      fake.handles.splice(fake.handles.indexOf(handle), 1);
    },

    isOwn: (topic) => /^(room|user|ask|answer|text|notices)(\/|$)/.test(topic),

    subscribe(_principal, filter) {
      if (filter.startsWith('secret/')) return { refused: 'not-authorized', reason: 'It is secret' };
      if (filter === 'room/+') return { log: true, topics: [...fake.logs.keys()] };
      if (/[+#]/.test(filter)) return { refused: 'topic-invalid', reason: 'No such pattern' };
      const log = filter.startsWith('room/');
      return { log, awaitsSync: log && fake.awaitsSync };
    },

    ignoresRetain: (topic) => topic === 'room/careless',

    async publish(session, topic, payload) {
      const text = Buffer.from(payload).toString();
      fake.published.push(`${topic} ${text}`);
      if (text === 'throw') throw new Error('A bug in the application');
      if (fake.holdAnswers) return new Promise((resolve) => held.push(resolve));
      if (text.startsWith('refuse '))
        return { refused: text.slice('refuse '.length), reason: `Because: ${text}` } as Refusal;
      if (!topic.startsWith('room/')) return {};
      const seq = append(topic, Buffer.from(payload), session.clientId);
      return { receipt: `${seq} 1000` };
    },

    acknowledged({ clientId }, topic, from, to) {
      fake.acknowledgements.push([clientId, topic, from, to]);
    },

    async heads(topics) {
      const heads = topics.map((topic) => logOf(topic).length);
      await fake.headsGate;
      return heads;
    },

    async headsAtJoining(_principal, topics) {
      return topics.map((topic) => fake.joinedAt.get(topic) ?? 0);
    },

    async read(topic, after, { maxEntries, maxBytes }) {
      fake.reads.push({ topic, after });
      await new Promise((resolve) => setImmediate(resolve));
      const page: LogRecord[] = [];
      let bytes = 0;
      const from = Math.max(after + 1, fake.floors.get(topic) ?? 1);
      for (const record of logOf(topic).slice(from - 1, from - 1 + maxEntries)) {
        bytes += record.payload.length;
        if (page.length > 0 && bytes > maxBytes) break;
        page.push(record);
      }
      return { records: page, from };
    },

    loadSession: async (user, clientId) => fake.records.get(`${user}/${clientId}`),

    async saveSessions(records) {
      await new Promise((resolve) => setImmediate(resolve));
      if (fake.failSaves) throw new Error('The disk is full');
      for (const record of records) fake.records.set(`${record.user}/${record.clientId}`, record);
    },

    async removeSession(user, clientId) {
      if (fake.failSaves) throw new Error('The disk is full');
      fake.records.delete(`${user}/${clientId}`);
    },
  };
  return fake;

  function logOf(topic: string): LogRecord[] {
    const log = fake.logs.get(topic) ?? [];
    fake.logs.set(topic, log);
    return log;
  }

  function append(topic: string, payload: Buffer, client: string): number {
    const log = logOf(topic);
    const isSilent = payload.toString() === 'silence' ? { isSilent: true } : {};
    const record = { seq: log.length + 1, payload: Buffer.from(payload), client, ...isSilent };
    log.push(record);
    fake.fanOut?.appended(topic, record);
    return record.seq;
  }
}
