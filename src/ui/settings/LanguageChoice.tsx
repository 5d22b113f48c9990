// The language of the screen. Each is called by its own name, for whoever landed in one that they cannot read.
import { useEffect, useId, useRef, useState } from 'react';
import { Problem } from '../design/Problem';
import { Select } from '../design/Select';
import { useSpeech } from '../speech';
import { isLanguage, languages } from '../texts/languages';
import { settingsTexts } from '../texts/texts';
import styles from './Settings.module.css';

const automatic = 'auto';

export function LanguageChoice() {
  const speech = useSpeech();
  const id = useId();
  const select = useRef<HTMLSelectElement>(null);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    if (speech?.takeFocus()) select.current?.focus();
  }, [speech]);

  if (!speech) return null;
  const choose = async (value: string) => {
    setProblem(undefined);
    try {
      await speech.choose(isLanguage(value) ? value : undefined);
    } catch {
      // The browser says in its console what became of the file.
      setProblem(settingsTexts.language.failed);
    }
  };
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>
        <label htmlFor={id}>{settingsTexts.language.title}</label>
      </h4>
      <Select
        ref={select}
        id={id}
        className={styles.select}
        value={speech.chosen ?? automatic}
        onChange={(event) => void choose(event.target.value)}
      >
        <option value={automatic}>
          {settingsTexts.language.automatic(languages[speech.automatic].name)}
        </option>
        {Object.entries(languages).map(([language, { name }]) => (
          <option key={language} value={language} lang={language}>
            {name}
          </option>
        ))}
      </Select>
      <Problem>{problem}</Problem>
    </section>
  );
}
