// Answers about who is here.
import type { AskError } from '../../src/protocol/ask';
import { presenceTopic, userTopic } from '../../src/protocol/topics';
import { encodeUserChange } from '../../src/protocol/user-change';
import type { FanOut } from '../application';
import { hidesItself } from './access';
import type { AccountChanges } from './account-changes';
import { notAMember, type Handlers } from './ask-handlers';
import type { People } from './people';
import type { Presence } from './presence';
import type { Rooms } from './rooms';

export interface PresenceAsksDeps {
  readonly rooms: Pick<Rooms, 'isMember' | 'roomsOf'>;
  readonly people: Pick<People, 'showsPresence'>;
  readonly presence: Pick<Presence, 'of' | 'look'>;
  readonly accountChanges: Pick<AccountChanges, 'setPresence'>;
  readonly fanOut: () => FanOut;
}

const hidden: AskError = { code: 'hidden', text: hidesItself };

export function createPresenceAsks({
  rooms,
  people,
  presence,
  accountChanges,
  fanOut,
}: PresenceAsksDeps): Pick<Handlers, 'presence' | 'setPresence'> {
  return {
    presence: (_session, { room }, user) => {
      if (!rooms.isMember(room, user)) return { error: notAMember };
      return people.showsPresence(user) ? { result: presence.of(room) } : { error: hidden };
    },

    setPresence: async (_session, { shown }, user) => {
      if (shown === undefined || shown === people.showsPresence(user))
        return { result: { shown: people.showsPresence(user) } };
      const error = await accountChanges.setPresence(user, shown);
      if (error) return { error };
      const own = rooms.roomsOf(user);
      if (!shown) fanOut().endSubscriptions(own.map(presenceTopic), user);
      for (const room of own) presence.look(room);
      // All of their devices, the asking one too: each subscribes anew, or has nothing to show any more.
      fanOut().signal(userTopic(user), encodeUserChange({ change: 'presence' }));
      return { result: { shown } };
    },
  };
}
