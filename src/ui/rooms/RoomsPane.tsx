// This person's rooms, the way to more of them, and the way out.
import { Compass, Plus, UserRound } from 'lucide-react';
import { useCallback, useId, useRef, useState, type KeyboardEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { SignOut } from '../account/SignOut';
import { useAppState } from '../app-context';
import { Bars } from '../design/Bars';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { Dialog } from '../design/Dialog';
import { createLongPress } from '../design/long-press';
import { lazyPart } from '../lazy-part';
import { OutboxLink } from '../outbox/OutboxLink';
import { browsePath, peoplePath, roomPath, settingsPath, type Place } from '../place';
import { SearchLink } from '../search/SearchLink';
import { dayNumber } from '../texts/times';
import { texts } from '../texts/texts';
import { useNow } from '../use-now';
import type { FilterBegin } from './RoomFilter';
import { RoomItem } from './RoomItem';
import styles from './RoomsPane.module.css';

const NewRoom = lazyPart(
  () => import('./NewRoom'),
  (part) => part.NewRoom,
  {
    frame: ({ onClose, children }) => (
      <Dialog title={texts.newRoom.title} closeLabel={texts.newRoom.cancel} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);

const RoomMenu = lazyPart(
  () => import('./RoomMenu'),
  (part) => part.RoomMenu,
  {
    frame: ({ room, onClose, children }) => (
      <Dialog title={room.name} closeLabel={texts.rooms.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);
const RoomFilter = lazyPart(
  () => import('./RoomFilter'),
  (part) => part.RoomFilter,
  { quiet: true },
);
const ArchivedRooms = lazyPart(
  () => import('./ArchivedRooms'),
  (part) => part.ArchivedRooms,
  { quiet: true },
);

/** Fewer are seen at a glance. */
const filteredFrom = 6;

interface RoomsPaneProps {
  name: string;
  place: Place;
  onGoTo: () => void;
}

export function RoomsPane({ name, place, onGoTo }: RoomsPaneProps) {
  const rooms = useAppState((state) => state.rooms);
  const online = useAppState((state) => state.connection.state === 'online');
  const [, navigate] = useLocation();
  const [makes, setMakes] = useState(false);
  const [waysOf, setWaysOf] = useState<RoomId>();
  const [filterBegin, setFilterBegin] = useState<FilterBegin>();
  const [fits, setFits] = useState<(name: string) => boolean>();
  /** Typed in the list, and not in the box yet. */
  const letters = useRef('');
  const onTaken = useCallback(() => {
    letters.current = '';
  }, []);
  const onFilter = useCallback((next: typeof fits) => setFits(() => next), []);
  const [longPress] = useState(() =>
    createLongPress((target) => {
      const room = target.closest<HTMLElement>('[data-room]')?.dataset['room'];
      if (room !== undefined) setWaysOf(room as RoomId);
    }),
  );
  const nav = useRef<HTMLElement>(null);
  const current = place.at === 'room' ? place.room : undefined;
  // Whoever looks for a name finds it wherever it stands.
  const listed = rooms.filter((room) => (fits ? fits(room.name) : !room.archived));
  const archived = fits ? [] : rooms.filter((room) => room.archived);
  const menuRoom = rooms.find(({ room }) => room === waysOf);
  const onListKeys = (event: KeyboardEvent) => {
    const { key, altKey, ctrlKey, metaKey, nativeEvent } = event;
    const isLetter = /^[\p{L}\p{N}]$/u.test(key) && !altKey && !ctrlKey && !metaKey;
    if (!isLetter || nativeEvent.isComposing) return;
    event.preventDefault();
    letters.current += key;
    setFilterBegin({ letters: letters.current });
  };
  const toFirst = () => nav.current?.querySelector('a')?.focus();

  const today = dayNumber(useNow(60_000));
  const needsId = useId();
  return (
    <section aria-label={texts.brand} className={styles.pane}>
      <div className={styles.top}>
        <Bars lit={1} />
        <h1 className={styles.brand}>{texts.brand}</h1>
        <Button look="quiet" className={styles.goTo} onClick={onGoTo}>
          {texts.rooms.goTo}
        </Button>
        <SearchLink current={place.at === 'search'} />
      </div>
      <div className={styles.ways}>
        <Button
          disabled={!online}
          aria-describedby={online ? undefined : needsId}
          onClick={() => setMakes(true)}
        >
          <Plus size={18} aria-hidden="true" />
          {texts.rooms.newRoom}
        </Button>
        <Link href={browsePath} className={styles.browse}>
          <Compass size={18} aria-hidden="true" />
          {texts.rooms.browse}
        </Link>
        <Link href={peoplePath} className={classNames(styles.browse, styles.toPerson)}>
          <UserRound size={18} aria-hidden="true" />
          {texts.rooms.toPerson}
        </Link>
        {!online && (
          <p id={needsId} className={styles.needs}>
            {texts.needsConnection}
          </p>
        )}
      </div>
      <OutboxLink current={place.at === 'outbox'} />
      {(rooms.length >= filteredFrom || filterBegin) && (
        <RoomFilter
          begin={filterBegin}
          onTaken={onTaken}
          found={listed.length}
          onFilter={onFilter}
          onEnter={() => listed[0] && navigate(roomPath(listed[0].room))}
          onDown={toFirst}
          onLeave={() => {
            toFirst();
            setFilterBegin(undefined);
          }}
        />
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys and fingers on the rooms inside, on their way up */}
      <nav
        ref={nav}
        aria-label={texts.rooms.label}
        className={styles.rooms}
        onKeyDown={onListKeys}
        {...longPress}
      >
        {rooms.length === 0 && <p className={styles.none}>{texts.rooms.none}</p>}
        {listed.length > 0 && (
          <ul>
            {listed.map((room) => (
              <RoomItem
                key={room.room}
                room={room}
                current={room.room === current}
                today={today}
                onWays={setWaysOf}
              />
            ))}
          </ul>
        )}
        {archived.length > 0 && (
          <ArchivedRooms rooms={archived} current={current} today={today} onWays={setWaysOf} />
        )}
      </nav>
      <div className={styles.person}>
        <span className={styles.name} title={texts.rooms.signedInAs(name)}>
          <bdi>{name}</bdi>
        </span>
        <Link
          href={settingsPath}
          className={styles.settings}
          aria-current={place.at === 'settings' ? 'page' : undefined}
        >
          {texts.rooms.settings}
        </Link>
        <SignOut look="quiet" />
      </div>
      {makes && <NewRoom onClose={() => setMakes(false)} />}
      {menuRoom && <RoomMenu room={menuRoom} onClose={() => setWaysOf(undefined)} />}
    </section>
  );
}
