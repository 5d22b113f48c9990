// Where somebody may want to go, by what they typed: their rooms, and people with whom they have none for two yet.
import type { Person } from '../../protocol/ask';
import type { RoomView } from '../../store/state';
import { nameFilter } from '../rooms/name-filter';

export type Target =
  | { readonly kind: 'room'; readonly key: string; readonly name: string; readonly room: RoomView }
  | { readonly kind: 'person'; readonly key: string; readonly name: string; readonly person: Person };

/** More are not read; another letter brings fewer. */
const maxTargets = 30;

/** Rooms come in the order of the list; names that begin with what was typed come first. */
export function targetsFor(text: string, rooms: readonly RoomView[], people: readonly Person[]): Target[] {
  const fits = nameFilter(text) ?? (() => true);
  const beginning = text.trim().toLocaleLowerCase();
  const begins = ({ name }: { name: string }) => name.toLocaleLowerCase().startsWith(beginning);
  const partners = new Set(rooms.map(({ partner }) => partner));
  const found: Target[] = [
    ...rooms
      .filter(({ name }) => fits(name))
      .map((room): Target => ({ kind: 'room', key: `room-${room.room}`, name: room.name, room })),
    ...people
      .filter(({ user, name }) => !partners.has(user) && fits(name))
      .map((person): Target => ({ kind: 'person', key: `person-${person.user}`, name: person.name, person })),
  ];
  return found.toSorted((a, b) => Number(begins(b)) - Number(begins(a))).slice(0, maxTargets);
}
