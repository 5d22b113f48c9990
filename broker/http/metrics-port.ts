// /metrics on a port of its own, on this machine alone: for a Prometheus beside the broker, without a secret.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textAnswer } from './answer';
import { answerMetrics, metricsPath } from './metrics-request';
import type { MetricsText } from './metrics-text';
import { pathOf } from './path-of';
import { everyAnswer } from './security-headers';

export interface MetricsPort {
  readonly url: string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Rejects with Node's error (EADDRINUSE, …). */
export async function openMetricsPort(port: number, text: MetricsText): Promise<MetricsPort> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const asked = pathOf(request) === metricsPath && request.method === 'GET';
    const answering = asked ? answerMetrics(text) : Promise.resolve(textAnswer(404, 'See /metrics.'));
    void answering.then(({ status, headers, body }) => {
      response.writeHead(status, { ...everyAnswer, ...headers, Connection: 'close' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, () => resolve());
  });
  const { port: openPort } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${openPort}${metricsPath}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
