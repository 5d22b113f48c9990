// A client that sends whatever it is told to, in either version of MQTT, also what no library would: topics are bytes here.
import { once } from 'node:events';
import { generate, parser as createParser, type IPublishPacket, type Packet } from 'mqtt-packet';
import { WebSocket } from 'ws';

export interface WireClient {
  /** Every PUBLISH that came. They are acknowledged. */
  readonly received: IPublishPacket[];
  /** Was the session there before? */
  readonly present: boolean;
  isClosed(): boolean;
  /** SUBACK's code; `closed` when the broker hung up instead. */
  subscribe(topic: string | Buffer): Promise<number | 'closed'>;
  /** At QoS 1: PUBACK's reason code, which MQTT 3.1.1 does not have: 0 there; `closed` when the broker hung up instead. */
  publish(topic: string | Buffer, payload: Uint8Array): Promise<number | 'closed'>;
  end(): void;
}

export interface WireLogin {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Its session outlives the connection. */
  readonly keeps?: boolean;
}

/** No packet id. */
const connectId = 0;

/** Rejects when the broker does not let it in. `url` is the broker's, as http. */
export async function connectWire(url: string, version: 4 | 5, login: WireLogin): Promise<WireClient> {
  const options = { protocolVersion: version };
  const socket = new WebSocket(`${url.replace('http', 'ws')}mqtt`, 'mqtt');
  const parser = createParser(options);
  const received: IPublishPacket[] = [];
  const waitingById = new Map<number, (code: number | 'closed') => void>();
  let isClosed = false;
  let present = false;
  let lastId = 0;
  socket.on('close', () => {
    isClosed = true;
    for (const answer of waitingById.values()) answer('closed');
  });
  // What ends a connection is seen by its end.
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => parser.parse(data));
  parser.on('packet', (packet: Packet) => {
    if (packet.cmd === 'connack') {
      present = packet.sessionPresent;
      waitingById.get(connectId)?.(packet.reasonCode ?? packet.returnCode ?? 0);
    }
    if (packet.cmd === 'suback')
      waitingById.get(packet.messageId ?? 0)?.((packet.granted as number[])[0] ?? 0);
    if (packet.cmd === 'puback') waitingById.get(packet.messageId ?? 0)?.(packet.reasonCode ?? 0);
    if (packet.cmd !== 'publish') return;
    received.push(packet);
    if (packet.qos === 1) send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
  });
  await once(socket, 'open');
  const connack = answerTo(connectId);
  send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: version,
    clean: login.keeps !== true,
    ...(login.keeps === true && version === 5 && { properties: { sessionExpiryInterval: 3600 } }),
    keepalive: 60,
    clientId: login.clientId,
    username: login.username,
    password: Buffer.from(login.password),
  });
  const code = await connack;
  if (code !== 0) throw new Error(`${login.username} was not let in: ${code}`);

  function answerTo(id: number): Promise<number | 'closed'> {
    return new Promise((resolve) => {
      if (isClosed) resolve('closed');
      else waitingById.set(id, resolve);
    });
  }

  function send(packet: Packet): void {
    socket.send(generate(packet, options));
  }

  /** With the topic's own bytes in the place of as many others. */
  function ask(topic: Buffer, make: (placeholder: string) => Packet): Promise<number | 'closed'> {
    const messageId = lastId;
    const placeholder = 'p'.repeat(topic.length);
    const bytes = Buffer.from(generate(make(placeholder), options));
    const at = topic.length === 0 ? 0 : bytes.indexOf(placeholder);
    topic.copy(bytes, at);
    const answer = answerTo(messageId);
    socket.send(bytes);
    return answer;
  }

  return {
    received,
    present,
    isClosed: () => isClosed,
    subscribe: (topic) => {
      const messageId = ++lastId;
      return ask(Buffer.from(topic as string), (filter) => ({
        cmd: 'subscribe',
        messageId,
        subscriptions: [{ topic: filter, qos: 1 }],
      }));
    },
    publish: (topic, payload) => {
      const messageId = ++lastId;
      const packet = { cmd: 'publish', qos: 1, dup: false, retain: false, messageId } as const;
      return ask(Buffer.from(topic as string), (name) => ({
        ...packet,
        topic: name,
        payload: Buffer.from(payload),
      }));
    },
    end: () => socket.terminate(),
  };
}
