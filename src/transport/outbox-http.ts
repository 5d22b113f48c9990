// The outbox by POST. Apart from signing in, because it needs MessagePack, which the first screen does not.
import { decodeOutboxAnswers, outboxContentType, outboxPath, type OutboxAnswer } from '../protocol/outbox';
import { refusalIn, timeoutMs, type HttpOutcome, type HttpPlace } from './http-outcome';

export interface OutboxHttp {
  /**
   * `POST /api/outbox`, with a body of `encodeOutbox`: one answer for each entry, in order. `outliving`: the request goes on when
   * the page goes, and then nobody hears the answer.
   */
  postOutbox(
    token: string,
    body: Uint8Array,
    outliving?: 'outliving the page',
  ): Promise<HttpOutcome<readonly OutboxAnswer[]>>;
}

export const createOutboxHttp = ({ origin, fetch }: HttpPlace): OutboxHttp => ({
  async postOutbox(token, body, outliving) {
    try {
      const response = await fetch(new URL(outboxPath, origin), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': outboxContentType },
        body: body as Uint8Array<ArrayBuffer>,
        keepalive: outliving !== undefined,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) return refusalIn(await response.json());
      const answers = decodeOutboxAnswers(new Uint8Array(await response.arrayBuffer()));
      return answers ? { outcome: 'ok', value: answers } : { outcome: 'unreachable' };
    } catch {
      // As above: whether it was stored is unknown, and asking again is harmless.
      return { outcome: 'unreachable' };
    }
  },
});
