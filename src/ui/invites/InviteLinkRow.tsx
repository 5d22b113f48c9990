// One link that is open: what it is good for, and where it was made, the link itself with its code.
import { CopyButton } from '../design/CopyButton';
import { Button } from '../design/Button';
import { QrCode } from '../design/QrCode';
import type { InviteLink } from '../../store/invite-links';
import { joinPath } from '../place';
import { later, roomTexts } from '../texts/texts';
import { clockTime, dayName, dayNumber } from '../texts/times';
import styles from './InviteLinks.module.css';

interface InviteLinkRowProps {
  link: InviteLink;
  isShown: boolean;
  online: boolean;
  onShow: () => void;
  onTakeBack: () => void;
}

export function InviteLinkRow({ link, isShown, online, onShow, onTakeBack }: InviteLinkRowProps) {
  const { usesLeft, uses, expiresSec, name, token } = link;
  const facts = [
    roomTexts.invite.left(usesLeft, uses),
    roomTexts.invite.until(moment(expiresSec * 1000)),
    roomTexts.invite.by(name),
  ].join(' · ');
  const address = token && `${location.origin}${location.pathname}#${joinPath(token)}`;
  return (
    <li className={styles.link}>
      <span className={styles.facts}>{facts}</span>
      <span className={styles.ways}>
        {address ? (
          <Button aria-expanded={isShown} onClick={onShow}>
            {roomTexts.invite.show}
          </Button>
        ) : (
          <span className={styles.note}>{roomTexts.invite.elsewhere}</span>
        )}
        <Button
          aria-label={roomTexts.invite.takeBackOf(facts)}
          look="danger"
          disabled={!online}
          onClick={onTakeBack}
        >
          {roomTexts.invite.takeBack}
        </Button>
      </span>
      {address && isShown && (
        <div className={styles.shown}>
          <QrCode text={address} label={roomTexts.invite.code} />
          <p className={styles.address}>{address}</p>
          <CopyButton
            look="main"
            text={address}
            label={later.copy.link}
            copiedLabel={later.copy.copied}
            byHandLabel={later.copy.yourself}
          />
        </div>
      )}
    </li>
  );
}

/** Mostly on another day. */
const moment = (atMs: number): string => `${dayName(atMs, dayNumber(Date.now()))}, ${clockTime(atMs)}`;
