// Plain clients beside the devices: things that publish, and programs that subscribe, with MQTT.js alone and no log behind them.
// What a receiver gets is counted: at QoS 1 nothing may be missing, at QoS 2 each message comes exactly once.
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { mqttPath } from '../../src/protocol/accounts';
import type { WeakNetwork } from '../weak-network';
import type { Random } from './chance';

/** What a world that has things gives to its broker as PLAIN_TOPICS. */
export const thingsFilter = 'things/#';

export interface Sent {
  readonly qos: 1 | 2;
  acknowledged: boolean;
  received: number;
  /** Its queue or its packet id went with the sessions, or with the end of the broker's data. */
  excluded: boolean;
  /** Its program heard that it was not taken: it need not come, and must not come twice. */
  refused: boolean;
}

export interface ThingsOutcome {
  readonly messages: { readonly qos1: number; readonly qos2: number };
  /** Acknowledged, and never received. */
  readonly lost: number;
  /** At QoS 2. */
  readonly doubled: number;
  /** Not acknowledged long after all had healed. */
  readonly waiting: number;
  readonly excluded: number;
}

export interface Things {
  /** The broker loses its sessions, or all that is new, between the two: what is on its way then does not count. */
  setBack(work: () => Promise<void>): Promise<void>;
  /** Writes no more, waits until all has come, and counts. */
  finish(restMs: number): Promise<ThingsOutcome>;
  /** Each client, its link, and what was not acknowledged. */
  inWords(): string[];
  stop(): void;
}

/** More under way says nothing more. */
const maxWaiting = 50;

export async function createThings({
  links,
  login,
  pairs,
  random,
}: {
  links: readonly Pick<WeakNetwork, 'url'>[];
  login: { readonly username: string; readonly password: string };
  pairs: number;
  random: Random;
}): Promise<Things> {
  const sent = new Map<string, Sent>();
  let clients: MqttClient[] = [];
  let generation = 0;
  let isWriting = true;
  let hand = Promise.resolve();
  await open();
  const writers = Promise.all(Array.from({ length: pairs }, (_, pair) => write(pair, random.fork())));

  /** Two of each pair, on different links; every other pair speaks MQTT 3.1.1. */
  async function open(): Promise<void> {
    generation++;
    const opened: MqttClient[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const protocolVersion = pair % 2 === 0 ? 5 : 4;
      const receiver = connect(pair, `receiver-${generation}-${pair}`, protocolVersion);
      opened.push(connect(pair + 1, `thing-${generation}-${pair}`, protocolVersion), receiver);
      receiver.on('message', (_topic, payload) => {
        const message = sent.get(String(payload));
        if (message) message.received++;
      });
      await subscribe(receiver, `things/${generation}/${pair}/+`);
    }
    clients = opened;
  }

  function connect(link: number, clientId: string, protocolVersion: 4 | 5): MqttClient {
    const options: IClientOptions = {
      ...login,
      clientId,
      protocolVersion,
      clean: false,
      reconnectPeriod: 300,
      // Usually 30 s: so long a dial into a half-open link would last.
      connectTimeout: 3000,
      // Otherwise a CONNACK that says `not now`, of a full disk say, is the last thing it ever hears.
      reconnectOnConnackError: true,
      keepalive: 5,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    };
    const url = links[link % links.length]!.url.replace(/^http/, 'ws') + mqttPath;
    const client = mqtt.connect(url, options);
    // It comes again by itself.
    client.on('error', () => undefined);
    return client;
  }

  /**
   * A subscription that was refused or lost with its connection is asked for again. Without `resubscribe` MQTT.js would count it as
   * made from the first try on, and in a session that goes on nobody would ever ask.
   */
  async function subscribe(client: MqttClient, filter: string): Promise<void> {
    for (;;) {
      try {
        const asked = { [filter]: { qos: 2 as const } };
        await client.subscribeAsync(Object.assign(asked, { resubscribe: true }));
        return;
      } catch {
        await sleep(300);
      }
    }
  }

  async function write(pair: number, own: Random): Promise<void> {
    for (let n = 0; isWriting; n++) {
      await sleep(own.between(50, 250));
      const client = clients[pair * 2];
      const waiting = [...sent.values()].filter((each) => isCounted(each) && !each.acknowledged).length;
      if (!client || waiting > maxWaiting * pairs) continue;
      const qos = n % 2 === 0 ? 1 : 2;
      const payload = `${generation}/${pair}/${n}`;
      const message: Sent = { qos, acknowledged: false, received: 0, excluded: false, refused: false };
      sent.set(payload, message);
      client.publish(`things/${generation}/${pair}/${qos}`, payload, { qos }, (error) => {
        if (error) message.refused = true;
        else message.acknowledged = true;
      });
    }
  }

  /** From here on nothing more is counted of those that are not at their end, and what is there is judged as it is. */
  function exclude(): void {
    for (const message of sent.values()) if (!isSettled(message)) message.excluded = true;
  }

  function end(gone: readonly MqttClient[]): void {
    for (const client of gone) client.end(true);
  }

  return {
    setBack(work) {
      hand = hand.then(async () => {
        // Of its clients and their packet ids the older broker knows another story, so others come in their place.
        exclude();
        const gone = clients;
        clients = [];
        end(gone);
        await work();
        await open();
      });
      return hand;
    },
    async finish(restMs) {
      isWriting = false;
      await Promise.all([writers, hand]);
      const endMs = performance.now() + restMs;
      while ([...sent.values()].some(isAwaited) && performance.now() < endMs) await sleep(100);
      // What comes twice comes a moment later.
      await sleep(500);
      return outcomeOf([...sent.values()]);
    },
    inWords() {
      const waiting = [...sent].filter(([, each]) => isAwaited(each));
      return [
        ...clients.map(
          ({ options, connected }) => `${options.clientId}: ${connected ? 'online' : 'offline'}`,
        ),
        ...waiting.slice(0, 10).map(([name, each]) => `${name}: ${JSON.stringify(each)}`),
      ];
    },
    stop() {
      isWriting = false;
      end(clients);
    },
  };
}

const isCounted = ({ excluded, refused }: Sent): boolean => !excluded && !refused;
const isSettled = ({ acknowledged, received }: Sent): boolean => acknowledged && received > 0;
const isAwaited = (each: Sent): boolean => isCounted(each) && !isSettled(each);

export function outcomeOf(all: readonly Sent[]): ThingsOutcome {
  const counted = all.filter(isCounted);
  return {
    messages: {
      qos1: counted.filter(({ qos }) => qos === 1).length,
      qos2: counted.filter(({ qos }) => qos === 2).length,
    },
    lost: counted.filter(({ acknowledged, received }) => acknowledged && received === 0).length,
    doubled: all.filter(({ qos, received, excluded }) => !excluded && qos === 2 && received > 1).length,
    waiting: counted.filter(({ acknowledged }) => !acknowledged).length,
    excluded: all.length - counted.length,
  };
}
