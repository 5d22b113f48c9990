// A question that a person waits for: asked until there is an answer, as long as they wait, and what came of it in a sentence.
import type { Clock } from '../platform/clock';
import type { AskMethod, AskParams, AskResult } from '../protocol/ask';
import type { Asker, AskOutcome } from './asker';
import type { CallOutcome } from './tab-calls';

type PatientAsk = <M extends AskMethod>(
  method: M,
  params: AskParams<M>,
) => Promise<CallOutcome<AskResult<M>>>;

/** What a person waits for an answer before hearing that there is none yet. */
const patienceMs = 60_000;

export const noConnection = { ok: false, message: 'Needs a connection. Nothing was changed.' } as const;

export const inWords = <T>(outcome: AskOutcome<T>): CallOutcome<T> => {
  if (outcome.outcome === 'answered') return { ok: true, value: outcome.value };
  if (outcome.outcome === 'refused') return { ok: false, message: outcome.text, code: outcome.code };
  return { ok: false, message: 'The link went away before an answer came. It is safe to try again.' };
};

export function createPatientAsk({
  asker,
  clock,
  isConnected,
}: {
  asker: Pick<Asker, 'askUntilAnswered'>;
  clock: Clock;
  isConnected: () => boolean;
}): PatientAsk {
  return async (method, params) => {
    if (!isConnected()) return noConnection;
    const controller = new AbortController();
    clock.after(patienceMs, () => controller.abort());
    return inWords(await asker.askUntilAnswered(method, params, controller.signal));
  };
}
