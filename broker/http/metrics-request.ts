// GET /metrics. On the main port whoever asks brings a token; without METRICS_TOKEN there is nothing at this address.
import type { IncomingMessage } from 'node:http';
import { sameToken } from '../same-token';
import { textAnswer, type Answer } from './answer';
import type { MetricsText } from './metrics-text';
import { readToken } from './read-token';

export const metricsPath = '/metrics';

export async function answerMetrics(text: MetricsText): Promise<Answer> {
  return {
    status: 200,
    headers: { 'Content-Type': text.contentType, 'Cache-Control': 'no-store' },
    body: await text.read(),
  };
}

export function askMetrics(
  text: MetricsText,
  token: string,
  request: IncomingMessage,
): Answer | Promise<Answer> {
  const given = readToken(request);
  if (given !== undefined && sameToken(given, token)) return answerMetrics(text);
  return textAnswer(401, 'This needs the token of METRICS_TOKEN.', { 'WWW-Authenticate': 'Bearer' });
}
