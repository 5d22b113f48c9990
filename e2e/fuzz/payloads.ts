// Every decoder of the app's own payloads, with bytes that are a little wrong: it returns, and never throws.
import { decodeAnswer, decodeAsk, readResult, asks, type AskMethod } from '../../src/protocol/ask';
import { decodeEntry, decodeLogEntry, withoutBody } from '../../src/protocol/entry';
import { decodeMarks, decodePersonMarks } from '../../src/protocol/marks';
import { decodeOutbox, decodeOutboxAnswers, maxOutboxBytes } from '../../src/protocol/outbox';
import { decodePresence } from '../../src/protocol/presence';
import { decodeTyping, isOwnTyping } from '../../src/protocol/typing';
import { decodeUserChange } from '../../src/protocol/user-change';
import type { Random } from '../torture/chance';
import { mutate } from './mutate';

const maxBytes = 64 * 1024;
const methods = Object.keys(asks) as AskMethod[];

const decoders: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  entry: (bytes) => decodeEntry(bytes, maxBytes),
  'log entry': (bytes) => decodeLogEntry(bytes, maxBytes),
  'emptied entry': withoutBody,
  ask: decodeAsk,
  answer(bytes) {
    const answer = decodeAnswer(bytes);
    return answer && methods.map((method) => readResult(method, answer.result));
  },
  marks: decodeMarks,
  'marks of people': decodePersonMarks,
  'own typing': isOwnTyping,
  typing: decodeTyping,
  presence: decodePresence,
  'user change': decodeUserChange,
  outbox: (bytes) => (bytes.length <= maxOutboxBytes ? decodeOutbox(bytes) : undefined),
  'outbox answers': decodeOutboxAnswers,
};

export function fuzzPayloads(random: Random, samples: readonly Uint8Array[], cases: number): void {
  const names = Object.keys(decoders);
  for (let done = 0; done < cases; done++) {
    const bytes = new Uint8Array(mutate(random, samples));
    const name = names[done % names.length] ?? '';
    try {
      decoders[name]?.(bytes);
    } catch (error) {
      throw new Error(`The decoder of "${name}" threw at ${Buffer.from(bytes).toString('hex')}`, {
        cause: error,
      });
    }
  }
}
