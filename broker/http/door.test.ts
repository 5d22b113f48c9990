import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics';
import { createDoor } from './door';

let nextPort = 1;
function arriving(remoteAddress: string) {
  const socket = new EventEmitter() as EventEmitter & {
    remoteAddress: string;
    remotePort: number;
    isGone: boolean;
    destroy(): void;
  };
  socket.remoteAddress = remoteAddress;
  socket.remotePort = nextPort++;
  socket.isGone = false;
  socket.destroy = () => {
    if (socket.isGone) return;
    socket.isGone = true;
    socket.emit('close');
  };
  return socket as typeof socket & Socket;
}

function setUp({ perAddress = 1000, waiting = 1000 }: { perAddress?: number; waiting?: number }) {
  const metrics = createMetrics();
  const limits = { maxConnectionsPerAddress: perAddress, maxSocketsBeforeLogin: waiting };
  const door = createDoor({ limits, proxies: 0, metrics });
  const arrive = (address: string) => {
    const socket = arriving(address);
    door.arrived(socket);
    return socket;
  };
  return { metrics, door, arrive };
}

describe('the door', () => {
  it('lets so many in from one address, and others whatever they do', () => {
    const { arrive, metrics } = setUp({ perAddress: 2 });
    const [first, second, third] = [arrive('1.1.1.1'), arrive('1.1.1.1'), arrive('1.1.1.1')];
    expect([first, second, third].map(({ isGone }) => isGone)).toEqual([false, false, true]);
    expect(arrive('2.2.2.2').isGone).toBe(false);
    first.destroy();
    expect(arrive('1.1.1.1').isGone).toBe(false);
    expect(metrics.limitsMet.connections_per_address).toBe(1);
  });

  it('takes a whole network of IPv6 for one address, and does not count this machine', () => {
    const { arrive } = setUp({ perAddress: 1 });
    expect([arrive('2001:db8::1'), arrive('2001:db8::2')].map(({ isGone }) => isGone)).toEqual([false, true]);
    for (const local of ['127.0.0.1', '127.0.0.1', '::1', '::1', '::ffff:127.0.0.1'])
      expect(arrive(local).isGone).toBe(false);
  });

  it('makes room among those who are not signed in: the oldest of the address that has most', () => {
    const { arrive, metrics } = setUp({ waiting: 4 });
    const slow = arrive('9.9.9.9');
    const crowd = [arrive('6.6.6.6'), arrive('6.6.6.6'), arrive('6.6.6.6')];
    const next = arrive('6.6.6.6');
    expect(crowd.map(({ isGone }) => isGone)).toEqual([true, false, false]);
    arrive('7.7.7.7');
    expect(crowd.map(({ isGone }) => isGone)).toEqual([true, true, false]);
    expect([slow, next].map(({ isGone }) => isGone)).toEqual([false, false]);
    expect(metrics.limitsMet.sockets_before_login).toBe(2);
  });

  it('makes room for one from each address: the one that waits longest', () => {
    const { arrive } = setUp({ waiting: 2 });
    const [first, second] = [arrive('1.1.1.1'), arrive('2.2.2.2')];
    arrive('3.3.3.3');
    expect([first, second].map(({ isGone }) => isGone)).toEqual([true, false]);
  });

  it('leaves alone who is signed in', () => {
    const { arrive, door, metrics } = setUp({ waiting: 1 });
    const member = arrive('1.1.1.1');
    door.signedIn(member);
    for (let guest = 0; guest < 10; guest++) arrive('1.1.1.1');
    expect(member.isGone).toBe(false);
    expect(metrics.gauges.get('connectionsWaiting')?.()).toBe(1);
    expect(metrics.gauges.get('httpConnections')?.()).toBe(2);
  });
});
