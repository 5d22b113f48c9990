// A shared subscription: each message goes to one of its members, in turn [MQTT-4.8.2-4].
import type { PlainSubscription } from './plain-message';
import type { PlainSession } from './plain-session';

export interface SharedGroup {
  add(session: PlainSession, subscription: PlainSubscription): void;
  /** True when nobody is left. */
  remove(session: PlainSession): boolean;
  /** Who has the next turn: of those who take something now, or else of those connected, or else of all. */
  pick(): readonly [PlainSession, PlainSubscription] | undefined;
}

export function createSharedGroup(): SharedGroup {
  let members: (readonly [PlainSession, PlainSubscription])[] = [];
  let turn = 0;

  function find(is: (session: PlainSession) => boolean): number {
    for (let step = 0; step < members.length; step++) {
      const index = (turn + step) % members.length;
      const member = members[index];
      if (member && is(member[0])) return index;
    }
    return -1;
  }

  return {
    add(session, subscription) {
      const at = members.findIndex(([each]) => each === session);
      if (at === -1) members.push([session, subscription]);
      else members[at] = [session, subscription];
    },
    remove(session) {
      members = members.filter(([each]) => each !== session);
      return members.length === 0;
    },
    pick() {
      const ready = find(({ receiver }) => receiver !== undefined && !receiver.isBusy());
      const connected = ready === -1 ? find(({ receiver }) => receiver !== undefined) : ready;
      const chosen = connected === -1 ? find(() => true) : connected;
      if (chosen === -1) return undefined;
      turn = chosen + 1;
      return members[chosen];
    },
  };
}
