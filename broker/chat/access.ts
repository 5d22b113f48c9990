// Who may do what: one table for topics and one for what is written into a room. What they do not name is refused.
// An app token may part of what its person may: that stands in app-access.ts. docs/access.md shows all of it, and a test compares.
import { entryKind, type Entry } from '../../src/protocol/entry';
import type { RoomId, UserId } from '../../src/protocol/ids';
import { readChange, type Change } from '../../src/protocol/room-change';
import { parseAnyTopic, textTopics, type AnyTopic } from '../../src/protocol/text-topics';
import { isRefusal, type Grant, type Principal, type Refusal } from '../application';
import { appGrant, checkAppEntry, checkAppTopic } from './app-access';
import type { People } from './people';
import type { Rooms } from './rooms';
import type { Writer } from './sending-order';

/** What somebody is in a room. `partner`: one of the two of a direct room. `overseer`: the server's admin, in a public room. */
export type Standing = 'owner' | 'admin' | 'member' | 'partner' | 'overseer' | 'stranger';

export interface AccessDeps {
  readonly rooms: Rooms;
  readonly people: Pick<People, 'isServerAdmin' | 'showsPresence'>;
}

type Who = 'everyone' | 'oneself' | 'members';
interface TopicRights {
  readonly subscribe?: { readonly who: Who; readonly grant: Grant };
  /** `by-entry`: the other table says. */
  readonly publish?: Who | 'by-entry';
}

export const topicRights: Readonly<Record<AnyTopic['kind'], TopicRights>> = {
  room: { subscribe: { who: 'members', grant: { log: true } }, publish: 'by-entry' },
  marks: { subscribe: { who: 'members', grant: { log: false } }, publish: 'members' },
  typing: { subscribe: { who: 'members', grant: { log: false } }, publish: 'members' },
  presence: { subscribe: { who: 'members', grant: { log: false } } },
  user: { subscribe: { who: 'oneself', grant: { log: false } } },
  ask: { publish: 'everyone' },
  answer: { subscribe: { who: 'everyone', grant: { log: false, awaitsSync: true } } },
  text: { subscribe: { who: 'members', grant: { log: true } }, publish: 'members' },
  // For each room that it stands for, the line above.
  texts: { subscribe: { who: 'everyone', grant: { log: true } } },
  notices: { subscribe: { who: 'everyone', grant: { log: false } } },
};

type Written = 'text' | 'edit' | 'retract' | 'reaction' | Exclude<Change['what'], 'join' | 'made'>;
type May = Readonly<Partial<Record<Standing, true | 'in public rooms'>>>;

const members: May = { owner: true, admin: true, member: true, partner: true };
const keepers: May = { owner: true, admin: true, overseer: true };
const ownerAlone: May = { owner: true };

export const entryRights: Readonly<Record<Written, May>> = {
  text: members,
  edit: members,
  retract: members,
  reaction: members,
  // An owner hands the room over first, or deletes it.
  leave: { admin: true, member: true },
  invite: { owner: true, admin: true, member: 'in public rooms' },
  remove: keepers,
  ban: keepers,
  unban: keepers,
  'make-admin': ownerAlone,
  'make-member': ownerAlone,
  'make-owner': ownerAlone,
  name: keepers,
  topic: keepers,
  visibility: ownerAlone,
  retention: { owner: true, admin: true },
  delete: { owner: true, overseer: true },
};

const writtenByKind: Readonly<Record<number, Written>> = {
  [entryKind.text]: 'text',
  [entryKind.edit]: 'edit',
  [entryKind.retract]: 'retract',
  [entryKind.reaction]: 'reaction',
};

/** Most first: a server's admin may be something else besides. In the lobby, which nobody owns, they act as its owner. */
export function standingsIn(
  room: RoomId,
  user: UserId,
  { rooms, people }: { rooms: Rooms; people: Pick<People, 'isServerAdmin'> },
): Standing[] {
  const row = rooms.row(room);
  const role = rooms.roleOf(room, user);
  const own: Standing | undefined = role && row?.visibility === 'direct' ? 'partner' : role;
  const oversees = row?.visibility === 'public' && !row.deleted && people.isServerAdmin(user);
  if (oversees) return [room === rooms.lobby ? 'owner' : 'overseer', ...(own ? [own] : [])];
  return [own ?? 'stranger'];
}

