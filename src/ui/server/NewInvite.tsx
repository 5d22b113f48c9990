// Makes an invite to the server: for how long and how many people, and then the link with its code, shown this once.
import { useId, useState } from 'react';
import { useActions } from '../app-context';
import { ButtonRow } from '../design/ButtonRow';
import { CopyButton } from '../design/CopyButton';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { QrCode } from '../design/QrCode';
import { OnlineButton } from '../settings/OnlineButton';
import { useAsking } from '../settings/use-asking';
import { later } from '../texts/en-later';
import { serverTexts } from '../texts/en-server';
import styles from './Server.module.css';

const words = serverTexts.invites;
const spanSec = { hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
type Span = keyof typeof spanSec;
const spans = Object.keys(spanSec) as Span[];
const countsOfUses = [1, 5, 25, 100, 1000] as const;
const secretBytes = 16;

export function NewInvite({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const actions = useActions();
  const { problem, asking, run } = useAsking();
  const [span, setSpan] = useState<Span>('week');
  const [uses, setUses] = useState<number>(countsOfUses[0]);
  // Asked again after a cut, it is the same invite.
  const [token] = useState(newToken);
  const [isMade, setIsMade] = useState(false);
  const id = useId();

  const make = async () => {
    const asked = { token, room: undefined, expiresInSec: spanSec[span], uses };
    if (!(await run(() => actions.ask('invite', asked)))) return;
    setIsMade(true);
    onMade();
  };

  const link = `${location.origin}${location.pathname}#/join/${token}`;
  return (
    <Dialog title={words.action} closeLabel={words.close} onClose={onClose}>
      {isMade ? (
        <>
          <p>{words.made}</p>
          <div className={styles.shown}>
            <QrCode text={link} label={words.code} />
            <p className={styles.address}>{link}</p>
          </div>
          <CopyButton
            look="main"
            text={link}
            label={later.copy.link}
            copiedLabel={later.copy.copied}
            byHandLabel={later.copy.yourself}
          />
        </>
      ) : (
        <>
          <div className={styles.terms}>
            <label htmlFor={`${id}-span`}>{words.expires}</label>
            <select id={`${id}-span`} value={span} onChange={(event) => setSpan(event.target.value as Span)}>
              {spans.map((each) => (
                <option key={each} value={each}>
                  {words.spans[each]}
                </option>
              ))}
            </select>
            <label htmlFor={`${id}-uses`}>{words.uses}</label>
            <select id={`${id}-uses`} value={uses} onChange={(event) => setUses(Number(event.target.value))}>
              {countsOfUses.map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </select>
          </div>
          <Problem>{problem}</Problem>
          <ButtonRow>
            <OnlineButton look="main" aria-busy={asking} onClick={() => void make()}>
              {words.make}
            </OnlineButton>
          </ButtonRow>
        </>
      )}
    </Dialog>
  );
}

/** 16 random bytes, as an address takes them. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
