// The way to the screen of the server's admins, for those who are one.
import { Link } from 'wouter';
import { useAppState } from '../app-context';
import { serverPath } from '../place';
import { later, texts } from '../texts/texts';
import styles from './Settings.module.css';

export function ServerLink() {
  const isAdmin = useAppState((state) => state.isAdmin);
  if (!isAdmin) return null;
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>{later.settings.serverTitle}</h4>
      <p className={styles.note}>{later.settings.serverWhy}</p>
      <Link href={serverPath} className={styles.way}>
        {texts.server.title}
      </Link>
    </section>
  );
}
