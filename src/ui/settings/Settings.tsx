// What can be set, and what this device keeps. Small for now.
import { ChevronLeft } from 'lucide-react';
import { Link } from 'wouter';
import { Header } from '../design/Header';
import { roomsPath } from '../place';
import { texts } from '../texts/en';
import styles from './Settings.module.css';
import { Storage } from './Storage';

export function SettingsHeader() {
  return (
    <Header
      title={texts.settings.title}
      back={
        <Link href={roomsPath} aria-label={texts.room.back}>
          <ChevronLeft aria-hidden="true" />
        </Link>
      }
    />
  );
}

export function Settings({ name }: { name: string }) {
  return (
    <div className={styles.page}>
      <section className={styles.section}>
        <h3 className={styles.title}>{texts.settings.account}</h3>
        <p>
          <bdi>{texts.rooms.signedInAs(name)}</bdi>
        </p>
      </section>
      <Storage />
    </div>
  );
}
