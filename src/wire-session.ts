// Wires what only signing in and out needs. Loaded while somebody fills in the form.
import type { DeviceDb } from './db/device-db';
import type { DeviceId } from './protocol/ids';
import { createSession, type Session } from './sync/session';
import { createAccountsHttp } from './transport/accounts-http';
import type { HttpPlace } from './transport/http-outcome';

export const wireSession = (deviceDb: DeviceDb, place: HttpPlace, newDeviceId: () => DeviceId): Session =>
  createSession({ deviceDb, http: createAccountsHttp(place), newDeviceId });
