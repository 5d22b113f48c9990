// The broker's numbers, over both ways to them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBroker, type Broker } from '../broker';
import { readConfig } from '../config';
import { createLog } from '../log';
import { createMetrics, limitNames } from '../metrics';
import { createMetricsText } from './metrics-text';

const token = 'a-token-of-some-length';
let dir: string;
let broker: Broker;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onebar-metrics-'));
});
afterEach(async () => {
  await broker.close();
  await rm(dir, { recursive: true });
});

async function start(settings: Record<string, string>): Promise<void> {
  const read = readConfig({ PORT: '0', DATA_DIR: join(dir, 'data'), ...settings }, join(dir, 'app'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  broker = await createBroker(read.config, { log: createLog(() => {}, Date.now) });
}

const ask = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text() };
};

describe('/metrics', () => {
  it('is nowhere unless it is asked for', async () => {
    await start({});
    expect(broker.metricsUrl).toBeUndefined();
    expect(await ask(`${broker.url}metrics`)).toMatchObject({ status: 404 });
  });

  it('is on the main port for whoever brings the token, and for nobody else', async () => {
    await start({ METRICS_TOKEN: token });
    const url = `${broker.url}metrics`;
    for (const authorization of ['', 'Bearer wrong', `Basic ${token}`, `Bearer ${token}x`]) {
      const answer = await ask(url, { authorization });
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expect(answer.text).not.toContain('onebar_');
    }
    expect(await ask(`${url}?token=${token}`)).toMatchObject({ status: 401 });
    const { status, text } = await ask(url, { authorization: `Bearer ${token}` });
    expect(status).toBe(200);
    expect(text).toMatch(/^onebar_connections 0$/m);
  });

  it('is on a port of its own, on this machine alone', async () => {
    await start({ METRICS_PORT: '0' });
    const url = String(broker.metricsUrl);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    await fetch(`${broker.url}healthz`);
    const { status, text } = await ask(url);
    expect(status).toBe(200);
    expect(text).toMatch(/^onebar_http_requests_total 1$/m);
    expect(text).toMatch(/^onebar_event_loop_lag_seconds\{quantile="0.99"\} [\d.e-]+$/m);
    expect(await ask(new URL('/other', url).href)).toMatchObject({ status: 404 });
    expect(await ask(`${broker.url}metrics`)).toMatchObject({ status: 404 });
  });
});

it('tells what was counted, and of every limit also that it was never met', async () => {
  await start({});
  const metrics = createMetrics();
  const page = createMetricsText(metrics);
  metrics.counts.entriesStored += 3;
  metrics.limitMet('origin');
  metrics.connectRefused('not_authorized');
  metrics.gauge('sessions', () => 7);
  for (let time = 0; time < 2; time++) {
    const text = await page.read();
    expect(text).toMatch(/^onebar_entries_stored_total 3$/m);
    expect(text).toMatch(/^onebar_connects_refused_total\{reason="not_authorized"\} 1$/m);
    expect(text).toMatch(/^onebar_sessions 7$/m);
    for (const name of limitNames)
      expect(text).toContain(`onebar_limit_total{limit="${name}"} ${name === 'origin' ? 1 : 0}\n`);
  }
  page.close();
});