/** May this be written there? An entry of a kind that is not in the table is somebody else's to refuse. */
export function checkEntry(
  room: RoomId,
  { user, app }: Pick<Writer, 'user' | 'app'>,
  entry: Pick<Entry, 'kind' | 'body'>,
  deps: AccessDeps,
): Refusal | undefined {
  const narrowed = app && checkAppEntry(room, entry, app);
  if (narrowed) return narrowed;
  const plain = writtenByKind[entry.kind];
  // Every member may write, whatever else they are: the short way for nearly all that comes.
  if (plain) return deps.rooms.isMember(room, user) ? undefined : notAMember(room, user, deps);
  const what = readChange(entry)?.what;
  if (what === undefined || what === 'join' || what === 'made') return undefined;
  const standings = standingsIn(room, user, deps);
  const may = entryRights[what];
  const isPublic = deps.rooms.row(room)?.visibility === 'public';
  if (standings.some((each) => may[each] === true || (may[each] !== undefined && isPublic))) return undefined;
  if (standings[0] === 'stranger') return notAMember(room, user, deps);
  return notAuthorized(standings[0] === 'partner' ? onlyTwo : whyNot(what, standings[0] === 'owner'));
}

export function checkSubscribe(filter: string, principal: Principal, deps: AccessDeps): Grant | Refusal {
  const topic = parseAnyTopic(filter, deps.rooms.lobby);
  if (!topic) return noSuchTopic;
  const right = topicRights[topic.kind].subscribe;
  if (!right) return notAuthorized('Nobody may subscribe there.');
  const narrowed = principal.app && checkAppTopic('subscribe', topic, principal.app);
  if (narrowed) return narrowed;
  const hides = topic.kind === 'presence' && !deps.people.showsPresence(principal.user as UserId);
  const refusal =
    checkWho(right.who, topic, principal, deps) ?? (hides ? notAuthorized(hidesItself) : undefined);
  if (refusal) return refusal;
  const grant = principal.app ? appGrant(right.grant) : right.grant;
  return topic.kind === 'texts' ? { ...grant, topics: textTopicsFor(principal, deps) } : grant;
}

/** Of the rooms whose text they may read, each by one name. */
function textTopicsFor(principal: Principal, deps: AccessDeps): string[] {
  const { rooms } = deps;
  return rooms
    .roomsOf(principal.user as UserId)
    .flatMap((room) => textTopics(room, rooms.lobby).slice(0, 1))
    .filter((topic) => !isRefusal(checkSubscribe(topic, principal, deps)));
}

/** For all topics but rooms, of which each entry is looked at. */
export function checkPublish(topic: AnyTopic, principal: Principal, deps: AccessDeps): Refusal | undefined {
  const who = topicRights[topic.kind].publish;
  if (!who) return notAuthorized('Nobody may publish there.');
  const narrowed = principal.app && checkAppTopic('publish', topic, principal.app);
  if (narrowed) return narrowed;
  return who === 'by-entry' ? undefined : checkWho(who, topic, principal, deps);
}

function checkWho(who: Who, topic: AnyTopic, principal: Principal, deps: AccessDeps): Refusal | undefined {
  const user = principal.user as UserId;
  if (who === 'oneself')
    return 'user' in topic && topic.user === user
      ? undefined
      : notAuthorized('This topic belongs to somebody else.');
  if (who === 'everyone') return undefined;
  if ('room' in topic && deps.rooms.isMember(topic.room, user)) return undefined;
  return 'room' in topic ? notAMember(topic.room, user, deps) : notAuthorized('Nobody may do this.');
}

function notAMember(room: RoomId, user: UserId, { rooms }: Pick<AccessDeps, 'rooms'>): Refusal {
  if (rooms.bansOf(room).has(user)) return notAuthorized('You were banned from this room.');
  // A private room is not there for those who never were in it, and so it is not known to have been deleted.
  const row = rooms.row(room);
  return notAuthorized(
    row?.deleted && row.visibility === 'public'
      ? 'This room was deleted.'
      : 'You are not a member of this room.',
  );
}

function whyNot(what: Written, isOwner: boolean): string {
  if (what === 'leave' && isOwner)
    return 'You own this room. Make somebody else its owner first, or delete it.';
  if (what === 'invite') return 'Only the owner and admins of a private room may invite.';
  return entryRights[what].admin === true
    ? 'Only the owner and admins of this room may do this.'
    : 'Only the owner of this room may do this.';
}

export const notAuthorized = (reason: string): Refusal => ({ refused: 'not-authorized', reason });

export const hidesItself = 'You do not show when you are here, so you do not see it of others.';
const onlyTwo = 'This conversation has just the two of you, and stays as it is.';
export const noSuchTopic: Refusal = { refused: 'topic-invalid', reason: 'Onebar has no such topic.' };
