// The figures as tables: the same Markdown on the terminal and in docs/bench.md.
import type { BrokerName } from './brokers';
import type { Parts } from './cpu-profile';
import type { MessageBytes } from '../e2e/headless/message-bytes';
import type { Idle } from './workloads/idle';
import type { OpenLoop } from './workloads/open-loop';
import type { Saturation } from './workloads/saturation';
import type { Waiting } from './workloads/waiting';

export interface Figures {
  readonly saturation: Map<BrokerName, Saturation>;
  readonly openLoop: Map<BrokerName, OpenLoop[]>;
  readonly overload: Map<BrokerName, OpenLoop>;
  readonly storm: Map<BrokerName, Waiting>;
  readonly drain: Map<BrokerName, Waiting>;
  readonly idle: Map<BrokerName, Idle>;
  parts: Parts | undefined;
  readonly bytes: {
    message?: MessageBytes;
    reaction?: MessageBytes;
    readMark?: MessageBytes;
    typing?: MessageBytes;
  };
}

export const noFigures = (): Figures => ({
  saturation: new Map(),
  openLoop: new Map(),
  overload: new Map(),
  storm: new Map(),
  drain: new Map(),
  idle: new Map(),
  parts: undefined,
  bytes: {},
});

const titles: Record<BrokerName, string> = {
  onebar: 'Onebar, everything on disk',
  mosquitto: 'mosquitto, in memory',
  aedes: 'Aedes, in memory',
};

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const tenth = (value: number): string => value.toFixed(1);
const percent = (value: number): string => `${Math.round(value)} %`;
const latency = (valueMs: number): string => (valueMs < 10 ? tenth(valueMs) : whole(valueMs));

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

export function saturationTable({ saturation }: Figures): string {
  return table(
    ['1,000 clients in rooms of 5', 'µs of CPU per delivery', 'delivered/s', 'µs, against mosquitto'],
    [...saturation].map(([name, each]) => [
      titles[name],
      tenth(each.cpuUsPerDelivery),
      whole(each.deliveredPerSec),
      against(saturation, name, ({ cpuUsPerDelivery }) => cpuUsPerDelivery),
    ]),
  );
}

export function partsTable({ parts, saturation }: Figures): string {
  const micros = saturation.get('onebar')?.cpuUsPerDelivery;
  return table(
    ['part of Onebar’s main thread', 'share', ...(micros === undefined ? [] : ['µs per delivery'])],
    [...(parts ?? [])].map(([part, share]) => [
      part,
      percent(100 * share),
      ...(micros === undefined ? [] : [tenth(share * micros)]),
    ]),
  );
}

export function openLoopTable({ openLoop }: Figures): string {
  const rates = [...openLoop.values()][0]?.map(({ offeredPerSec }) => offeredPerSec) ?? [];
  return table(
    ['messages in per second', ...rates.map(whole)],
    [...openLoop].map(([name, each]) => [
      titles[name],
      ...each.map(
        ({ cpuPercent, p50Ms, p99Ms }) => `${percent(cpuPercent)}, ${latency(p50Ms)} / ${latency(p99Ms)} ms`,
      ),
    ]),
  );
}

export function overloadTable({ overload }: Figures): string {
  return table(
    [
      'twice what it can do',
      'offered/s',
      'accepted/s',
      'p50, ms',
      'p99, ms',
      'acknowledged, not delivered',
      'lost connections',
    ],
    [...overload].map(([name, each]) => [
      titles[name],
      whole(each.offeredPerSec),
      whole(each.acceptedPerSec),
      whole(each.p50Ms),
      whole(each.p99Ms),
      whole(each.missing),
      whole(each.lostConnections),
    ]),
  );
}

export function waitingTable({ storm, drain }: Figures): string {
  return table(
    [
      '',
      '2,000 come back, 10 waiting each: ms',
      'CPU, ms',
      'generator’s CPU, ms',
      '5,000 waiting for one: ms',
      'CPU, ms',
      'missing',
    ],
    [...storm].map(([name, each]) => {
      const one = drain.get(name);
      return [
        titles[name],
        whole(each.wallMs),
        whole(each.cpuMs),
        whole(each.generatorCpuMs),
        one ? whole(one.wallMs) : '',
        one ? whole(one.cpuMs) : '',
        whole(each.missing + (one?.missing ?? 0)),
      ];
    }),
  );
}

export function idleTable({ idle }: Figures, clients: number): string {
  return table(
    [`${whole(clients)} idle connections`, 'kB each', 'connected/s', 'CPU while idle'],
    [...idle].map(([name, each]) => [
      titles[name],
      tenth(each.kbPerConnection),
      whole(each.connectedPerSec),
      percent(each.cpuPercent),
    ]),
  );
}

export function bytesTable({ bytes: { message, reaction, readMark, typing } }: Figures): string {
  const row = (what: string, of: (bytes: MessageBytes) => number) => [
    what,
    ...[message, reaction, readMark, typing].map((bytes) => (bytes ? whole(of(bytes)) : '')),
  ];
  return table(
    ['from device to device, bytes', '40 characters', 'a reaction', 'a read mark', 'typing'],
    [
      row('writer → broker: PUBLISH', ({ writerUp }) => writerUp),
      row('broker → writer: PUBACK with `seq` and time', ({ writerDown }) => writerDown),
      row('broker → reader: PUBLISH', ({ readerDown }) => readerDown),
      row('reader → broker: PUBACK', ({ readerUp }) => readerUp),
      row('together', ({ total }) => total),
    ],
  );
}

function against<T>(all: ReadonlyMap<BrokerName, T>, name: BrokerName, of: (each: T) => number): string {
  const [own, other] = [all.get(name), all.get('mosquitto')];
  return own && other ? `× ${(of(own) / of(other)).toFixed(2)}` : '';
}
