// A link in memory: the test holds the broker's end of each connection. It keeps the same contract as the link over MQTT.js.
import type { Connection, ConnectionEvents, DialRequest, DialResult, Link, Puback } from './link';

/** How a dial is answered. `silence`: not at all, until it is aborted. */
export type DialAnswer =
  | {
      readonly answer: 'accept';
      readonly sessionPresent?: boolean;
      readonly epoch?: string;
      readonly maxPayloadBytes?: number;
      readonly isAdmin?: boolean;
    }
  | { readonly answer: 'refuse'; readonly notAuthorized: boolean }
  | { readonly answer: 'unreachable' }
  | { readonly answer: 'silence' };

export interface PeerPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  /** The PUBACK. */
  answer(answer: Exclude<Puback, { outcome: 'lost' }>): void;
}

export interface PeerSubscribe {
  readonly topics: readonly string[];
  answer(refused: readonly string[]): void;
}

/** The broker's end of one connection. */
export interface LinkPeer {
  /** What the device sent, in the order in which it left. */
  readonly published: readonly PeerPublish[];
  readonly subscribes: readonly PeerSubscribe[];
  readonly unsubscribes: readonly string[];
  /** PINGREQs that are not answered. */
  readonly probes: number;
  answerProbes(): void;
  /** A PUBLISH at QoS 1; returns its number, from 0. */
  push(topic: string, payload: Uint8Array): number;
  /** Numbers of the pushes that the device acknowledged, in that order. */
  readonly acknowledged: readonly number[];
  /** The connection breaks. */
  cut(): void;
  /** DISCONNECT with the reason code for it, and the end. */
  disconnect(why: 'taken-over' | 'session-ended', reason?: string): void;
  /** The connection is over, whoever ended it. */
  readonly over: boolean;
}

/** What a broker on the fake link reacts to. */
export interface PeerListener {
  published?(publish: PeerPublish): void;
  subscribed?(subscribe: PeerSubscribe): void;
  acknowledged?(push: number): void;
  over?(): void;
}

export interface FakeLink extends Link {
  /** One for each dial that was accepted. */
  readonly peers: readonly LinkPeer[];
  readonly dials: readonly DialRequest[];
  /** For the dials from now on; until then all are accepted, with a session. */
  answerDials(answer: DialAnswer): void;
}

/** `listen` gives the listener for the peer of each connection. */
export function createFakeLink({
  listen = () => ({}),
}: { listen?: (peer: LinkPeer, request: DialRequest) => PeerListener } = {}): FakeLink {
  const peers: LinkPeer[] = [];
  const dials: DialRequest[] = [];
  let dialAnswer: DialAnswer = { answer: 'accept', sessionPresent: true };

  return {
    peers,
    dials,
    answerDials(answer) {
      dialAnswer = answer;
    },
    async dial(request, events, abort): Promise<DialResult> {
      dials.push(request);
      const answer = dialAnswer;
      await Promise.resolve();
      if (abort.aborted) return { outcome: 'unreachable' };
      switch (answer.answer) {
        case 'refuse':
          return { outcome: 'refused', notAuthorized: answer.notAuthorized, reason: 'Refused.' };
        case 'unreachable':
          return { outcome: 'unreachable' };
        case 'silence':
          return await new Promise((resolve) =>
            abort.addEventListener('abort', () => resolve({ outcome: 'unreachable' })),
          );
        case 'accept':
      }
      const { connection, peer } = createFakeConnection(events, answer, (made) => listen(made, request));
      peers.push(peer);
      return { outcome: 'connected', connection };
    },
  };
}

/** Events that nobody listens to: a test names those it cares for. */
export const quietEvents: ConnectionEvents = {
  message: async () => undefined,
  heard: () => undefined,
  expecting: () => undefined,
  measured: () => undefined,
  closed: () => undefined,
};

/** Both ends of one connection. */
export function createFakeConnection(
  events: ConnectionEvents,
  { sessionPresent = false, epoch, maxPayloadBytes = 16 * 1024, isAdmin = false }: Partial<Connection> = {},
  listen: (peer: LinkPeer) => PeerListener = () => ({}),
): { connection: Connection; peer: LinkPeer } {
  const published: PeerPublish[] = [];
  const subscribes: PeerSubscribe[] = [];
  const unsubscribes: string[] = [];
  const acknowledged: number[] = [];
  const losePending = new Set<() => void>();
  let pushes = 0;
  let inbox = Promise.resolve();
  let over = false;
  let unansweredBytes = 0;
  let probes = 0;

  const end = () => {
    over = true;
    for (const lose of losePending) lose();
    losePending.clear();
    listener.over?.();
  };
  const breakOff: ConnectionEvents['closed'] = (why, reason) => {
    if (over) return;
    end();
    events.closed(why, reason);
  };
  const pending = <T>(bytes: number, ifLost: T, start: (settle: (value: T) => void) => void): Promise<T> =>
    new Promise((resolve) => {
      if (over) return resolve(ifLost);
      const lose = () => resolve(ifLost);
      losePending.add(lose);
      unansweredBytes += bytes;
      events.expecting();
      start((value) => {
        if (!losePending.delete(lose)) return;
        unansweredBytes -= bytes;
        events.heard();
        resolve(value);
      });
    });
  const leave = (publish: PeerPublish) => {
    published.push(publish);
    listener.published?.(publish);
  };

  const connection: Connection = {
    sessionPresent,
    epoch,
    maxPayloadBytes,
    isAdmin,
    publish: (topic, payload) =>
      pending<Puback>(payload.length, { outcome: 'lost' }, (answer) =>
        leave({ topic, payload: payload.slice(), qos: 1, answer }),
      ),
    signal(topic, payload) {
      if (!over) leave({ topic, payload: payload.slice(), qos: 0, answer: () => undefined });
    },
    subscribe: (topics) =>
      pending<readonly string[] | undefined>(topics.join('').length, undefined, (answer) => {
        const subscribe = { topics, answer };
        subscribes.push(subscribe);
        listener.subscribed?.(subscribe);
      }),
    unsubscribe(topics) {
      if (!over) unsubscribes.push(...topics);
    },
    probe() {
      if (over) return;
      probes++;
      unansweredBytes += 1;
      events.expecting();
    },
    unansweredBytes: () => unansweredBytes,
    close() {
      if (!over) end();
    },
  };

  const peer: LinkPeer = {
    published,
    subscribes,
    unsubscribes,
    get probes() {
      return probes;
    },
    answerProbes() {
      unansweredBytes -= probes;
      probes = 0;
      events.heard();
    },
    acknowledged,
    push(topic, payload) {
      const number = pushes++;
      inbox = inbox.then(async () => {
        if (over) return;
        events.heard();
        try {
          await events.message(topic, payload.slice(), epoch);
        } catch {
          breakOff('lost');
        }
        if (over) return;
        acknowledged.push(number);
        listener.acknowledged?.(number);
      });
      return number;
    },
    cut: () => breakOff('lost'),
    disconnect: breakOff,
    get over() {
      return over;
    },
  };
  const listener = listen(peer);
  return { connection, peer };
}
