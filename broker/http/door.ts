// Who gets in at the main port, before anybody knows who it is: so many from an address, and so many in all that have not signed in.
// Behind proxies a socket is a proxy's, and only a request says whose it is; then requests and upgrades are counted instead.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Metrics } from '../metrics';
import { createAddressLimit } from './address-limit';
import { clientAddress, countedAddress, isLoopbackAddress } from './client';
import { createWaitingSockets } from './waiting-sockets';

export interface DoorLimits {
  readonly maxConnectionsPerAddress: number;
  readonly maxSocketsBeforeLogin: number;
}

export interface Door {
  /** The network brought it; it may be ended at once. */
  arrived(socket: Socket): void;
  /** What ends the request's or the upgrade's part in the count; `undefined`: too many from its address, as only proxies let it be. */
  enter(request: IncomingMessage): (() => void) | undefined;
  /** CONNECT was accepted. The socket may be the encrypted one that stands on the one that arrived. */
  signedIn(socket: Socket): void;
}

export function createDoor({
  limits,
  proxies,
  metrics,
}: {
  limits: DoorLimits;
  proxies: number;
  metrics: Metrics;
}): Door {
  const addressLimit = createAddressLimit(limits.maxConnectionsPerAddress);
  const waiting = createWaitingSockets(limits.maxSocketsBeforeLogin, metrics);
  let sockets = 0;
  metrics.gauge('httpConnections', () => sockets);
  metrics.gauge('connectionsWaiting', () => waiting.size);

  return {
    arrived(socket) {
      const address = countedAddress(socket.remoteAddress ?? '');
      const isCounted = proxies === 0 && !isLoopbackAddress(address);
      const leave = isCounted ? addressLimit.enter(address) : () => {};
      if (!leave) {
        metrics.limitMet('connections_per_address');
        socket.destroy();
        return;
      }
      const key = keyOf(socket);
      sockets += 1;
      waiting.add(key, address, socket);
      socket.once('close', () => {
        sockets -= 1;
        waiting.remove(key);
        leave();
      });
    },

    enter(request) {
      if (proxies === 0) return () => {};
      const leave = addressLimit.enter(clientAddress(request, proxies));
      if (!leave) metrics.limitMet('connections_per_address');
      return leave;
    },

    signedIn: (socket) => waiting.remove(keyOf(socket)),
  };
}

/** Of two sockets that live at the same time no two have the same. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
