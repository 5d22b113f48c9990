// POST /api/outbox: reads the entries, hands them to chat, and sends back one answer for each. What an entry is refused for
// stands in its own answer; only a request that cannot be taken as a whole has another status than 200.
import type { IncomingMessage } from 'node:http';
import type { AccountErrorCode } from '../../src/protocol/accounts';
import { decodeOutbox, encodeOutboxAnswers, outboxContentType } from '../../src/protocol/outbox';
import type { Outbox } from '../chat/outbox';
import { jsonAnswer, type Answer } from './answer';
import { readBytes } from './read-body';
import { readToken } from './read-token';

/** More than that many real entries do not fit. Noise does, and each of its bytes would be answered with a sentence. */
const maxEntries = 4096;

export async function postOutbox(
  outbox: Outbox,
  request: IncomingMessage,
  maxBodyBytes: number,
): Promise<Answer> {
  const body = await readBytes(request, outboxContentType, maxBodyBytes);
  if (!body.ok) return refusal(body.status, 'bad-request', body.message);
  const token = readToken(request);
  const writer = token === undefined ? undefined : outbox.writerOf(token);
  if (!writer)
    return refusal(401, 'wrong-credentials', 'The device token is wrong, or this device was signed out.', {
      'WWW-Authenticate': 'Bearer',
    });
  const asked = decodeOutbox(Uint8Array.from(body.value));
  if (!asked) return refusal(400, 'bad-request', 'The body of this request is not an outbox.');
  const { parts, epoch } = asked;
  if (epoch !== undefined && epoch !== outbox.epoch())
    return refusal(409, 'unavailable', 'The server’s log was restored. Connect first, then send.');
  if (parts.reduce((sum, { entries }) => sum + entries.length, 0) > maxEntries)
    return refusal(400, 'bad-request', `An outbox has at most ${maxEntries} entries.`);
  return {
    status: 200,
    headers: { 'Content-Type': outboxContentType, 'Cache-Control': 'no-store' },
    body: encodeOutboxAnswers(await outbox.post(writer, parts)),
  };
}

function refusal(
  status: number,
  error: AccountErrorCode,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return jsonAnswer(status, { error, message }, headers);
}
