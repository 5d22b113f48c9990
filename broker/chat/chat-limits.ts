// All that holds people back, made from the settings, each with its counter in /metrics.
import type { Refusal } from '../application';
import type { LimitSettings } from '../limit-settings';
import type { Metrics } from '../metrics';
import { createAttempts, type Attempts } from './attempts';
import { createPaces, tooFast, type Paces } from './pace';
import { createPasswords, type Passwords } from './passwords';
import { createRegistrations, type Registrations } from './registrations';
import { createRoomQuotas, type RoomQuotas } from './room-quotas';
import type { Rooms } from './rooms';

export interface ChatLimits {
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly registrations: Registrations;
  readonly paces: Paces;
  readonly quotas: RoomQuotas;
  /** Counts it too. */
  tooFast(): Refusal;
  tooManySessions(): Refusal;
}

export function createChatLimits({
  limits,
  rooms,
  clock,
  metrics,
}: {
  limits: LimitSettings;
  rooms: Rooms;
  /** Unix ms. */
  clock: () => number;
  metrics: Metrics;
}): ChatLimits {
  const { limitMet } = metrics;
  const passwords = createPasswords({
    maxWaiting: limits.maxLoginsWaiting,
    sentAway: () => limitMet('logins_waiting'),
  });
  metrics.gauge('loginsWaiting', passwords.waiting);

  return {
    passwords,
    attempts: createAttempts({
      clock,
      free: limits.wrongLoginsFree,
      refused: () => limitMet('wrong_logins'),
    }),
    registrations: createRegistrations({
      perHour: limits.maxRegistrationsPerHour,
      clock,
      refused: () => limitMet('registrations_per_hour'),
    }),
    paces: createPaces({ rates: limits, clock, held: () => limitMet('device_held') }),
    quotas: createRoomQuotas({ ...limits, rooms, met: limitMet }),
    tooFast: () => {
      limitMet('device_refused');
      return tooFast;
    },
    tooManySessions: () => {
      limitMet('sessions_per_user');
      return tooManySessions;
    },
  };
}

const tooManySessions: Refusal = {
  refused: 'quota',
  reason: 'This account has as many sessions as the server keeps for one person. End one that is not needed.',
};
