// What is reached by a key from everywhere: the rooms next to this one, a room or person by a few letters, and the list of keys.
import { useLocation } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { Dialog } from '../design/Dialog';
import { lazyPart } from '../lazy-part';
import { roomPath, searchPath } from '../place';
import { texts } from '../texts/texts';
import { useKeys } from './use-keys';

const GoTo = lazyPart(
  () => import('../go-to/GoTo'),
  (part) => part.GoTo,
  {
    frame: ({ onClose, children }) => (
      <Dialog title={texts.rooms.goTo} closeLabel={texts.rooms.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);
const KeyList = lazyPart(
  () => import('./KeyList'),
  (part) => part.KeyList,
  {
    frame: ({ onClose, children }) => (
      <Dialog title={texts.keys.title} closeLabel={texts.rooms.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);

export type OpenedByKey = 'go-to' | 'keys' | undefined;

interface ShortcutsProps {
  /** The room on the screen. */
  current: RoomId | undefined;
  opened: OpenedByKey;
  onOpen: (what: OpenedByKey) => void;
}

export function Shortcuts({ current, opened, onOpen }: ShortcutsProps) {
  const rooms = useAppState((state) => state.rooms);
  const [, navigate] = useLocation();
  const close = () => onOpen(undefined);

  /** In the order of the list. */
  const step = (by: 1 | -1) => {
    const listed = rooms.filter(({ archived }) => !archived);
    const at = listed.findIndex(({ room }) => room === current);
    const next = at < 0 ? listed.at(by > 0 ? 0 : -1) : listed[at + by];
    if (next) navigate(roomPath(next.room));
  };
  useKeys({
    goTo: () => onOpen('go-to'),
    search: () => navigate(searchPath),
    previousRoom: () => step(-1),
    nextRoom: () => step(1),
    showKeys: () => onOpen('keys'),
  });

  return (
    <>
      {opened === 'go-to' && <GoTo onClose={close} />}
      {opened === 'keys' && <KeyList onClose={close} />}
    </>
  );
}
