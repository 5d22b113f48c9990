// The frame of the app for somebody signed in: the rooms beside the room on a wide screen, one of them on a phone.
// The connection keeps its place in the tree, so that its live region is never made anew.
import { ChevronLeft } from 'lucide-react';
import { useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { useAppState } from './app-context';
import { Connection } from './connection/Connection';
import { Header } from './design/Header';
import { lazyPart } from './lazy-part';
import { OutboxAnnouncer } from './outbox/OutboxAnnouncer';
import { placeOf, roomsPath, type Place } from './place';
import { RoomBody } from './room/RoomBody';
import { RoomHeader } from './room/RoomHeader';
import { RoomsPane } from './rooms/RoomsPane';
import styles from './Shell.module.css';
import { texts } from './texts/en';
import { landedReadyToType, useLanding } from './use-landing';

// What reading and writing can do without.
const Notices = lazyPart(
  () => import('./installation/Notices'),
  (part) => part.Notices,
  {
    quiet: true,
  },
);
const BrowseRooms = lazyPart(
  () => import('./rooms/BrowseRooms'),
  (part) => part.BrowseRooms,
);
const NewMessage = lazyPart(
  () => import('./new-message/NewMessage'),
  (part) => part.NewMessage,
);
const Outbox = lazyPart(
  () => import('./outbox/Outbox'),
  (part) => part.Outbox,
);
const Settings = lazyPart(
  () => import('./settings/Settings'),
  (part) => part.Settings,
);
const Server = lazyPart(
  () => import('./server/Server'),
  (part) => part.Server,
);

export function Shell({ name, justSignedIn }: { name: string; justSignedIn: boolean }) {
  const [path] = useLocation();
  const place = placeOf(path);
  const room = place.at === 'room' ? place.room : undefined;
  useLanding(justSignedIn, place);

  const roomName = useAppState((state) => state.rooms.find((row) => row.room === room)?.name);
  const unread = useAppState((state) => state.rooms.reduce((sum, row) => sum + row.unread, 0));
  const page = pageTitle(place);
  const title = roomName ?? page;
  useEffect(() => {
    document.title = texts.title(title, unread);
  }, [title, unread]);

  return (
    <div className={styles.shell} data-place={place.at}>
      <RoomsPane name={name} place={place} />
      <main className={styles.main}>
        {place.at === 'room' && <RoomHeader key={`header-${place.room}`} room={place.room} />}
        {page !== undefined && (
          <Header
            title={page}
            back={
              <Link href={roomsPath} aria-label={texts.room.back}>
                <ChevronLeft aria-hidden="true" />
              </Link>
            }
          />
        )}
        <Connection />
        <Notices />
        {place.at === 'room' && (
          <RoomBody key={`body-${place.room}`} room={place.room} focusBox={landedReadyToType()} />
        )}
        {place.at === 'browse' && <BrowseRooms />}
        {place.at === 'new' && <NewMessage />}
        {place.at === 'outbox' && <Outbox />}
        {place.at === 'settings' && <Settings name={name} />}
        {place.at === 'server' && <Server />}
        {place.at === 'rooms' && <p className={styles.pick}>{texts.rooms.pick}</p>}
        <OutboxAnnouncer />
      </main>
    </div>
  );
}

function pageTitle({ at }: Place): string | undefined {
  if (at === 'new') return texts.newMessage.title;
  if (at === 'browse' || at === 'outbox' || at === 'settings' || at === 'server') return texts[at].title;
  return undefined;
}
