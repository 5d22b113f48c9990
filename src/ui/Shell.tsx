// The frame of the app for somebody signed in: the rooms beside the room on a wide screen, one of them on a phone.
// The connection keeps its place in the tree, so that its live region is never made anew.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useAppState } from './app-context';
import { Connection } from './connection/Connection';
import { placeOf } from './place';
import { RoomBody } from './room/RoomBody';
import { RoomHeader } from './room/RoomHeader';
import { BrowseHeader, BrowseRooms } from './rooms/BrowseRooms';
import { RoomsPane } from './rooms/RoomsPane';
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
  useEffect(() => {
    document.title = texts.title(roomName, unread);
  }, [roomName, unread]);

  return (
    <div className={styles.shell} data-place={place.at}>
      <RoomsPane name={name} current={room} />
      <main className={styles.main}>
        {place.at === 'room' && <RoomHeader key={`header-${place.room}`} room={place.room} />}
        {place.at === 'browse' && <BrowseHeader />}
        <Connection />
        {place.at === 'room' && (
          <RoomBody key={`body-${place.room}`} room={place.room} focusBox={landedReadyToType()} />
        )}
        {place.at === 'browse' && <BrowseRooms />}
        {place.at === 'rooms' && <p className={styles.pick}>{texts.rooms.pick}</p>}
      </main>
    </div>
  );
}
