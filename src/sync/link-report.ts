// What the leading tab tells of the link, for the page about the connection.
import type { Carried, LinkHistory } from '../db/traffic';
import type { RoomId } from '../protocol/ids';

/** What the link was like in the last hour, and what it carried today. Times are Unix ms by this device's clock. */
export interface LinkReport extends Pick<LinkHistory, 'drops' | 'roundTrips'> {
  /** All in all (`room` is empty), and room by room. `signalBytes`: what of it data saver does without. */
  readonly today: readonly (Carried & { readonly room: RoomId | '' })[];
}
