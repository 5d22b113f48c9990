// The end of an account: what happens, what cannot be undone, and what becomes of the messages. With the password, since nothing is
// as final.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { PasswordField } from '../design/PasswordField';
import { Problem } from '../design/Problem';
import { deletedPath } from '../place';
import { settingsTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Settings.module.css';

export function DeleteAccount() {
  const [asks, setAsks] = useState(false);
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{settingsTexts.remove.title}</h4>
      <p className={styles.note}>{settingsTexts.remove.why}</p>
      <OnlineButton look="danger" className={styles.ask} onClick={() => setAsks(true)}>
        {settingsTexts.remove.start}
      </OnlineButton>
      {asks && <DeleteDialog onClose={() => setAsks(false)} />}
    </section>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const unsent = useAppState(({ outbox }) => outbox.length);
  const { busy, problem, attemptOnce } = useAttempt();
  const [password, setPassword] = useState('');
  const [messages, setMessages] = useState<'keep' | 'empty'>('keep');
  const [wrong, setWrong] = useState<string>();

  const remove = async () => {
    setWrong(password === '' ? texts.account.passwordEmpty : undefined);
    if (password === '') return;
    if (!(await attemptOnce(() => actions.ask('deleteAccount', { password, messages })))) return;
    // Nothing of it stays here, what was not sent neither.
    await actions.signOut('delete');
    navigate(deletedPath, { replace: true });
  };

  const choice = (value: typeof messages, label: string, why: string) => (
    <label className={styles.choice}>
      <input
        type="radio"
        name="messages"
        data-kept=""
        checked={messages === value}
        onChange={() => setMessages(value)}
      />
      <span>
        {label}
        <span className={styles.note}>{why}</span>
      </span>
    </label>
  );

  return (
    <Dialog title={settingsTexts.remove.title} onClose={onClose}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void remove();
        }}
      >
        <p>{settingsTexts.remove.what}</p>
        {unsent > 0 && <p>{settingsTexts.remove.unsent(unsent)}</p>}
        <fieldset className={styles.choices}>
          <legend>{settingsTexts.remove.messages}</legend>
          {choice('keep', settingsTexts.remove.keep, settingsTexts.remove.keepWhy)}
          {choice('empty', settingsTexts.remove.empty, settingsTexts.remove.emptyWhy)}
        </fieldset>
        <PasswordField
          label={settingsTexts.remove.password}
          showLabel={texts.account.showPassword}
          problem={wrong}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Problem>{problem}</Problem>
        <ButtonRow>
          <Button look="main" onClick={onClose}>
            {settingsTexts.remove.stay}
          </Button>
          <OnlineButton look="danger" type="submit" aria-busy={busy}>
            {settingsTexts.remove.go}
          </OnlineButton>
        </ButtonRow>
      </form>
    </Dialog>
  );
}
