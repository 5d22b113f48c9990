// Below what is not stored yet, in the room: the ways on. Seldom there is such a thing, so they are loaded then.
import { lazyPart } from '../lazy-part';

export const WaysOn = lazyPart(
  () => import('../outbox/OutboxWays'),
  (part) => part.OutboxWays,
  { quiet: true },
);
