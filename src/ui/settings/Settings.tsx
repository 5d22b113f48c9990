// What can be set, and what this device keeps. Small for now.
import { Install } from '../installation/Install';
import { texts } from '../texts/en';
import { later } from '../texts/en-later';
import styles from './Settings.module.css';
import { Storage } from './Storage';

export function Settings({ name }: { name: string }) {
  return (
    <div className={styles.page}>
      <section className={styles.section}>
        <h3 className={styles.title}>{later.settings.account}</h3>
        <p>
          <bdi>{texts.rooms.signedInAs(name)}</bdi>
        </p>
      </section>
      <Storage />
      <Install />
      <p className={styles.note}>{later.settings.version(import.meta.env.VITE_VERSION)}</p>
    </div>
  );
}
