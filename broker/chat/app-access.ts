// What an app token may: one table for topics, one for what it writes and one for what it asks. What they do not name is refused.
// It is asked beside access.ts, which says what the person may whose token it is: an app token may nothing that they may not.
import { includesRoom, type AppRights } from '../../src/protocol/app-rights';
import type { AskError, AskMethod, DecodedAsk } from '../../src/protocol/ask';
import { entryKind, type Entry } from '../../src/protocol/entry';
import type { RoomId } from '../../src/protocol/ids';
import type { AnyTopic } from '../../src/protocol/text-topics';
import type { Grant, Refusal } from '../application';

/**
 * `always`: whatever its rights are. `read`, `write`: with the right to do so in that room. `read-any`: with the right to read
 * somewhere; `read-all`: everywhere.
 */
export type AppNeeds = 'always' | 'read' | 'write' | 'read-any' | 'read-all';

interface AppTopicRights {
  readonly subscribe?: AppNeeds;
  readonly publish?: AppNeeds;
}

export const appTopicRights: Readonly<Record<AnyTopic['kind'], AppTopicRights>> = {
  room: { subscribe: 'read', publish: 'write' },
  marks: {},
  typing: {},
  presence: {},
  user: {},
  ask: { publish: 'always' },
  answer: { subscribe: 'always' },
  text: { subscribe: 'read', publish: 'write' },
  // For each room that it stands for, the line above.
  texts: { subscribe: 'read-any' },
  notices: { subscribe: 'always' },
};

/** What is said anew. It takes back and changes nothing: it could as well be what its person wrote. */
export const appEntryKinds: Readonly<Record<number, AppNeeds>> = {
  [entryKind.text]: 'write',
  [entryKind.reaction]: 'write',
};

export const appAsks: Readonly<Partial<Record<AskMethod, AppNeeds>>> = {
  range: 'read',
  people: 'read-any',
  rooms: 'read-all',
};

export const checkAppTopic = (
  action: 'subscribe' | 'publish',
  topic: AnyTopic,
  app: AppRights,
): Refusal | undefined => {
  const needs = appTopicRights[topic.kind][action];
  return needs && mayIn('room' in topic ? topic.room : undefined, needs, app) ? undefined : refusalOf(needs);
};

export function checkAppEntry(
  room: RoomId,
  { kind }: Pick<Entry, 'kind'>,
  app: AppRights,
): Refusal | undefined {
  const needs = appEntryKinds[kind];
  if (!needs)
    return { refused: 'not-authorized', reason: 'An app token writes messages and reactions alone.' };
  return mayIn(room, needs, app) ? undefined : refusalOf(needs);
}

export function checkAppAsk({ method, params }: DecodedAsk, app: AppRights): AskError | undefined {
  const needs = appAsks[method];
  const room = params && 'room' in params ? params.room : undefined;
  if (needs && mayIn(room, needs, app)) return undefined;
  return { code: 'not-authorized', text: 'This app token may not ask this.' };
}

/** It says nothing to `sync`, so nothing waits for that. */
export const appGrant = ({ awaitsSync: _none, ...grant }: Grant): Grant => grant;

function mayIn(room: RoomId | undefined, needs: AppNeeds, { read, write }: AppRights): boolean {
  switch (needs) {
    case 'always':
      return true;
    case 'read-all':
      return read === 'all';
    case 'read-any':
      return read === 'all' || read.length > 0;
    case 'read':
    case 'write':
  }
  return room !== undefined && includesRoom(needs === 'read' ? read : write, room);
}

const refusalOf = (needs: AppNeeds | undefined): Refusal => ({
  refused: 'not-authorized',
  reason:
    needs === 'read'
      ? 'This app token may not read this room.'
      : needs === 'write'
        ? 'This app token may not write into this room.'
        : 'An app token may not do this.',
});
