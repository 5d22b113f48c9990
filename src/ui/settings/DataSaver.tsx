// Whether this device spares bytes: as the browser says, or as it is chosen here.
import { useEffect, useId, useState } from 'react';
import { useActions, useAppState } from '../app-context';
import { Select } from '../design/Select';
import { settingsTexts } from '../texts/texts';
import styles from './Settings.module.css';

const choices = ['auto', 'on', 'off'] as const;
type Choice = (typeof choices)[number];

export function DataSaver() {
  const actions = useActions();
  const saving = useAppState(({ connection }) => connection.saving === true);
  const [chosen, setChosen] = useState<Choice>('auto');
  const id = useId();

  useEffect(() => {
    void actions
      .remembered('dataSaver')
      .then((known) => setChosen(known === 'on' || known === 'off' ? known : 'auto'));
  }, [actions]);

  const choose = (value: string) => {
    const next = choices.find((each) => each === value) ?? 'auto';
    setChosen(next);
    void actions.remember('dataSaver', next === 'auto' ? undefined : next);
  };
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>
        <label htmlFor={id}>{settingsTexts.saver.title}</label>
      </h4>
      <p className={styles.note}>{settingsTexts.saver.why}</p>
      <Select
        id={id}
        className={styles.select}
        value={chosen}
        onChange={(event) => choose(event.target.value)}
      >
        {choices.map((each) => (
          <option key={each} value={each}>
            {settingsTexts.saver.choices[each]}
          </option>
        ))}
      </Select>
      <output className={styles.note}>{saving ? settingsTexts.saver.isOn : settingsTexts.saver.isOff}</output>
    </section>
  );
}
