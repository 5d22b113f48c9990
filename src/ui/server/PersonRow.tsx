// One person in the list of all: who it is, when they were here, and the way to manage the account.
import type { AdminUser } from '../../protocol/asks-admin';
import { Avatar } from '../design/Avatar';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { texts } from '../texts/en';
import { serverTexts } from '../texts/en-server';
import { dayName, dayNumber, span } from '../texts/times';
import styles from './Server.module.css';

const words = serverTexts.people;
/** Of a device that is connected the server says: now. */
const hereMs = 90_000;

interface PersonRowProps {
  person: AdminUser;
  isSelf: boolean;
  online: boolean;
  nowMs: number;
  onManage: () => void;
}

export function PersonRow({ person, isSelf, online, nowMs, onManage }: PersonRowProps) {
  const { name, shown, isAdmin, isSuspended } = person;
  return (
    <li className={styles.row}>
      <Avatar name={shown} />
      <div className={styles.words}>
        <bdi className={styles.name}>{shown}</bdi>
        {isSelf && <span className={styles.tag}>{words.you}</span>}
        {isAdmin && <span className={classNames(styles.tag, styles.admin)}>{words.admin}</span>}
        {isSuspended && <span className={classNames(styles.tag, styles.suspended)}>{words.suspended}</span>}
        <p className={styles.note}>
          {shown !== name && (
            <>
              <bdi>{words.signsInAs(name)}</bdi> ·{' '}
            </>
          )}
          {facts(person, nowMs)}
        </p>
      </div>
      {!isSelf && (
        <Button
          disabled={!online}
          title={online ? undefined : texts.needsConnection}
          aria-label={words.manage(shown)}
          onClick={onManage}
        >
          {words.manageWord}
        </Button>
      )}
    </li>
  );
}

/** Last seen 3 h ago · 2 devices · came Fri 14 Nov */
export function facts({ seenSec, sinceSec, devices }: AdminUser, atMs: number): string {
  const unseenMs = atMs - seenSec * 1000;
  const seen = unseenMs < hereMs ? words.hereNow : words.seen(span(unseenMs));
  return [
    seenSec === 0 ? words.neverSeen : seen,
    words.devices(devices),
    words.since(dayName(sinceSec * 1000, dayNumber(atMs))),
  ].join(' · ');
}
