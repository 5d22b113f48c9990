// Keeps each device's words of a room in the order in which they were written, although it may send them on two paths at once:
// by PUBLISH on its connection, and by POST.
//
//     begin ──► trying ── stored, known, refused for good ──► forgotten
//                 │ ▲
//     refused for │ │ the id came again, and all that is before it
//     now         ▼ │ in this list is trying or gone
//              waiting ◄── begin, while another one waits before it
//
// Why this holds on both paths: each of them presents a room's entries in the order of writing, and begins with the oldest
// that was not answered then: a connection with its first PUBLISH, a POST with its first entry, all of a POST within one tick.
// So when an entry is presented, all that were written before it were presented before it on that same path, and each is
// stored, refused for good, or in this list, which therefore stands in the order of writing. An entry may pass when nothing
// before it waits.
// A POST does not clear the list. It began at the oldest unanswered entry when it was *made*; meanwhile the connection may have
// had a later entry refused, with still later ones on their way, and these would overtake it. Nor does the first refused id
// let everything through when it comes again: by POST it may come while PUBLISHes behind others that were refused are on
// their way. The rest of the list still holds those. What waits is in the device's outbox, so every new path presents it.
// A new connection does clear it: nothing of the old one is on its way any more, and the new one begins at the oldest.
import type { AppRights } from '../../src/protocol/app-rights';
import type { EntryId, RoomId, UserId } from '../../src/protocol/ids';
import type { Refusal, SessionHandle } from '../application';

/** Who writes: a person, on one device. */
export interface Writer {
  readonly user: UserId;
  /** MQTT client id, which is the device's id where it is one of ours. */
  readonly client: string;
  /** By an app token, which may not write everywhere. */
  readonly app?: AppRights | undefined;
}

export const writerOf = ({ principal, clientId }: SessionHandle): Writer => ({
  user: principal.user as UserId,
  client: clientId,
  app: principal.app,
});

export interface SendingOrder {
  /** Before an entry is tried. A refusal when it has to wait for another one: then it is not to be stored, if it is new. */
  begin(writer: Writer, room: RoomId, id: EntryId): Refusal | undefined;
  /** What became of it; `refusal` is given when it is refused for now, and undefined when it never needs to come again. */
  end(writer: Writer, room: RoomId, id: EntryId, refusal: Refusal | undefined): void;
  /** The writer's connection begins anew. */
  clear(writer: Writer): void;
}

/** More than a window and a POST together hold. What waits beyond that is refused, and its place is not kept. */
const maxPlaces = 4096;

export function createSendingOrder(): SendingOrder {
  /** In each room the entries that are neither stored nor refused for good, as they were first presented. */
  const placesByWriter = new Map<string, Map<RoomId, Map<EntryId, 'trying' | Refusal>>>();

  function begin(writer: Writer, room: RoomId, id: EntryId): Refusal | undefined {
    const places = placesOf(writer, room);
    const refusal = firstWaitingBefore(places, id);
    if (places.has(id) || places.size < maxPlaces) places.set(id, refusal ?? 'trying');
    return refusal;
  }

  function end(writer: Writer, room: RoomId, id: EntryId, refusal: Refusal | undefined): void {
    const rooms = placesByWriter.get(keyOf(writer));
    const places = rooms?.get(room);
    // Gone: it was answered for good on the other path, or a new connection began.
    if (!rooms || !places?.has(id)) return;
    if (refusal) {
      places.set(id, refusal);
      return;
    }
    places.delete(id);
    if (places.size === 0) rooms.delete(room);
    if (rooms.size === 0) placesByWriter.delete(keyOf(writer));
  }

  function placesOf(writer: Writer, room: RoomId): Map<EntryId, 'trying' | Refusal> {
    const key = keyOf(writer);
    const rooms = placesByWriter.get(key) ?? new Map<RoomId, Map<EntryId, 'trying' | Refusal>>();
    placesByWriter.set(key, rooms);
    const places = rooms.get(room) ?? new Map<EntryId, 'trying' | Refusal>();
    rooms.set(room, places);
    return places;
  }

  return {
    begin,
    end,
    clear: (writer) => {
      placesByWriter.delete(keyOf(writer));
    },
  };
}

function firstWaitingBefore(
  places: ReadonlyMap<EntryId, 'trying' | Refusal>,
  id: EntryId,
): Refusal | undefined {
  for (const [other, place] of places) {
    if (other === id) return undefined;
    if (place !== 'trying') return place;
  }
  return undefined;
}

const keyOf = ({ user, client }: Writer): string => `${user}/${client}`;
