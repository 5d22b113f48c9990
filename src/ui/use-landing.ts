// Where somebody lands who did not say where to: in the room they left, or in Lobby, with the box
// ready to type after signing in by hand.
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import type { RoomId } from '../protocol/ids';
import { foldName } from '../protocol/names';
import type { AppState } from '../store/state';
import { useAppState } from './app-context';
import { joinPath, roomPath, type Place } from './place';

/** Travels with the address, so that it holds for this visit of the room and no later one. */
export const readyToType = 'ready-to-type';

export function useLanding(justSignedIn: boolean, place: Place): void {
  const [, navigate] = useLocation();
  const target = useAppState(landingRoom);
  const mine = useAppState(
    (state) => place.at === 'room' && state.rooms.some((row) => row.room === place.room),
  );
  const invite = useAppState((state) => state.invites[0]);
  const pending = useRef(justSignedIn || location.hash === '');

  useEffect(() => {
    if (!pending.current) return;
    // The address already says where: a page, a room of this person, or for somebody who comes back any room.
    const placed = place.at === 'room' ? mine || !justSignedIn : place.at !== 'rooms';
    if (placed) pending.current = false;
    // Whoever came by an invite goes where it leads.
    if (!placed && justSignedIn && invite !== undefined) {
      pending.current = false;
      navigate(joinPath(invite), { replace: true });
      return;
    }
    // The rooms of a new device arrive a moment after signing in.
    if (placed || target === undefined) return;
    pending.current = false;
    navigate(roomPath(target), { state: justSignedIn ? readyToType : null });
  }, [place.at, mine, target, justSignedIn, invite, navigate]);
}

/** The room on the screen was opened by landing after signing in by hand. */
export const landedReadyToType = (): boolean => history.state === readyToType;

function landingRoom({ rooms, lastRoom }: AppState): RoomId | undefined {
  const last = rooms.find((row) => row.room === lastRoom);
  return (last ?? rooms.find((row) => foldName(row.name) === 'lobby') ?? rooms[0])?.room;
}
