// What others see of this person while they are here: that they type, from this device, and when they are here, for the whole account.
import { useEffect, useId, useState } from 'react';
import { useActions, useAppState } from '../app-context';
import { Problem } from '../design/Problem';
import { settingsTexts, texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import styles from './Settings.module.css';
import { Switch } from './Switch';

export function Privacy() {
  const actions = useActions();
  const online = useAppState(({ connection }) => connection.state === 'online');
  const { busy, problem, attempt } = useAttempt();
  const [types, setTypes] = useState(true);
  /** As the server said; `undefined`: nobody has said yet. */
  const [shown, setShown] = useState<boolean>();
  const needsId = useId();

  useEffect(() => {
    void actions.remembered('typing').then((known) => setTypes(known !== false));
  }, [actions]);
  useEffect(() => {
    if (!online) return;
    void actions.ask('setPresence', { shown: undefined }).then((answer) => {
      if (answer.ok) setShown(answer.value.shown);
    });
  }, [actions, online]);

  const setTyping = (next: boolean) => {
    setTypes(next);
    void actions.remember('typing', next);
  };
  const setPresence = async (next: boolean) => {
    // Not disabled while the server is asked: a disabled box loses the focus.
    if (busy) return;
    setShown(next);
    if (!(await attempt(() => actions.ask('setPresence', { shown: next })))) setShown(!next);
  };

  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{settingsTexts.privacy.title}</h4>
      <Switch
        label={settingsTexts.privacy.typing}
        why={settingsTexts.privacy.typingWhy}
        checked={types}
        onChange={setTyping}
      />
      <Switch
        label={settingsTexts.privacy.presence}
        why={settingsTexts.privacy.presenceWhy}
        checked={shown ?? true}
        disabled={!online || shown === undefined}
        describedBy={online ? undefined : needsId}
        onChange={(next) => void setPresence(next)}
      />
      {!online && (
        <p id={needsId} className={styles.note}>
          {texts.needsConnection}
        </p>
      )}
      <Problem>{problem}</Problem>
    </section>
  );
}
