// The end of an account: what happens, what cannot be undone, and what becomes of the messages. With the password, since nothing is
// as final.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { PasswordField } from '../design/PasswordField';
import { Problem } from '../design/Problem';
import { deletedPath } from '../place';
import { texts } from '../texts/en';
import { settingsTexts } from '../texts/en-settings';
import { OnlineButton } from './OnlineButton';
import styles from './Settings.module.css';
import { useAsking } from './use-asking';

const words = settingsTexts.remove;

export function DeleteAccount() {
  const [asks, setAsks] = useState(false);
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{words.title}</h3>
      <p className={styles.note}>{words.why}</p>
      <OnlineButton look="danger" className={styles.ask} onClick={() => setAsks(true)}>
        {words.start}
      </OnlineButton>
      {asks && <DeleteDialog onClose={() => setAsks(false)} />}
    </section>
  );
}

function DeleteDialog({ onClose }: { onClose: () => void }) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const unsent = useAppState(({ outbox }) => outbox.length);
  const { asking, problem, run } = useAsking();
  const [password, setPassword] = useState('');
  const [messages, setMessages] = useState<'keep' | 'empty'>('keep');
  const [wrong, setWrong] = useState<string>();

  const remove = async () => {
    setWrong(password === '' ? texts.account.passwordEmpty : undefined);
    if (password === '') return;
    if (!(await run(() => actions.ask('deleteAccount', { password, messages })))) return;
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
    <Dialog title={words.title} onClose={onClose}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void remove();
        }}
      >
        <p>{words.what}</p>
        {unsent > 0 && <p>{words.unsent(unsent)}</p>}
        <fieldset className={styles.choices}>
          <legend>{words.messages}</legend>
          {choice('keep', words.keep, words.keepWhy)}
          {choice('empty', words.empty, words.emptyWhy)}
        </fieldset>
        <PasswordField
          label={words.password}
          showLabel={texts.account.showPassword}
          problem={wrong}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Problem>{problem}</Problem>
        <ButtonRow>
          <Button look="main" onClick={onClose}>
            {words.stay}
          </Button>
          <OnlineButton look="danger" type="submit" aria-busy={asking}>
            {words.go}
          </OnlineButton>
        </ButtonRow>
      </form>
    </Dialog>
  );
}
