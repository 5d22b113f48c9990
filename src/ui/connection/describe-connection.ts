// What stands next to the one word for the link: how long, what is safe here, what comes next.
import type { ConnectionView } from '../../store/state';
import { span } from '../texts/times';
import { texts } from '../texts/texts';

/** Being offline for less is no news. */
const worthSayingMs = 60_000;
/** A silence that is shorter is nothing to show without being asked. */
const quietMs = 10_000;

export function describeConnection(
  connection: ConnectionView,
  waiting: number,
  nowMs: number,
): readonly string[] {
  const { state, sinceMs, nextTryAtMs } = connection;
  const facts: string[] = [];
  if (state === 'offline' && nowMs - sinceMs >= worthSayingMs)
    facts.push(texts.connection.lasting(span(nowMs - sinceMs)));
  if (state === 'connecting' && isLongSilent(connection, nowMs))
    facts.push(lastHeard(connection, nowMs) ?? '');
  if (waiting > 0) facts.push(texts.connection.waiting(waiting));
  if (isAskedSlower(connection, waiting)) facts.push(texts.connection.slower);
  if (state === 'offline' && nextTryAtMs !== undefined && nextTryAtMs > nowMs)
    facts.push(texts.connection.nextTry(span(nextTryAtMs - nowMs)));
  return facts;
}

/** `undefined`: nothing was ever heard. A clock that was set back meanwhile makes it 0 s. */
export function lastHeard({ lastHeardAtMs }: ConnectionView, nowMs: number): string | undefined {
  return lastHeardAtMs === undefined
    ? undefined
    : texts.connection.lastHeard(span(Math.max(0, nowMs - lastHeardAtMs)));
}

/** Only as long as there is something that could go slower. */
export const isAskedSlower = ({ state, slower }: ConnectionView, waiting: number): boolean =>
  state === 'online' && slower && waiting > 0;

export const isLongSilent = ({ lastHeardAtMs }: ConnectionView, nowMs: number): boolean =>
  lastHeardAtMs !== undefined && nowMs - lastHeardAtMs > quietMs;
