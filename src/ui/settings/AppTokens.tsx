// The app tokens of this person: what each may, when it was used, and the ways to make one and to end one.
import { useState } from 'react';
import { useActions, useAppState } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { settingsTexts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { AppTokenRow } from './AppTokenRow';
import { NewAppToken } from './NewAppToken';
import styles from './Settings.module.css';
import type { AppTokenView, DevicesView } from './use-devices';

export function AppTokens({ name, known }: { name: string; known: DevicesView }) {
  const words = settingsTexts.apps;
  const online = useAppState(({ connection }) => connection.state === 'online');
  const { apps, problem, reload } = known;
  const [makes, setMakes] = useState(false);
  const [ending, setEnding] = useState<AppTokenView>();
  const [ended, setEnded] = useState<string>();

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{words.title}</h4>
      <p className={styles.note}>{words.why}</p>
      {apps && apps.length > 0 && (
        <ul aria-label={words.list} className={styles.devices}>
          {apps.map((app) => (
            <AppTokenRow key={app.device} token={app} onRevoke={() => setEnding(app)} />
          ))}
        </ul>
      )}
      {apps?.length === 0 && <p className={styles.note}>{words.none}</p>}
      {!apps && (
        <p className={styles.note}>
          {online ? (problem ?? settingsTexts.devices.asking) : settingsTexts.devices.offline}
        </p>
      )}
      <output className={styles.note}>{ended}</output>
      <OnlineButton className={styles.ask} onClick={() => setMakes(true)}>
        {words.start}
      </OnlineButton>
      {makes && (
        <NewAppToken
          account={name}
          onClose={() => {
            setMakes(false);
            setEnded(undefined);
            void reload();
          }}
        />
      )}
      {ending && (
        <Revoke
          token={ending}
          onStay={() => setEnding(undefined)}
          onRevoked={() => {
            setEnding(undefined);
            setEnded(words.revoked(ending.name));
            void reload();
          }}
        />
      )}
    </section>
  );
}

interface RevokeProps {
  token: AppTokenView;
  onStay: () => void;
  onRevoked: () => void;
}

function Revoke({ token, onStay, onRevoked }: RevokeProps) {
  const words = settingsTexts.apps;
  const actions = useActions();
  const { busy, problem, attemptOnce } = useAttempt();
  const revoke = async () => {
    if (await attemptOnce(() => actions.ask('endDevice', { device: token.device }))) onRevoked();
  };
  return (
    <Dialog title={words.ask(token.name)} onClose={onStay}>
      <p>{words.askWhy}</p>
      <Problem>{problem}</Problem>
      <ButtonRow>
        <Button look="main" onClick={onStay}>
          {words.keep}
        </Button>
        <OnlineButton look="danger" aria-busy={busy} onClick={() => void revoke()}>
          {words.revoke}
        </OnlineButton>
      </ButtonRow>
    </Dialog>
  );
}
