// Invites to the server: making one, and taking it back. The link itself is with whoever made it; the server knows only its hash.
import { useCallback, useState } from 'react';
import type { InviteRow } from '../../protocol/asks-account';
import { useActions } from '../app-context';
import { Problem } from '../design/Problem';
import { OnlineButton } from '../settings/OnlineButton';
import { useAsking } from '../settings/use-asking';
import { serverTexts } from '../texts/en-server';
import { clockTime, dayName, dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { NewInvite } from './NewInvite';
import styles from './Server.module.css';
import { useAnswer } from './use-answer';

const words = serverTexts.invites;

export function Invites() {
  const actions = useActions();
  const { value: invites, reload } = useAnswer(
    useCallback(() => actions.ask('invites', { room: undefined }), [actions]),
  );
  const { problem, run } = useAsking();
  const [makes, setMakes] = useState(false);
  const [done, setDone] = useState<string>();
  const today = dayNumber(useNow(60_000));

  const takeBack = async ({ id }: InviteRow) => {
    if (!(await run(() => actions.ask('revokeInvite', { id })))) return;
    setDone(words.takenBack);
    await reload();
  };

  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{words.title}</h3>
      <p className={styles.note}>{words.why}</p>
      <div>
        <OnlineButton onClick={() => setMakes(true)}>{words.action}</OnlineButton>
      </div>
      <Problem>{problem}</Problem>
      <output className={styles.note}>{done}</output>
      {invites && invites.length > 0 && (
        <ul aria-label={words.list} className={styles.list}>
          {invites.map((invite) => (
            <InviteItem
              key={invite.id}
              invite={invite}
              today={today}
              onTakeBack={() => void takeBack(invite)}
            />
          ))}
        </ul>
      )}
      {makes && (
        <NewInvite
          onMade={() => void reload()}
          onClose={() => {
            setMakes(false);
            setDone(undefined);
          }}
        />
      )}
    </section>
  );
}

interface InviteItemProps {
  invite: InviteRow;
  today: number;
  onTakeBack: () => void;
}

function InviteItem({ invite, today, onTakeBack }: InviteItemProps) {
  const { usesLeft, uses, expiresSec, name } = invite;
  const atMs = expiresSec * 1000;
  const moment = `${dayName(atMs, today)}, ${clockTime(atMs)}`;
  const facts = [words.left(usesLeft, uses), words.until(moment), words.by(name)].join(' · ');
  return (
    <li className={styles.row}>
      <bdi className={styles.words}>{facts}</bdi>
      <OnlineButton look="danger" aria-label={words.takeBackOf(facts)} onClick={onTakeBack}>
        {words.takeBack}
      </OnlineButton>
    </li>
  );
}
