// The room's name, up to when everything of it is here, and the way to what it is and who is in it.
import { ChevronLeft, Users } from 'lucide-react';
import { Link } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { Header } from '../design/Header';
import { aboutPath, roomPath, roomsPath } from '../place';
import { clockTime, dayNumber, shortMoment } from '../texts/times';
import { texts } from '../texts/texts';
import { useNow } from '../use-now';
import { leftText } from './left-text';

export function RoomHeader({ room, about }: { room: RoomId; about: boolean }) {
  const listed = useAppState((state) => state.rooms.find((row) => row.room === room));
  const open = useAppState((state) => (state.open?.room === room ? state.open : undefined));
  const known = open ?? listed;
  const completeUpToMs = open?.completeUpToMs;
  const today = dayNumber(useNow(60_000));
  const detail =
    completeUpToMs === undefined ? known?.topicLine : texts.room.completeUpTo(moment(completeUpToMs, today));
  return (
    <Header
      title={known?.name ?? ''}
      detail={leftText(known?.left) ?? detail}
      back={
        <Link href={roomsPath} aria-label={texts.room.back}>
          <ChevronLeft aria-hidden="true" />
        </Link>
      }
      end={
        known && (
          <Link
            href={about ? roomPath(room) : aboutPath(room)}
            aria-label={known.partner ? texts.room.person : texts.room.members}
            aria-current={about ? 'true' : undefined}
          >
            <Users size={20} aria-hidden="true" />
          </Link>
        )
      }
    />
  );
}

function moment(atMs: number, today: number): string {
  const isToday = dayNumber(atMs) === today;
  return isToday ? clockTime(atMs) : `${shortMoment(atMs, today)} ${clockTime(atMs)}`;
}
