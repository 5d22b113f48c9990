// What stands next to the one word for the link: how long, what is safe here, what comes next.
import type { ConnectionView } from '../../store/state';
import { span } from '../texts/times';
import { texts } from '../texts/en';

/** Shorter than this is no news. */
const worthSayingMs = 60_000;

export function describeConnection(
  connection: ConnectionView,
  waiting: number,
  nowMs: number,
): readonly string[] {
  const { state, sinceMs, lastHeardAtMs, nextTryAtMs } = connection;
  const facts: string[] = [];
  if (state === 'offline' && nowMs - sinceMs >= worthSayingMs)
    facts.push(texts.connection.lasting(span(nowMs - sinceMs)));
  if (state === 'connecting' && lastHeardAtMs !== undefined && nowMs - lastHeardAtMs >= worthSayingMs)
    facts.push(texts.connection.lastHeard(span(nowMs - lastHeardAtMs)));
  if (waiting > 0) facts.push(texts.connection.waiting(waiting));
  if (state === 'offline' && nextTryAtMs !== undefined && nextTryAtMs > nowMs)
    facts.push(texts.connection.nextTry(span(nextTryAtMs - nowMs)));
  return facts;
}
