// What others see of this person.
import { useState } from 'react';
import { checkName } from '../../protocol/names';
import { useActions } from '../app-context';
import { OnlineButton } from '../connection/OnlineButton';
import { Avatar } from '../design/Avatar';
import { Problem } from '../design/Problem';
import { TextField } from '../design/TextField';
import { settingsTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Settings.module.css';

export function Profile({ name }: { name: string }) {
  const actions = useActions();
  const { busy, problem, attemptOnce } = useAttempt();
  /** `undefined`: nobody is changing it. */
  const [typed, setTyped] = useState<string>();
  const [wrong, setWrong] = useState<string>();
  const [saved, setSaved] = useState(false);

  const save = async () => {
    const text = typed ?? name;
    const checked = checkName(text);
    setWrong(checked.ok ? undefined : texts.account.nameProblems[checked.problem]);
    if (!checked.ok || !(await attemptOnce(() => actions.ask('setName', { name: text })))) return;
    setTyped(undefined);
    setSaved(true);
  };

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{settingsTexts.profile.title}</h4>
      <form
        className={styles.profile}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Avatar name={typed?.trim() || name} />
        <div className={styles.fields}>
          <TextField
            label={settingsTexts.profile.name}
            hint={settingsTexts.profile.hint}
            problem={wrong}
            autoComplete="nickname"
            spellCheck={false}
            dir="auto"
            // As it is it stands on the server: a new version may reload the page.
            data-kept={typed === undefined ? '' : undefined}
            value={typed ?? name}
            onChange={(event) => {
              setSaved(false);
              setTyped(event.target.value);
            }}
          />
          <Problem>{problem}</Problem>
          <div className={styles.row}>
            <OnlineButton type="submit" aria-busy={busy} disabled={typed === undefined || typed === name}>
              {settingsTexts.profile.save}
            </OnlineButton>
            <output className={styles.note}>{saved && settingsTexts.profile.saved}</output>
          </div>
        </div>
      </form>
    </section>
  );
}
