// Ends what a session has on plain topics without a right to it any more: subscriptions, and what waits because of them.
import type { Principal } from '../application';
import { innerOf } from '../topic-filter';
import type { Plain } from './plain';
import type { PlainSession } from './plain-session';
import type { Router } from './router';

export function endWithoutRight(
  session: PlainSession,
  principal: Principal,
  { access, done, router }: Pick<Plain, 'access' | 'done'> & { readonly router: Pick<Router, 'remove'> },
): void {
  const ended = [...session.subscriptions.keys()].filter((filter) =>
    access(principal, 'subscribe', innerOf(filter)),
  );
  for (const filter of ended) {
    session.subscriptions.delete(filter);
    router.remove(session, filter);
  }
  if (ended.length === 0) return;
  for (const queued of [...session.waiting.values(), ...session.sent.values()])
    if (queued.message && access(principal, 'subscribe', queued.message.topic)) done(session, queued);
}
