// What can be done with a room, from the list of rooms.
import type { RoomId } from '../../protocol/ids';
import type { RoomView } from '../../store/state';
import { Dialog } from '../design/Dialog';
import { texts } from '../texts/texts';
import { RoomChoices } from './RoomChoices';

export function RoomMenu({ room, onClose }: { room: RoomView; onClose: () => void }) {
  return (
    <Dialog title={room.name} closeLabel={texts.rooms.close} onClose={onClose}>
      <RoomChoices
        room={room}
        onDone={({ archived }) => {
          const next = archived ? neighbourOf(room.room) : undefined;
          onClose();
          // The dialog gives the focus back to a row that goes away in a moment.
          if (next) setTimeout(() => next.focus());
        }}
      />
    </Dialog>
  );
}

/** In the list: the room behind this one, or before it, or what else there is. */
function neighbourOf(room: RoomId): HTMLElement | undefined {
  const item = document.querySelector(`[data-room="${room}"]`);
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  const nav = item?.closest<HTMLElement>('nav');
  return beside?.querySelector('a') ?? nav?.parentElement?.querySelector('a') ?? undefined;
}
