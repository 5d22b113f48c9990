// The ways to the parts of the settings. They are no links: an address of this page would be another screen.
import { settingsTexts } from '../texts/texts';
import styles from './Settings.module.css';

const parts = ['you', 'look', 'people', 'device', 'account'] as const;

/** `id`: what the ids of the parts' headings begin with. */
export function Parts({ id }: { id: string }) {
  const words = settingsTexts.parts;
  const goTo = (part: (typeof parts)[number]) => {
    const heading = document.getElementById(`${id}-${part}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };
  return (
    <nav aria-label={words.label} className={styles.ways}>
      <ul>
        {parts.map((part) => (
          <li key={part}>
            <button type="button" className={styles.wayTo} onClick={() => goTo(part)}>
              {words[part]}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
