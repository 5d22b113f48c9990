// The measured claims as text: the same Markdown on the terminal and in docs/claims.md. Every figure in it was measured.
import type { BenchServer } from './brokers';
import type { BytesRow } from './claims-bytes';
import type { CrowdRow, Receivers } from './claims-crowd';
import { link, type LinkRow } from './claims-link';
import { table } from './report';

export interface CrowdFigures {
  readonly clients: number;
  readonly rows: { name: BenchServer['name']; receivers: Receivers; rows: CrowdRow[] }[];
}

/** What the article says of MQTT on 3G against HTTP. */
const claimed = 93;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const significant = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value));
const times = (value: number): string => `${significant(value)} ×`;

export function bytesText(rows: readonly BytesRow[]): string {
  const textBytes = 40;
  const cheapest = rows.find(({ way }) => way.includes('3.1.1') && way.includes('QoS 1'));
  const bytes = ({ up, down }: BytesRow) => up + down;
  const against = (row: BytesRow) => (cheapest ? times(bytes(row) / bytes(cheapest)) : '');
  return `## Bytes

One message of ${textBytes} characters from a client to the server and its acknowledgement, on a connection that has carried others
already, counted in a proxy: all that TCP carries. TCP’s and IP’s own headers, TLS, and what a new connection costs before its first byte
come on top; so the rows of a new connection flatter HTTP.

${table(
  ['', 'up', 'down', 'together', 'without the text', `against MQTT 3.1.1 at QoS 1`],
  rows.map((row) => [
    row.way,
    whole(row.up),
    whole(row.down),
    whole(bytes(row)),
    whole(bytes(row) - textBytes),
    against(row),
  ]),
)}

MQTT is to \`text/lobby\` of Onebar, and is stored when it is acknowledged; in MQTT 5 the PUBACK brings the message’s number and time
along. Over WebSocket each packet is one frame. HTTP is a POST of \`{"room", "text"}\` with an answer \`{"id", "at"}\`, once with the few headers of a library and once with what Chromium sends with
\`fetch\`, a cookie included. HTTP/2 sends a header that was there before as a number, so most of the difference goes.`;
}

export function linkText(rows: readonly LinkRow[]): string {
  const perSec = ({ messages, seconds }: LinkRow) => messages / seconds;
  const rate = (key: LinkRow['key']) => {
    const row = rows.find((each) => each.key === key);
    return row ? perSec(row) : Number.NaN;
  };
  const ratio = (one: LinkRow['key'], other: LinkRow['key']) => times(rate(one) / rate(other));
  const best = rate('qos1') / rate('new');
  return `## Messages a second over 3G

${2 * link.latencyMs} ms there and back, ${((link.bytesPerSec ?? 0) * 8) / 1000} kbit/s each way, nothing lost; messages of 40 characters. REST answers at once and stores nothing; MQTT’s
messages are on Onebar’s disk when they are acknowledged (at QoS 0: when a reader elsewhere has them). Connections are warm, unless it says “new”.

${table(
  [
    '',
    'messages',
    'seconds',
    'messages a second',
    'against REST with new connections',
    'against REST kept alive',
  ],
  rows.map((row) => [
    row.way,
    whole(row.messages),
    row.seconds.toFixed(2),
    significant(perSec(row)),
    times(perSec(row) / rate('new')),
    times(perSec(row) / rate('kept')),
  ]),
)}

The article says ${claimed} ×. **${best >= claimed ? 'True, and more' : 'Not reached here'}** when MQTT’s messages go out without waiting for each other and each request of REST waits for
the one before on a connection of its own: ${ratio('qos1', 'new')} at QoS 1, ${ratio('qos0', 'new')} at QoS 0. Kept alive, REST comes nearer: ${ratio('qos1', 'kept')}; with a browser’s six
connections ${ratio('qos1', 'six')}.

**Not true** message by message: one that waits for its acknowledgement takes a round trip whatever carries it, so MQTT one after another
makes ${ratio('one-by-one', 'new')} of REST with new connections (which take a second round trip) and ${ratio('one-by-one', 'kept')} of REST kept alive. Nor against HTTP/2, which sends without
waiting as well: MQTT makes ${ratio('qos1', 'http2')} of it. And the first message after waking is MQTT’s weak side: TCP, CONNECT and PUBLISH take
${(1 / rate('waking')).toFixed(2)} s, a POST on a new connection ${(1 / rate('new')).toFixed(2)} s. That is why Onebar’s app posts its outbox beside the dial.

So the gain is not in the protocol’s bytes but in not waiting, and in a connection that is there already and can be spoken on from both ends.`;
}

const titles: Record<BenchServer['name'], string> = {
  onebar: 'Onebar',
  mosquitto: 'mosquitto',
  aedes: 'Aedes',
  'socket-io': 'Socket.IO',
};

export function crowdText({ clients, rows }: CrowdFigures): string {
  const goal = Math.max(...rows.flatMap((each) => each.rows.map(({ offeredPerSec }) => offeredPerSec)));
  const of = (receivers: Receivers) =>
    table(
      [
        receivers === 1 ? 'one receiver each' : 'five receivers each',
        'stored before acknowledged',
        'most messages a second held',
        `at ${whole(goal)}: delivered a second`,
        'p50, ms',
        'p99, ms',
        'CPU of a core',
        'held',
      ],
      rows
        .filter((each) => each.receivers === receivers)
        .map(({ name, rows: steps }) => {
          const held = steps.filter((step) => step.held).map(({ offeredPerSec }) => offeredPerSec);
          const last = steps.at(-1);
          return [
            titles[name],
            name === 'onebar' ? 'yes' : 'no',
            held.length === 0 ? `less than ${whole(steps[0]?.offeredPerSec ?? 0)}` : whole(Math.max(...held)),
            whole(last?.deliveredPerSec ?? Number.NaN),
            significant(last?.p50Ms ?? Number.NaN),
            significant(last?.p99Ms ?? Number.NaN),
            `${whole(last?.cpuPercent ?? Number.NaN)} %`,
            last?.held ? 'yes' : '**no**',
          ];
        }),
    );
  return `## ${whole(goal)} messages a second from ${whole(clients)} connections

Each of ${whole(clients)} clients is connected over WebSocket, subscribed, and writes its share of so many messages of 200 bytes a second, whatever the server
does. Server on one core, generator on the other one of the same machine, which is its limit too: where there are five receivers it
takes in five deliveries for each message. Held means that every message was acknowledged and delivered to all, 99 of 100 of them within a second.

${of(1)}

${of(5)}

Onebar is as \`npm start\` runs it: real accounts and rooms, each message synced to the disk before PUBACK, QoS 1 to the receivers. mosquitto and Aedes
at QoS 1 with kept sessions, in memory. Socket.IO with connection state recovery, acknowledged by the server, not by the receivers.
The rate goes up step by step (${[
    ...new Set(rows.flatMap((each) => each.rows.map(({ offeredPerSec }) => offeredPerSec))),
  ]
    .toSorted((a, b) => a - b)
    .map(whole)
    .join(', ')}); where a step was not held the ones between it and the last are left out.`;
}
