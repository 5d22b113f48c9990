// Asks the broker over the connection there is. One that is not answered when the link dies is asked again on the next:
// every method is idempotent.
import {
  decodeAnswer,
  encodeAsk,
  readResult,
  type AskMethod,
  type AskParams,
  type AskResult,
} from '../protocol/ask';
import { askTopic } from '../protocol/topics';
import type { Connection } from '../transport/link';

export type AskOutcome<T> =
  | { readonly outcome: 'answered'; readonly value: T }
  /** The broker's no, in words. */
  | { readonly outcome: 'refused'; readonly code: string; readonly text: string }
  /** The link ended first, or the asker did. */
  | { readonly outcome: 'lost' };

export interface Asker {
  /** Asks once, on this connection. `first`: what a screen needs of the answer may come before the rest. */
  ask<M extends AskMethod>(
    method: M,
    params: AskParams<M>,
    first?: FirstPart<AskResult<M>>,
  ): Promise<AskOutcome<AskResult<M>>>;
  /** Asks until there is an answer, over as many connections as it takes; `lost` only when `abort` or `stop` ends it. */
  askUntilAnswered<M extends AskMethod>(
    method: M,
    params: AskParams<M>,
    abort: AbortSignal,
  ): Promise<AskOutcome<AskResult<M>>>;
  /** `hearing`: the session brings answers already; otherwise `hears` says when. What is asked until answered waits for it. */
  connected(connection: Connection, hearing?: boolean): void;
  hears(): void;
  lost(): void;
  /** A guess at the bytes of the questions that are not answered. */
  unansweredBytes(): number;
  /** A PUBLISH on `answer`. */
  answered(payload: Uint8Array): void;
}

export interface FirstPart<T> {
  readonly rows: number;
  /** As in `encodeAsk`. */
  readonly readsSince?: number;
  readonly spares?: true | undefined;
  /** Not called when the answer comes in one part. */
  readonly take: (value: T) => void;
}

/** A usual question on the wire. */
const askBytes = 40;

type Pending = {
  readonly method: AskMethod;
  readonly first: FirstPart<never> | undefined;
  readonly settle: (outcome: AskOutcome<never>) => void;
};

/** `asked`: a question left. */
export function createAsker({ asked = () => {} }: { asked?: () => void } = {}): Asker {
  const pendingByNumber = new Map<number, Pending>();
  const waiting = new Set<() => void>();
  let connection: Connection | undefined;
  let hearing = false;
  let lastNumber = 0;

  const ask: Asker['ask'] = (method, params, first) =>
    new Promise((resolve) => {
      if (!connection) return resolve({ outcome: 'lost' });
      const n = ++lastNumber;
      pendingByNumber.set(n, { method, first, settle: resolve });
      connection.signal(
        askTopic,
        encodeAsk(n, method, params, first?.rows, first?.readsSince, first?.spares),
      );
      asked();
    });

  const nextConnection = (abort: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if ((connection && hearing) || abort.aborted) return resolve();
      const done = () => {
        waiting.delete(done);
        abort.removeEventListener('abort', done);
        resolve();
      };
      waiting.add(done);
      abort.addEventListener('abort', done);
    });

  const aborted = (abort: AbortSignal): Promise<{ outcome: 'lost' }> =>
    new Promise((resolve) => {
      if (abort.aborted) return resolve({ outcome: 'lost' });
      abort.addEventListener('abort', () => resolve({ outcome: 'lost' }), { once: true });
    });

  return {
    ask,
    async askUntilAnswered(method, params, abort) {
      while (!abort.aborted) {
        await nextConnection(abort);
        const outcome = await Promise.race([ask(method, params), aborted(abort)]);
        if (outcome.outcome !== 'lost') return outcome;
      }
      return { outcome: 'lost' };
    },
    connected(next, isHearing = true) {
      connection = next;
      hearing = isHearing;
      if (hearing) for (const go of waiting) go();
    },
    hears() {
      hearing = connection !== undefined;
      if (hearing) for (const go of waiting) go();
    },
    lost() {
      connection = undefined;
      const pending = [...pendingByNumber.values()];
      pendingByNumber.clear();
      for (const { settle } of pending) settle({ outcome: 'lost' });
    },
    unansweredBytes: () => pendingByNumber.size * askBytes,
    answered(payload) {
      const answer = decodeAnswer(payload);
      const pending = answer && pendingByNumber.get(answer.n);
      // An answer to nobody: a repeat, or of an earlier connection.
      if (!answer || !pending) return;
      const result = readResult(pending.method, answer.result);
      if (answer.more) {
        if (result) pending.first?.take(result.value as never);
        return;
      }
      pendingByNumber.delete(answer.n);
      if (answer.error) {
        pending.settle({ outcome: 'refused', ...answer.error });
        return;
      }
      pending.settle(
        result
          ? { outcome: 'answered', value: result.value as never }
          : {
              outcome: 'refused',
              code: 'bad-answer',
              text: 'The server answered something this version cannot read.',
            },
      );
    },
  };
}
