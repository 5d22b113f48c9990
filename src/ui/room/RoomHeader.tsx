// The room's name, and up to when everything of it is here.
import { ChevronLeft } from 'lucide-react';
import { Link } from 'wouter';
import type { RoomId } from '../../protocol/ids';
import { useAppState } from '../app-context';
import { Header } from '../design/Header';
import { roomsPath } from '../place';
import { clockTime, dayNumber, shortMoment } from '../texts/times';
import { texts } from '../texts/en';
import { useNow } from '../use-now';

export function RoomHeader({ room }: { room: RoomId }) {
  const name = useAppState((state) => state.rooms.find((row) => row.room === room)?.name);
  const completeUpToMs = useAppState((state) =>
    state.open?.room === room ? state.open.completeUpToMs : undefined,
  );
  const today = dayNumber(useNow(60_000));
  const detail =
    completeUpToMs === undefined ? undefined : texts.room.completeUpTo(moment(completeUpToMs, today));
  return (
    <Header
      title={name ?? ''}
      detail={detail}
      back={
        <Link href={roomsPath} aria-label={texts.room.back}>
          <ChevronLeft aria-hidden="true" />
        </Link>
      }
    />
  );
}

function moment(atMs: number, today: number): string {
  const isToday = dayNumber(atMs) === today;
  return isToday ? clockTime(atMs) : `${shortMoment(atMs, today)} ${clockTime(atMs)}`;
}
