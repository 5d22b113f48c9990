// This person's rooms, the way to more of them, and the way out.
import { Compass, Plus, UserRound } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import { SignOut } from '../account/SignOut';
import { useAppState } from '../app-context';
import { Bars } from '../design/Bars';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { Dialog } from '../design/Dialog';
import { lazyPart } from '../lazy-part';
import { OutboxLink } from '../outbox/OutboxLink';
import { browsePath, peoplePath, settingsPath, type Place } from '../place';
import { SearchLink } from '../search/SearchLink';
import { dayNumber } from '../texts/times';
import { texts } from '../texts/texts';
import { useNow } from '../use-now';
import { RoomLink } from './RoomLink';
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

export function RoomsPane({ name, place }: { name: string; place: Place }) {
  const rooms = useAppState((state) => state.rooms);
  const online = useAppState((state) => state.connection.state === 'online');
  const [makes, setMakes] = useState(false);
  const today = dayNumber(useNow(60_000));
  const needsId = useId();
  return (
    <div className={styles.pane}>
      <div className={styles.top}>
        <Bars lit={1} />
        <h1 className={styles.brand}>{texts.brand}</h1>
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
      <nav aria-label={texts.rooms.label} className={styles.rooms}>
        {rooms.length === 0 ? (
          <p className={styles.none}>{texts.rooms.none}</p>
        ) : (
          <ul>
            {rooms.map((room) => (
              <li key={room.room}>
                <RoomLink
                  room={room}
                  current={place.at === 'room' && room.room === place.room}
                  today={today}
                />
              </li>
            ))}
          </ul>
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
    </div>
  );
}
