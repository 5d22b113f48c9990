// Links into a room, or to the server: making one, handing it on, and taking it back.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RoomId } from '../../protocol/ids';
import {
  inviteLinks,
  makeInviteLink,
  newInviteToken,
  takeBackInviteLink,
  type InviteLink,
} from '../../store/invite-links';
import { useActions, useAppState } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Choice, Choices } from '../design/Choices';
import { Problem } from '../design/Problem';
import { roomTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { InviteLinkRow } from './InviteLinkRow';
import styles from './InviteLinks.module.css';

const spanSec = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
type Span = keyof typeof spanSec;
const countChoices = [1, 5, 25, 100, 1000] as const;

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

interface InviteLinksProps {
  /** `undefined`: to the server. */
  room: RoomId | undefined;
  title: string;
  why: string;
}

export function InviteLinks({ room, title, why }: InviteLinksProps) {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const [links, setLinks] = useState<readonly InviteLink[]>([]);
  const [shown, setShown] = useState<string>();
  const [span, setSpan] = useState<Span>('week');
  const [uses, setUses] = useState<number>(countChoices[room ? 1 : 0]);
  const [takenBack, setTakenBack] = useState(false);
  // Asked again after a cut, it is the same link.
  const token = useRef<string>(undefined);
  const { problem, attempt, busy } = useAttempt();

  const load = useCallback(
    () =>
      attempt(async () => {
        const answer = await inviteLinks(actions, room);
        if (answer.ok) setLinks(answer.value);
        return answer;
      }),
    [actions, attempt, room],
  );
  useEffect(() => {
    if (online) void load();
  }, [online, load]);

  const make = () =>
    attempt(async () => {
      const asked = { room, expiresInSec: spanSec[span], uses };
      token.current ??= newInviteToken(random);
      const made = await makeInviteLink(actions, token.current, asked);
      if (!made.ok) return made;
      token.current = undefined;
      setTakenBack(false);
      setShown(made.value.id);
      setLinks([made.value, ...links.filter((each) => each.id !== made.value.id)]);
      return made;
    });

  const takeBack = (link: InviteLink) =>
    attempt(async () => {
      const answer = await takeBackInviteLink(actions, link.id);
      if (answer.ok) setLinks(links.filter((each) => each.id !== link.id));
      setTakenBack(answer.ok);
      return answer;
    });

  return (
    <section className={styles.links}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.note}>{why}</p>
      <Choices>
        <Choice
          label={roomTexts.invite.expires}
          value={span}
          onChange={(event) => setSpan(event.target.value as Span)}
        >
          {(Object.keys(spanSec) as Span[]).map((each) => (
            <option key={each} value={each}>
              {roomTexts.invite.spans[each]}
            </option>
          ))}
        </Choice>
        <Choice
          label={roomTexts.invite.uses}
          value={uses}
          onChange={(event) => setUses(Number(event.target.value))}
        >
          {countChoices.map((n) => (
            <option key={n} value={n}>
              {roomTexts.invite.usesOf(n)}
            </option>
          ))}
        </Choice>
      </Choices>
      <OnlineButton aria-busy={busy} onClick={() => void make()}>
        {roomTexts.invite.make}
      </OnlineButton>
      <Problem>{problem}</Problem>
      <output className={styles.note}>{takenBack && roomTexts.invite.takenBack}</output>
      {links.length > 0 && (
        <>
          <h3 className={styles.title}>{roomTexts.invite.open}</h3>
          <ul aria-label={roomTexts.invite.open}>
            {links.map((link) => (
              <InviteLinkRow
                key={link.id}
                link={link}
                isShown={link.id === shown}
                online={online}
                onShow={() => setShown(link.id === shown ? undefined : link.id)}
                onTakeBack={() => void takeBack(link)}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
