// Answers what devices ask: one handler per method of src/protocol/ask.ts, each with its own look at who may ask.
import {
  decodeAsk,
  encodeAnswer,
  encodeAskError,
  type AskError,
  type AskMethod,
  type DecodedAsk,
} from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import { marksRoomMembers } from '../../src/protocol/limits';
import { answerTopic, roomTopic } from '../../src/protocol/topics';
import type { PublishAnswer, SessionHandle } from '../application';
import type { Log } from '../log';
import { checkAppAsk } from './app-access';
import { notAMember, type Answer, type Handlers } from './ask-handlers';
import { answerSync, type SyncDeps } from './ask-sync';
import type { NameNews } from './name-news';
import { readPage } from './page';
import { createAdminAsks, type AdminAsksDeps } from './admin-asks';
import { createAccountAsks, type AccountAsksDeps } from './account-asks';
import { createInviteAsks, type InviteAsksDeps } from './invite-asks';
import { createPresenceAsks, type PresenceAsksDeps } from './presence-asks';
import { createRoomAsks, createRowOf, type RoomAsksDeps } from './room-asks';
import { createSearchAsk } from './search';

export interface Asks {
  /** Resolves when the answer is on its way. Never rejects. */
  publish(session: SessionHandle, payload: Uint8Array): Promise<PublishAnswer>;
}

const unavailable: AskError = {
  code: 'unavailable',
  text: 'The server cannot answer at the moment. Please try again later.',
};

export function createAsks(
  deps: SyncDeps &
    RoomAsksDeps &
    InviteAsksDeps &
    AccountAsksDeps &
    PresenceAsksDeps &
    AdminAsksDeps & {
      readonly nameNews: Pick<NameNews, 'tellMissed'>;
      readonly log: Log;
    },
): Asks {
  const { store, rooms, marks, floors, people, nameNews, isConnected, log } = deps;

  const rowOf = createRowOf(deps);
  const handlers: Handlers = {
    ...createRoomAsks(deps, rowOf),
    ...createInviteAsks(deps, rowOf),
    ...createAccountAsks(deps),
    ...createPresenceAsks(deps),
    ...createAdminAsks(deps),
    ...createSearchAsk(deps),

    sync: async (session, state, _user, ask) => {
      const answer = await answerSync(deps, session, state, ask.firstRows, ask.readsSince, ask.spares);
      if (answer.result.outcome === 'tell-cursors') return answer;
      return {
        ...answer,
        afterwards: () => {
          session.release();
          nameNews.tellMissed(session);
        },
      };
    },

    range: async (_session, { room, from, to }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      const page = await readPage({ store, people, floors }, room, from, to);
      // It may hold what was written after somebody's removal meanwhile.
      return rooms.isMember(room, user) ? { result: page } : { error: notAMember };
    },

    seqOf: async (_session, { room, id }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      const seq = await store.seqOf(room, id);
      return rooms.isMember(room, user) ? { result: seq } : { error: notAMember };
    },

    open: (session, { room }, user) => {
      if (room !== undefined && !rooms.isMember(room, user)) return { error: notAMember };
      session.pushFirst(room && roomTopic(room));
      return { result: undefined };
    },

    people: (_session, { users }) => ({ result: people.named(users) }),

    marks: (_session, { room, seq }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      const members = [...rooms.membersOf(room).keys()].map((member) => ({
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

  async function publish(session: SessionHandle, payload: Uint8Array): Promise<PublishAnswer> {
    const ask = decodeAsk(payload);
    if (!ask) return { refused: 'payload-invalid', reason: 'This is not a question.' };
    if (!('method' in ask)) {
      const text = 'This broker does not know what you ask.';
      session.send(answerTopic, encodeAskError(ask.n, { code: 'unknown-method', text }));
      return {};
    }
    const { app, user } = session.principal;
    const narrowed = app && checkAppAsk(ask, app);
    if (narrowed) {
      session.send(answerTopic, encodeAskError(ask.n, narrowed));
      return {};
    }
    let answer: Answer<AskMethod>;
    try {
      // Method and params belong together, which the compiler cannot follow through an index.
      const handler = handlers[ask.method] as (
        session: SessionHandle,
        params: unknown,
        user: UserId,
        ask: DecodedAsk,
      ) => Answer<AskMethod> | Promise<Answer<AskMethod>>;
      answer = await handler(session, ask.params, user as UserId, ask);
    } catch (error) {
      log.error(`"${ask.method}" could not be answered`, error);
      answer = { error: unavailable };
    }
    // Whoever left asks again.
    if (!isConnected(session)) return {};
    if ('error' in answer) {
      session.send(answerTopic, encodeAskError(ask.n, answer.error));
    } else {
      if (answer.first) session.send(answerTopic, encodeAnswer(ask.n, ask.method, answer.first, 'more'));
      session.send(answerTopic, encodeAnswer(ask.n, ask.method, answer.result));
      answer.afterwards?.();
    }
    return {};
  }

  return { publish };
}
