// Who may do what on plain topics and on the server's own, `$SYS/…`: the one place that decides it.
import type { DeviceId, UserId } from '../../src/protocol/ids';
import { isOwnTopic } from '../../src/protocol/topics';
import { isAnonymous, type Principal, type Refusal } from '../application';
import type { PlainRule } from '../plain-rules';
import { covers } from '../topic-filter';
import { noSuchTopic, notAuthorized } from './access';
import type { Devices } from './devices';
import type { People } from './people';
import type { Sessions } from './sessions';

export type PlainAction = 'publish' | 'subscribe';

export interface PlainSettings {
  readonly rules: readonly PlainRule[];
  /** Whoever connects without a login may use what they open. */
  readonly anonymous: boolean;
}

export const nothingPlain: PlainSettings = { rules: [], anonymous: false };

export interface PlainAccessDeps extends PlainSettings {
  readonly people: Pick<People, 'isServerAdmin' | 'accountNameOf' | 'isSuspended'>;
  readonly devices: Pick<Devices, 'find'>;
  readonly sessions: Pick<Sessions, 'has'>;
}

/** `topicOrFilter`: of a shared subscription without what makes it one. */
export type CheckPlain = (
  principal: Principal,
  action: PlainAction,
  topicOrFilter: string,
) => Refusal | undefined;

export interface PlainAccess {
  readonly check: CheckPlain;
  /** Is there nothing with which this device could come in again? */
  isSignedOut(principal: Principal): boolean;
  /** Is there an MQTT session to which something on plain topics may belong? To be asked at the start. */
  hasSession(user: string, clientId: string): boolean;
  /** What is open to the account of this name because it is called so. */
  ownFilters(name: string): string[];
}

export function createPlainAccess({
  rules,
  anonymous,
  people,
  devices,
  sessions,
}: PlainAccessDeps): PlainAccess {
  // Closed for everybody, whoever's name stands there.
  const closed = rules.filter(({ may }) => may === 'closed').map(({ filter }) => filled(filter, '+'));

  const check: CheckPlain = (principal, action, topicOrFilter) => {
    if (isOwnTopic(topicOrFilter)) return notPlain;
    // They are the server's [MQTT-4.7.2-1].
    if (topicOrFilter.startsWith('$')) {
      const isStatistics = covers('$SYS/#', topicOrFilter);
      if (!isStatistics || action === 'publish') return undisclosed;
      // An app token is not its person in this.
      return !principal.app && people.isServerAdmin(principal.user as UserId) ? undefined : forAdmins;
    }
    if (rules.length === 0) return noSuchTopic;
    // A will may be due meanwhile. What comes to their sessions waits, as in rooms.
    if (action === 'publish' && people.isSuspended(principal.user as UserId)) return mayNotPublish;
    if (principal.app?.plain === false) return notByToken;
    if (closed.some((filter) => covers(filter, topicOrFilter))) return undisclosed;
    const open = rules.filter(({ may }) => may === 'both' || may === action);
    const name = isAnonymous(principal) ? undefined : people.accountNameOf(principal.user as UserId);
    if (open.some(({ filter }) => coversFor(filter, topicOrFilter, name))) return undefined;
    return action === 'publish' ? mayNotPublish : mayNotSubscribe;
  };

  return {
    check,
    isSignedOut: (principal) =>
      isAnonymous(principal)
        ? !anonymous
        : devices.find(principal.device as DeviceId)?.user !== principal.user,
    hasSession: sessions.has,
    ownFilters: (name) =>
      isLevel(name)
        ? rules
            .filter(({ filter, may }) => may !== 'closed' && filter.split('/').includes('%u'))
            .map(({ filter }) => filled(filter, name))
        : [],
  };
}

function coversFor(filter: string, topicOrFilter: string, name: string | undefined): boolean {
  if (!filter.includes('%u')) return covers(filter, topicOrFilter);
  return isLevel(name) && covers(filled(filter, name), topicOrFilter);
}

/** A name with one of these in it would stand for more than its own level. */
const isLevel = (name: string | undefined): name is string =>
  name !== undefined && name !== '' && !/[/+#]/.test(name);

const filled = (filter: string, name: string): string =>
  filter
    .split('/')
    .map((level) => (level === '%u' ? name : level))
    .join('/');

const notPlain = notAuthorized(
  'This is one of Onebar’s own topics: it is neither shared nor matched by wildcards.',
);
const forAdmins = notAuthorized('Only the server’s admins may read its numbers.');
const mayNotPublish = notAuthorized('You may not publish on this topic.');
const mayNotSubscribe = notAuthorized('You may not subscribe to this, or not to all that it matches.');
const notByToken = notAuthorized('This app token does not open plain topics.');
const undisclosed: Refusal = { ...notAuthorized('This is not open.'), undisclosed: true };
