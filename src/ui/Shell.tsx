// The frame of the app for somebody signed in: the rooms beside the room on a wide screen, one of them on a phone.
// The connection keeps its place in the tree, so that its live region is never made anew.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useAppState } from './app-context';
import { Connection } from './connection/Connection';
import { Outbox, OutboxHeader } from './outbox/Outbox';
import { OutboxAnnouncer } from './outbox/OutboxAnnouncer';
import { placeOf, type Place } from './place';
import { RoomBody } from './room/RoomBody';
import { RoomHeader } from './room/RoomHeader';
import { BrowseHeader, BrowseRooms } from './rooms/BrowseRooms';
import { RoomsPane } from './rooms/RoomsPane';
import { Settings, SettingsHeader } from './settings/Settings';
import styles from './Shell.module.css';
import { texts } from './texts/en';
import { landedReadyToType, useLanding } from './use-landing';

export function Shell({ name, justSignedIn }: { name: string; justSignedIn: boolean }) {
  const [path] = useLocation();
  const place = placeOf(path);
  const room = place.at === 'room' ? place.room : undefined;
  useLanding(justSignedIn, place);

  const roomName = useAppState((state) => state.rooms.find((row) => row.room === room)?.name);
  const unread = useAppState((state) => state.rooms.reduce((sum, row) => sum + row.unread, 0));
  const title = roomName ?? pageTitle(place);
  useEffect(() => {
    document.title = texts.title(title, unread);
  }, [title, unread]);

  return (
    <div className={styles.shell} data-place={place.at}>
      <RoomsPane name={name} place={place} />
      <main className={styles.main}>
        {place.at === 'room' && <RoomHeader key={`header-${place.room}`} room={place.room} />}
        {place.at === 'browse' && <BrowseHeader />}
        {place.at === 'outbox' && <OutboxHeader />}
        {place.at === 'settings' && <SettingsHeader />}
        <Connection />
        {place.at === 'room' && (
          <RoomBody key={`body-${place.room}`} room={place.room} focusBox={landedReadyToType()} />
        )}
        {place.at === 'browse' && <BrowseRooms />}
        {place.at === 'outbox' && <Outbox />}
        {place.at === 'settings' && <Settings name={name} />}
        {place.at === 'rooms' && <p className={styles.pick}>{texts.rooms.pick}</p>}
        <OutboxAnnouncer />
      </main>
    </div>
  );
}

function pageTitle({ at }: Place): string | undefined {
  if (at === 'browse' || at === 'outbox' || at === 'settings') return texts[at].title;
  return undefined;
}
