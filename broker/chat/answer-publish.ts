// Answers a PUBLISH on any topic but a room's: a question, or something fleeting.
import type { AnyTopic } from '../../src/protocol/text-topics';
import type { PublishAnswer, Refusal, SessionHandle } from '../application';
import type { Log } from '../log';
import type { Asks } from './asks';
import type { Signals } from './signals';

/** Never rejects. */
type AnswerPublish = (session: SessionHandle, topic: AnyTopic, payload: Uint8Array) => Promise<PublishAnswer>;

const unavailable: Refusal = {
  refused: 'unavailable',
  reason: 'The server cannot do this at the moment. Please try again later.',
};

export function createAnswerPublish({
  asks,
  signals,
  log,
}: {
  asks: Asks;
  signals: Pick<Signals, 'publish'>;
  log: Log;
}): AnswerPublish {
  return async (session, topic, payload) => {
    try {
      if (topic.kind === 'marks' || topic.kind === 'typing')
        return await signals.publish(session, topic, payload);
      return await asks.publish(session, payload);
    } catch (error) {
      log.error(`a PUBLISH to ${topic.kind} could not be handled`, error);
      return unavailable;
    }
  };
}
