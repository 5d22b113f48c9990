// The people in a room: the owner first, then admins, then by name.
import { membersView, newestChangeSeq, type KnownMember, type RoomRights } from '../../store/members-view';
import type { UserId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { roomTexts, texts } from '../texts/texts';
import { MemberRow } from './MemberRow';
import styles from './RoomPanel.module.css';
import { useMembers } from './use-members';

const ranks: Record<KnownMember['role'], number> = { owner: 0, admin: 1, member: 2 };

interface MembersProps {
  open: OpenRoomView;
  rights: RoomRights;
  self: UserId;
}

export function Members({ open, rights, self }: MembersProps) {
  const online = useAppState((state) => state.connection.state === 'online');
  const company = useAppState((state) => (state.company?.room === open.room ? state.company : undefined));
  const { members, problem, hasMore, more } = useMembers(open.room, newestChangeSeq(open.items));
  const sorted = (members ?? []).toSorted(
    (a, b) => ranks[a.role] - ranks[b.role] || a.name.localeCompare(b.name),
  );
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{texts.room.members}</h3>
      <Problem>{online ? problem : undefined}</Problem>
      {!members && (
        <p className={styles.note}>{online ? roomTexts.members.asking : roomTexts.members.offline}</p>
      )}
      <ul aria-label={texts.room.members}>
        {membersView(sorted, rights, self, open.items).map((member) => (
          <MemberRow
            key={member.user}
            room={open.room}
            member={member}
            presence={company?.presence?.find(({ user }) => user === member.user)}
          />
        ))}
      </ul>
      {hasMore && <Button onClick={more}>{roomTexts.members.more}</Button>}
    </section>
  );
}
