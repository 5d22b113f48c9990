// A broker with one account, and MQTT.js clients for its text door: the MQTT side of the article's comparison, with everything stored.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { findFreePort, startBrokerProcess } from '../e2e/broker-process';
import { accountsPath, readSignedIn } from '../src/protocol/accounts';

export interface MqttPlace {
  readonly httpPort: number;
  readonly tcpPort: number;
  readonly topic: string;
  readonly username: string;
  readonly token: string;
  close(): Promise<void>;
}

export async function startMqttPlace(): Promise<MqttPlace> {
  const dataDir = mkdtempSync(join(tmpdir(), 'onebar-claims-'));
  const tcpPort = await findFreePort();
  const broker = await startBrokerProcess({ dataDir, env: { MQTT_TCP: String(tcpPort) } });
  const response = await fetch(`${broker.url.slice(0, -1)}${accountsPath}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'ann', password: 'correct horse battery', device: 'device-of-ann-00' }),
  });
  const account = readSignedIn(await response.json());
  if (!account) throw new Error(`No account: ${response.status}`);
  return {
    httpPort: broker.port,
    tcpPort,
    topic: 'text/lobby',
    username: account.name,
    token: account.token,
    async close() {
      await broker.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

let lastClient = 0;

/** Over TCP. */
export const openMqtt = (
  { username, token }: Pick<MqttPlace, 'username' | 'token'>,
  port: number,
  version: 4 | 5,
): Promise<MqttClient> =>
  connectAsync(`mqtt://127.0.0.1:${port}`, {
    protocolVersion: version,
    clientId: `claims-${++lastClient}`,
    username,
    password: token,
    clean: true,
    keepalive: 600,
    connectTimeout: 60_000,
    reconnectPeriod: 0,
    ...(version === 5 && { autoAssignTopicAlias: true, properties: { topicAliasMaximum: 16 } }),
  });
