// Tells a client why something of it was refused when no packet can say so: one readable line, if it subscribed to hear them.
import type { MqttContext } from './context';
import type { LiveSession } from './live-session';
import { reasonCode } from './reason-codes';

/** Of a topic, which may be anything. */
const maxTopicChars = 100;

/** `code` is MQTT 5's for it. */
export function tellNotice(
  live: LiveSession,
  topic: string,
  code: number,
  reason: string,
  { noticesTopic }: Pick<MqttContext, 'noticesTopic'>,
): void {
  if (!live.session.subscriptions.has(noticesTopic)) return;
  const shown = topic.slice(0, maxTopicChars).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
  const line = `${shown} was refused (0x${code.toString(16)}): ${reason}`;
  live.send(noticesTopic, Buffer.from(line));
}

/** So many messages of plain topics found its queue full. */
export function tellLost(live: LiveSession, count: number, context: Pick<MqttContext, 'noticesTopic'>): void {
  const what = count === 1 ? '1 message' : `${count} messages`;
  const reason = `The queue of this session was full: ${what} did not get into it.`;
  tellNotice(live, 'What was for you on plain topics', reasonCode.quotaExceeded, reason, context);
}
