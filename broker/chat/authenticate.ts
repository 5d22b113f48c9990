// CONNECT: who is it? User name is the account's name, password the device's token, or an app token; with that the name may be left out.
import { endedWords } from '../../src/protocol/ended';
import type { DeviceId } from '../../src/protocol/ids';
import { isRefusal, type Application, type Principal, type Refusal } from '../application';
import type { ConnectedSessions } from './connected-sessions';
import type { Devices } from './devices';
import type { People } from './people';
import type { Sessions } from './sessions';

export function createAuthenticate({
  devices,
  people,
  sessions,
  connected,
  tooManySessions,
}: {
  devices: Pick<Devices, 'find' | 'findByLogin'>;
  people: Pick<People, 'isNameOf' | 'isSuspended'>;
  sessions: Pick<Sessions, 'deviceOf' | 'isFull'>;
  connected: Pick<ConnectedSessions, 'find'>;
  tooManySessions: () => Refusal;
}): Application['authenticate'] {
  function whoIs({ username, password }: Parameters<Application['authenticate']>[0]): Principal | Refusal {
    const known = password && devices.findByLogin(password);
    if (!known) return wrongLogin;
    const { user, device, app } = known;
    const isNameless = app !== undefined && (username ?? '') === '';
    if (!isNameless && !people.isNameOf(user, username ?? '')) return wrongLogin;
    if (people.isSuspended(user)) return suspended;
    return { user, device, ...(app && { app }) };
  }

  /** With the client id of a device, or of a client of another token, it would take over the session there. */
  async function isOthers({ user, device }: Principal, clientId: string): Promise<boolean> {
    const holders = [
      clientId,
      connected.find(user, clientId)?.principal.device,
      await sessions.deviceOf(user, clientId),
    ];
    return holders.some((holder) => {
      // What an ended device has left behind is nobody's any more.
      const known = devices.find(holder as DeviceId);
      return known?.user === user && known.device !== device;
    });
  }

  return async (login) => {
    const principal = whoIs(login);
    if (isRefusal(principal)) return principal;
    if (principal.app && (await isOthers(principal, login.clientId))) return clientIdTaken;
    if (await sessions.isFull(principal.user, login.clientId)) return tooManySessions();
    // Meanwhile it may have been revoked, which ends the connections that are there.
    return whoIs(login);
  };
}

const wrongLogin: Refusal = {
  refused: 'not-authorized',
  reason: 'The name or the token is wrong, or this device was signed out.',
};
const suspended: Refusal = { refused: 'not-authorized', reason: endedWords.suspended };
const clientIdTaken: Refusal = {
  refused: 'not-authorized',
  reason: 'This app token may not use this client id: it belongs to another device or token of yours.',
};
