// The password is changed in a dialog of its own, with the old one: whoever holds the device for a moment does not get the account.
import { useState } from 'react';
import { minPasswordChars } from '../../protocol/limits';
import { useActions } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { PasswordField } from '../design/PasswordField';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { settingsTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Settings.module.css';

export function Password({ name }: { name: string }) {
  const [changes, setChanges] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{settingsTexts.password.title}</h4>
      <p className={styles.note}>{settingsTexts.password.why}</p>
      <OnlineButton
        className={styles.ask}
        onClick={() => {
          setChanged(false);
          setChanges(true);
        }}
      >
        {settingsTexts.password.change}
      </OnlineButton>
      <output className={styles.note}>{changed && settingsTexts.password.changed}</output>
      {changes && (
        <ChangePassword
          name={name}
          onClose={(done) => {
            setChanges(false);
            setChanged(done);
          }}
        />
      )}
    </section>
  );
}

function ChangePassword({ name, onClose }: { name: string; onClose: (changed: boolean) => void }) {
  const actions = useActions();
  const { busy, problem, attemptOnce } = useAttempt();
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [wrong, setWrong] = useState<{ old?: string | undefined; next?: string | undefined }>({});

  const change = async () => {
    const found = {
      old: old === '' ? texts.account.passwordEmpty : undefined,
      next: Array.from(next).length < minPasswordChars ? texts.account.passwordShort : undefined,
    };
    setWrong(found);
    if (found.old || found.next) return;
    if (await attemptOnce(() => actions.ask('changePassword', { old, new: next }))) onClose(true);
  };

  return (
    <Dialog title={settingsTexts.password.change} onClose={() => onClose(false)}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void change();
        }}
      >
        {/* So that a password manager knows whose it is. */}
        <TextField
          label={texts.account.name}
          autoComplete="username"
          readOnly
          tabIndex={-1}
          data-kept=""
          dir="auto"
          value={name}
        />
        <PasswordField
          label={settingsTexts.password.old}
          showLabel={texts.account.showPassword}
          // React does not write it, and the dialog would begin with the name.
          ref={(field) => field?.setAttribute('autofocus', '')}
          problem={wrong.old}
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <PasswordField
          label={settingsTexts.password.new}
          showLabel={texts.account.showPassword}
          hint={settingsTexts.password.newHint}
          problem={wrong.next}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <Problem>{problem}</Problem>
        <ButtonRow>
          <Button onClick={() => onClose(false)}>{settingsTexts.password.cancel}</Button>
          <OnlineButton look="main" type="submit" aria-busy={busy}>
            {settingsTexts.password.change}
          </OnlineButton>
        </ButtonRow>
      </form>
    </Dialog>
  );
}
