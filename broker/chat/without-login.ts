// The application with its door open for those without a login (ANONYMOUS): plain topics, and nothing else.
import { anonymousUser, isAnonymous, type Application, type Refusal } from '../application';
import { notAuthorized } from './access';
import type { Sessions } from './sessions';

export function withoutLogin(
  application: Application,
  sessions: Pick<Sessions, 'isFull'>,
  held: { tooManySessions(): Refusal },
): Application {
  return {
    ...application,
    authenticate: async (login) => {
      if (login.username !== undefined || login.password !== undefined)
        return application.authenticate(login);
      const { clientId } = login;
      if (await sessions.isFull(anonymousUser, clientId)) return held.tooManySessions();
      return { user: anonymousUser, device: `${anonymousUser}/${clientId}` };
    },
    connackProperties: (principal) =>
      isAnonymous(principal) ? {} : application.connackProperties(principal),
    connected: (session) => {
      if (!isAnonymous(session.principal)) application.connected(session);
    },
    disconnected: (session) => {
      if (!isAnonymous(session.principal)) application.disconnected(session);
    },
    subscribe: (principal, filter) =>
      isAnonymous(principal) ? plainTopicsOnly : application.subscribe(principal, filter),
    publish: (session, topic, payload, as) =>
      isAnonymous(session.principal)
        ? Promise.resolve(plainTopicsOnly)
        : application.publish(session, topic, payload, as),
  };
}

const plainTopicsOnly = notAuthorized('Without a login there are only plain topics.');
