// What waited for a member of a shared subscription whose session is over goes to the other members; with the last one it ends.
import type { Log } from '../log';
import type { Manner, PlainMessage } from './plain-message';
import type { LeftToShare, PlainSession } from './plain-session';
import type { Publisher } from './publisher';
import { isExpired } from './retained';
import type { Router } from './router';

export interface Dealer {
  dealOut(left: readonly LeftToShare[]): void;
  /** Tries once more what could not be written. */
  again(): void;
}

interface Hand {
  readonly dealt: LeftToShare[];
  readonly messages: [PlainMessage, Manner][];
}

export function createDealer({
  router,
  publisher,
  clock,
  log,
}: {
  router: Pick<Router, 'turn'>;
  publisher: Pick<Publisher, 'deliver'>;
  /** Unix ms. */
  clock: () => number;
  log: Pick<Log, 'error'>;
}): Dealer {
  let waiting: LeftToShare[] = [];

  function dealOut(left: readonly LeftToShare[]): void {
    const hands = new Map<PlainSession, Hand>();
    for (const each of left) {
      const { message, share } = each;
      const route = isExpired(message, clock()) ? undefined : router.turn(message, share);
      if (!route) continue;
      const hand = hands.get(route.session) ?? { dealt: [], messages: [] };
      hand.dealt.push(each);
      hand.messages.push([message, route.manner]);
      hands.set(route.session, hand);
    }
    for (const [session, { dealt, messages }] of hands)
      publisher.deliver(session, messages, false).catch((error: unknown) => {
        log.error('What a session left of a shared subscription could not be given to the others yet', error);
        waiting.push(...dealt);
      });
  }

  return {
    dealOut,
    again() {
      const left = waiting;
      waiting = [];
      dealOut(left);
    },
  };
}
