// Answers what devices ask: one handler per method of src/protocol/ask.ts, each with its own look at who may ask.
import {
  decodeAsk,
  encodeAnswer,
  encodeAskError,
  type AskError,
  type AskMethod,
  type AskParams,
  type AskResult,
  type RoomRow,
} from '../../src/protocol/ask';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { marksRoomMembers } from '../../src/protocol/limits';
import { answerTopic, roomTopic, userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut, PublishAnswer, SessionHandle } from '../application';
import type { Log } from '../log';
import { answerSync, type SyncDeps } from './ask-sync';
import { readPage } from './page';
import type { People } from './people';

export interface Asks {
  /** Resolves when the answer is on its way. Never rejects. */
  publish(session: SessionHandle, payload: Uint8Array): Promise<PublishAnswer>;
}

type Answer<M extends AskMethod> =
  /** `afterwards` runs when the answer has been sent. */
  { readonly result: AskResult<M>; readonly afterwards?: () => void } | { readonly error: AskError };

type Handlers = {
  readonly [M in AskMethod]: (
    session: SessionHandle,
    params: AskParams<M>,
    user: UserId,
  ) => Answer<M> | Promise<Answer<M>>;
};

const notAMember: AskError = { code: 'not-a-member', text: 'You are not a member of this room.' };
const unavailable: AskError = {
  code: 'unavailable',
  text: 'The server cannot answer at the moment. Please try again later.',
};

export function createAsks({
  people,
  fanOut,
  log,
  ...syncDeps
}: SyncDeps & { readonly people: People; readonly fanOut: () => FanOut; readonly log: Log }): Asks {
  const { store, rooms, marks, isConnected } = syncDeps;

  const handlers: Handlers = {
    sync: async (session, state) => {
      const result = await answerSync(syncDeps, session, state);
      if (result.outcome === 'tell-cursors') return { result };
      return { result, afterwards: () => session.release() };
    },

    range: async (_session, { room, from, to }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      return { result: await readPage({ store, people }, room, from, to) };
    },

    open: (session, { room }, user) => {
      if (room !== undefined && !rooms.isMember(room, user)) return { error: notAMember };
      session.pushFirst(room && roomTopic(room));
      return { result: undefined };
    },

    rooms: () => ({ result: rooms.publicRooms() }),

    create: async (session, { room, name }, user) => {
      const outcome = await rooms.create(room, name, user);
      if ('code' in outcome) return { error: outcome };
      if (outcome.created) tellOtherDevices(session, user, room);
      return rowOf(room, user);
    },

    join: async (session, { room }, user) => {
      const outcome = await rooms.join(room, user);
      if ('code' in outcome) return { error: outcome };
      if (outcome.joined) tellOtherDevices(session, user, room);
      return rowOf(room, user);
    },

    people: (_session, { users }) => ({ result: people.named(users) }),

    marks: (_session, { room, seq }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      const members = [...rooms.membersOf(room)].map((member) => ({
        user: member,
        ...marks.of(room, member),
      }));
      if (members.length <= marksRoomMembers) return { result: { members } };
      const others = members.filter((member) => member.user !== user);
      return {
        result: {
          delivered: others.filter((other) => other.delivered >= seq).length,
          read: others.filter((other) => other.read >= seq).length,
        },
      };
    },
  };

  function tellOtherDevices(session: SessionHandle, user: UserId, room: RoomId): void {
    fanOut().signal(userTopic(user), encodeUserChange({ change: 'joined', room }), session.clientId);
  }

  async function rowOf(room: RoomId, user: UserId): Promise<{ result: RoomRow } | { error: AskError }> {
    const described = rooms.describe(room);
    const [head = 0] = await store.heads([room]);
    if (!described) return { error: notAMember };
    return { result: { ...described, head, read: marks.of(room, user).read } };
  }

  async function publish(session: SessionHandle, payload: Uint8Array): Promise<PublishAnswer> {
    const ask = decodeAsk(payload);
    if (!ask) return { refused: 'payload-invalid', reason: 'This is not a question.' };
    if (!('method' in ask)) {
      const text = 'This broker does not know what you ask.';
      session.send(answerTopic, encodeAskError(ask.n, { code: 'unknown-method', text }));
      return {};
    }
    let answer: Answer<AskMethod>;
    try {
      // Method and params belong together, which the compiler cannot follow through an index.
      const handler = handlers[ask.method] as (
        session: SessionHandle,
        params: unknown,
        user: string,
      ) => Answer<AskMethod> | Promise<Answer<AskMethod>>;
      answer = await handler(session, ask.params, session.principal.user);
    } catch (error) {
      log.error(`"${ask.method}" could not be answered`, error);
      answer = { error: unavailable };
    }
    // Whoever left asks again.
    if (!isConnected(session)) return {};
    if ('error' in answer) {
      session.send(answerTopic, encodeAskError(ask.n, answer.error));
    } else {
      session.send(answerTopic, encodeAnswer(ask.n, ask.method, answer.result));
      answer.afterwards?.();
    }
    return {};
  }

  return { publish };
}
