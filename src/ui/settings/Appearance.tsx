// How Onebar looks on this device: its theme, the size of its text, how close things stand. At once, without a link, and in all tabs.
import { useSyncExternalStore } from 'react';
import { chooseLook, lookOf, looks, onLookChange, type Look } from '../../store/look';
import { RadioGroup } from '../design/RadioGroup';
import { settingsTexts } from '../texts/texts';
import styles from './Settings.module.css';

export function Appearance() {
  const words = settingsTexts.look;
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{words.title}</h4>
      <div className={styles.groups}>
        <RadioGroup
          legend={words.theme}
          value={useLook('theme')}
          options={looks.theme.map((each) => [each, words.themes[each]] as const)}
          onChange={(theme) => chooseLook('theme', theme)}
        />
        <RadioGroup
          legend={words.size}
          value={useLook('size')}
          options={looks.size.map((each) => [each, words.sizes[each]] as const)}
          onChange={(size) => chooseLook('size', size)}
        />
        <RadioGroup
          legend={words.density}
          value={useLook('density')}
          options={looks.density.map((each) => [each, words.densities[each]] as const)}
          onChange={(density) => chooseLook('density', density)}
        />
      </div>
      <p className={styles.note}>{words.note}</p>
    </section>
  );
}

const useLook = <Part extends keyof Look>(part: Part): Look[Part] =>
  useSyncExternalStore(onLookChange, () => lookOf(part));
