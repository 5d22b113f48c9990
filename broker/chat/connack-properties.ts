// What CONNACK tells a device beside the protocol: the store's epoch, whether its person is an admin, and an unusual payload limit.
import type { UserId } from '../../src/protocol/ids';
import { defaultMaxPayloadBytes } from '../../src/protocol/limits';
import { adminProperty, epochProperty, maxPayloadProperty } from '../../src/protocol/receipt';
import type { Principal } from '../application';
import type { Store } from '../store/store';
import type { People } from './people';

export const connackProperties = (
  { user, app }: Principal,
  {
    store,
    people,
    maxPayloadBytes,
  }: {
    store: Pick<Store, 'epoch'>;
    people: Pick<People, 'isServerAdmin'>;
    maxPayloadBytes: number;
  },
): Record<string, string> => ({
  [epochProperty]: store.epoch,
  ...(!app && people.isServerAdmin(user as UserId) && { [adminProperty]: '1' }),
  ...(maxPayloadBytes === defaultMaxPayloadBytes ? {} : { [maxPayloadProperty]: String(maxPayloadBytes) }),
});
