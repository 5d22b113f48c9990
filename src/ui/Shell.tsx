// The frame of the app for somebody signed in: the rooms beside the room on a wide screen, one of them on a phone.
// The connection keeps its place in the tree, so that its live region is never made anew.
import { ChevronLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { RoomId } from '../protocol/ids';
import { attentionOf } from '../store/attention';
import type { AppState } from '../store/state';
import { useActions, useAppState } from './app-context';
import { Connection } from './connection/Connection';
import { Header } from './design/Header';
import type { OpenedByKey } from './keys/Shortcuts';
import { lazyPart } from './lazy-part';
import { placeOf, roomPath, roomsPath, type Place } from './place';
import { RoomBody } from './room/RoomBody';
import { RoomHeader } from './room/RoomHeader';
import { RoomsPane } from './rooms/RoomsPane';
import styles from './Shell.module.css';
import { texts } from './texts/texts';
import { landedReadyToType, useLanding } from './use-landing';
import { usePlaceFocus } from './use-place-focus';
import { useWide } from './use-wide';

// What reading and writing can do without.
const OutboxAnnouncer = lazyPart(
  () => import('./outbox/OutboxAnnouncer'),
  (part) => part.OutboxAnnouncer,
  { quiet: true },
);
const Shortcuts = lazyPart(
  () => import('./keys/Shortcuts'),
  (part) => part.Shortcuts,
  { quiet: true },
);
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
const People = lazyPart(
  () => import('./people/People'),
  (part) => part.People,
);
const Invites = lazyPart(
  () => import('./join/Invites'),
  (part) => part.Invites,
);
const CodeLink = lazyPart(
  () => import('./account/CodeLink'),
  (part) => part.CodeLink,
);
const RoomPanel = lazyPart(
  () => import('./room-panel/RoomPanel'),
  (part) => part.RoomPanel,
);
const NewMessage = lazyPart(
  () => import('./new-message/NewMessage'),
  (part) => part.NewMessage,
);
const Outbox = lazyPart(
  () => import('./outbox/Outbox'),
  (part) => part.Outbox,
);
const ConnectionPage = lazyPart(
  () => import('./connection/ConnectionPage'),
  (part) => part.ConnectionPage,
);
const FirstRun = lazyPart(
  () => import('./first-run/FirstRun'),
  (part) => part.FirstRun,
  { quiet: true },
);
const Search = lazyPart(
  () => import('./search/Search'),
  (part) => part.Search,
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
  const about = place.at === 'room' && place.about;
  // Beside the room where there is space for both, otherwise a screen of its own.
  const beside = useWide() && about;
  useLanding(justSignedIn, place);
  useOpenRoom(room, about);
  usePlaceFocus(path);
  const [opened, setOpened] = useState<OpenedByKey>();

  const isInvited = useAppState((state) => state.invites.length > 0) || place.at === 'join';
  const [wasInvited, setWasInvited] = useState(isInvited);
  if (isInvited && !wasInvited) setWasInvited(true);

  const isNew = useAppState((state) => state.firstRun !== undefined);
  const [wasNew, setWasNew] = useState(false);
  if (isNew && !wasNew) setWasNew(true);

  const roomName = useAppState((state) => roomNamed(state, room));
  const unread = useAppState((state) => state.rooms.reduce((sum, row) => sum + attentionOf(row), 0));
  const page = pageTitle(place);
  const title = roomName ?? page;
  useEffect(() => {
    document.title = texts.title(title, unread);
  }, [title, unread]);

  return (
    <div className={styles.shell} data-place={place.at} data-about={aboutWhere(about, beside)}>
      <RoomsPane name={name} place={place} onGoTo={() => setOpened('go-to')} />
      <main className={styles.main}>
        {place.at === 'room' && about === beside && (
          <RoomHeader key={`header-${place.room}`} room={place.room} about={about} />
        )}
        {(page !== undefined || about !== beside) && (
          <Header
            title={title ?? ''}
            back={
              <Link
                href={room ? roomPath(room) : roomsPath}
                aria-label={room ? texts.room.backToRoom : texts.room.back}
              >
                <ChevronLeft aria-hidden="true" />
              </Link>
            }
          />
        )}
        <Connection />
        <Notices />
        {wasInvited && <Invites token={place.at === 'join' ? place.token : undefined} />}
        {wasNew && place.at === 'room' && about === beside && <FirstRun />}
        {place.at === 'room' && about === beside && (
          <RoomBody
            key={`body-${place.room}`}
            room={place.room}
            focusBox={landedReadyToType()}
            target={place.target}
          />
        )}
        {place.at === 'browse' && <BrowseRooms />}
        {place.at === 'new' && <NewMessage />}
        {place.at === 'people' && <People />}
        {place.at === 'outbox' && <Outbox />}
        {place.at === 'connection' && <ConnectionPage />}
        {place.at === 'search' && <Search />}
        {place.at === 'settings' && <Settings name={name} />}
        {place.at === 'server' && <Server />}
        {place.at === 'link' && <CodeLink name={name} code={place.code} />}
        {place.at === 'rooms' && <p className={styles.pick}>{texts.rooms.pick}</p>}
        <OutboxAnnouncer />
      </main>
      {about && room && (
        // At the same place in the tree, so that a device that is turned keeps what was typed and opened there.
        <aside className={styles.about} aria-label={title}>
          <RoomPanel key={room} room={room} closeable={beside} />
        </aside>
      )}
      <Shortcuts current={room} opened={opened} onOpen={setOpened} />
    </div>
  );
}

/** For as long as it is on the screen, itself or what is about it. */
function useOpenRoom(room: RoomId | undefined, about: boolean) {
  const actions = useActions();
  useEffect(() => actions.lookAtPeople(about), [actions, about]);
  useEffect(() => {
    if (room === undefined) return undefined;
    actions.openRoom(room);
    return () => actions.closeRoom();
  }, [actions, room]);
}

const aboutWhere = (about: boolean, beside: boolean): 'beside' | 'below' | undefined => {
  if (!about) return undefined;
  return beside ? 'beside' : 'below';
};

function pageTitle({ at }: Place): string | undefined {
  if (at === 'new') return texts.newMessage.title;
  if (at === 'connection') return texts.connection.label;
  if (at === 'link') return texts.account.toCode;
  if (
    at === 'browse' ||
    at === 'outbox' ||
    at === 'search' ||
    at === 'settings' ||
    at === 'server' ||
    at === 'people' ||
    at === 'join'
  )
    return texts[at].title;
  return undefined;
}

const roomNamed = ({ rooms, open }: AppState, room: RoomId | undefined): string | undefined =>
  rooms.find((row) => row.room === room)?.name ?? (open?.room === room ? open?.name : undefined);
