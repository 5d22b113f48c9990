// One person in the list of all: who it is, when they were here, and the way to manage the account.
import type { AdminUser } from '../../protocol/asks-admin';
import { Avatar } from '../design/Avatar';
import { Button } from '../design/Button';
import { classNames } from '../design/class-names';
import { serverTexts, texts } from '../texts/texts';
import { dayName, dayNumber, isDate, span } from '../texts/times';
import styles from './Server.module.css';

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
        {isSelf && <span className={styles.tag}>{serverTexts.people.you}</span>}
        {isAdmin && <span className={classNames(styles.tag, styles.admin)}>{serverTexts.people.admin}</span>}
        {isSuspended && (
          <span className={classNames(styles.tag, styles.suspended)}>{serverTexts.people.suspended}</span>
        )}
        <p className={styles.note}>
          {shown !== name && (
            <>
              <bdi>{serverTexts.people.signsInAs(name)}</bdi> ·{' '}
            </>
          )}
          {facts(person, nowMs)}
        </p>
      </div>
      {!isSelf && (
        <Button
          disabled={!online}
          title={online ? undefined : texts.needsConnection}
          aria-label={serverTexts.people.manage(shown)}
          onClick={onManage}
        >
          {serverTexts.people.manageWord}
        </Button>
      )}
    </li>
  );
}

/** Last seen 3 h ago · 2 devices · came Fri 14 Nov */
export function facts({ seenSec, sinceSec, devices, apps = 0 }: AdminUser, atMs: number): string {
  const sinceMs = sinceSec * 1000;
  const today = dayNumber(atMs);
  const unseenMs = atMs - seenSec * 1000;
  const seen = unseenMs < hereMs ? serverTexts.people.hereNow : serverTexts.people.seen(span(unseenMs));
  return [
    seenSec === 0 ? serverTexts.people.neverSeen : seen,
    serverTexts.people.devices(devices),
    ...(apps > 0 ? [serverTexts.people.apps(apps)] : []),
    serverTexts.people.since(dayName(sinceMs, today), isDate(sinceMs, today)),
  ].join(' · ');
}
