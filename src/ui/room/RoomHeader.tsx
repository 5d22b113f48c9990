// The room's name; below it who types, up to when everything is here, or whether the other one is; and the way to what it is and who is in it.
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
import { presenceText } from './presence-text';

export function RoomHeader({ room, about: isAbout }: { room: RoomId; about: boolean }) {
  const listed = useAppState((state) => state.rooms.find((row) => row.room === room));
  const open = useAppState((state) => (state.open?.room === room ? state.open : undefined));
  const known = open ?? listed;
  const company = useAppState((state) => (state.company?.room === room ? state.company : undefined));
  const completeUpToMs = open?.completeUpToMs;
  const nowMs = useNow(60_000);
  const today = dayNumber(nowMs);
  const partner = company?.presence?.find(({ user }) => user === known?.partner);
  const about = partner ? presenceText(partner, nowMs) : known?.topicLine;
  const complete =
    completeUpToMs === undefined ? about : texts.room.completeUpTo(moment(completeUpToMs, today));
  const detail = company?.typing.length ? texts.company.typing(company.typing) : complete;
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
            href={isAbout ? roomPath(room) : aboutPath(room)}
            aria-label={known.partner ? texts.room.person : texts.room.members}
            aria-current={isAbout ? 'true' : undefined}
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
