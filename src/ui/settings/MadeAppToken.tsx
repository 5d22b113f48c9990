// A token that was made a moment ago: to be copied now, and a line for a terminal by which its maker sees that it works.
import { Fragment } from 'react';
import type { AppRights } from '../../protocol/app-rights';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { CopyButton } from '../design/CopyButton';
import { Dialog } from '../design/Dialog';
import { later, settingsTexts } from '../texts/texts';
import { exampleLine } from './app-token-example';
import styles from './AppTokens.module.css';

interface MadeAppTokenProps {
  name: string;
  app: AppRights;
  token: string;
  account: string;
  onClose: () => void;
}

export function MadeAppToken({ name, app, token, account, onClose }: MadeAppTokenProps) {
  const words = settingsTexts.apps;
  const rooms = useAppState((state) => state.rooms);
  const line = exampleLine({ app, token, account, rooms, host: location.hostname });
  const said = { copiedLabel: later.copy.copied, byHandLabel: later.copy.yourself };
  return (
    <Dialog title={words.madeTitle(name)} onClose={onClose}>
      <p>{words.once}</p>
      <output aria-label={words.token} className={styles.token} dir="ltr">
        {token}
      </output>
      <CopyButton look="main" text={token} label={words.copy} {...said} />
      {line !== undefined && (
        <>
          <h3 className={styles.title}>{words.example}</h3>
          <code className={styles.line} dir="ltr">
            {/* Broken between the options, where it has to be broken. */}
            {line.split(/ (?=-)/).map((piece, index) => (
              <Fragment key={piece}>
                {index > 0 && ' '}
                <span className={styles.piece}>{piece}</span>
              </Fragment>
            ))}
          </code>
          <p className={styles.note}>{words.port}</p>
          <CopyButton text={line} label={words.copyExample} {...said} />
        </>
      )}
      <ButtonRow>
        <Button onClick={onClose}>{words.done}</Button>
      </ButtonRow>
    </Dialog>
  );
}
