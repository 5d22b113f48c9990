// The protocol half on a fake application, for tests: clients in memory, a clock that the test moves.
import { vi } from 'vitest';
import type { Log } from '../log';
import { createMetrics } from '../metrics';
import type { Plain } from '../plain/plain';
import { createFakeApplication } from './fake-application';
import { createFakeClient, type FakeClient } from './fake-client';
import { createFakePlain, type FakePlainOptions } from '../plain/fake-plain';
import type { MqttLimits } from './limits';
// oxlint-disable-next-line no-restricted-imports -- the rule means MQTT.js.
import { createMqtt } from './mqtt';

export function createFakeBroker(
  limits: Partial<MqttLimits> = {},
  { plain, ...plainOptions }: Partial<FakePlainOptions> & { plain?: Plain } = {},
) {
  const application = createFakeApplication();
  const errors: string[] = [];
  const warnings: string[] = [];
  const metrics = createMetrics();
  let nowMs = 1_000_000;
  const clock = () => nowMs;
  const log: Log = {
    info: () => {},
    warn: (message) => warnings.push(message),
    error: (message, error) => errors.push(`${message}: ${String(error)}`),
  };
  const mqtt = createMqtt({
    application,
    plain: plain ?? createFakePlain({ metrics, clock, log, ...plainOptions }),
    limits: { maxPayloadBytes: 16 * 1024, ...limits },
    clock,
    log,
    metrics,
    receiptProperty: 'seq',
    noticesTopic: 'notices',
    inOrderProperty: 'in-order',
  });
  application.fanOut = mqtt.fanOut;
  return {
    application,
    mqtt,
    metrics,
    errors,
    warnings,
    client: (version: 4 | 5 = 5): FakeClient => createFakeClient(mqtt.accept, version),
    /** Connected, with its CONNACK seen. */
    async connected(clientId: string, version: 4 | 5 = 5, options = {}): Promise<FakeClient> {
      const client = createFakeClient(mqtt.accept, version);
      await client.connect({ clientId, ...options });
      return client;
    },
    passTime(ms: number) {
      // The sweep comes every second, and each time sees a clock that has moved on.
      for (let passed = 0; passed < ms; passed += 1000) {
        nowMs += 1000;
        vi.advanceTimersByTime(1000);
      }
    },
  };
}

/** Only timers that the test moves itself; to be called before the broker is made. */
export const holdTimers = () => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });

export const numbered = (count: number, bytes = 10) =>
  Array.from({ length: count }, (_, index) => `${index + 1}`.padEnd(bytes, '.'));
export const numbersOf = (texts: string[]) => texts.map((text) => Number.parseInt(text, 10));
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
