// Who may do what with which topic: one table, and what it does not name is refused.
import type { RoomId, UserId } from '../../src/protocol/ids';
import { parseTopic, type Topic } from '../../src/protocol/topics';
import type { Grant, Principal, Refusal } from '../application';
import type { Rooms } from './rooms';

interface Who<T> {
  readonly allows: (topic: T, user: UserId, rooms: Rooms) => boolean;
  /** What the others are told. */
  readonly otherwise: string;
}

const everyone: Who<object> = { allows: () => true, otherwise: '' };
const members: Who<{ room: RoomId }> = {
  allows: ({ room }, user, rooms) => rooms.isMember(room, user),
  otherwise: 'You are not a member of this room.',
};
const oneself: Who<{ user: UserId }> = {
  allows: (topic, user) => topic.user === user,
  otherwise: 'This topic belongs to somebody else.',
};

type Table = {
  readonly [K in Topic['kind']]: {
    readonly who: Who<Extract<Topic, { kind: K }>>;
    readonly subscribe?: Grant;
    readonly publish?: true;
  };
};

const table: Table = {
  room: { who: members, subscribe: { log: true }, publish: true },
  marks: { who: members, subscribe: { log: false }, publish: true },
  user: { who: oneself, subscribe: { log: false } },
  ask: { who: everyone, publish: true },
  answer: { who: everyone, subscribe: { log: false, awaitsSync: true } },
};

export function checkSubscribe(filter: string, principal: Principal, rooms: Rooms): Grant | Refusal {
  const topic = parseTopic(filter);
  if (!topic) return noSuchTopic;
  const grant = table[topic.kind].subscribe;
  if (!grant) return { refused: 'not-authorized', reason: 'Nobody may subscribe there.' };
  return checkWho(topic, principal, rooms) ?? grant;
}

/** The topic is there also when it is refused: a log answers for what it knows already. */
export function checkPublish(
  topicName: string,
  principal: Principal,
  rooms: Rooms,
): { topic: Topic | undefined; refusal: Refusal | undefined } {
  const topic = parseTopic(topicName);
  if (!topic) return { topic, refusal: noSuchTopic };
  if (!table[topic.kind].publish)
    return { topic, refusal: { refused: 'not-authorized', reason: 'Nobody may publish there.' } };
  return { topic, refusal: checkWho(topic, principal, rooms) };
}

function checkWho(topic: Topic, { user }: Principal, rooms: Rooms): Refusal | undefined {
  // Each row fits the topics of its kind, which the compiler cannot follow through an index.
  const { allows, otherwise } = table[topic.kind].who as Who<Topic>;
  return allows(topic, user as UserId, rooms) ? undefined : { refused: 'not-authorized', reason: otherwise };
}

const noSuchTopic: Refusal = { refused: 'topic-invalid', reason: 'Onebar has no such topic.' };
