// The line above a page: a way back on a phone, the title, and a word below it.
import type { ReactNode } from 'react';
import styles from './Header.module.css';

interface HeaderProps {
  title: string;
  detail?: string | undefined;
  /** A link, shown on narrow screens only. */
  back: ReactNode;
  /** A link behind the title. */
  end?: ReactNode;
}

export function Header({ title, detail, back, end }: HeaderProps) {
  return (
    <header className={styles.header}>
      <span className={styles.back}>{back}</span>
      <div className={styles.words}>
        {title && (
          <h2 className={styles.title}>
            <bdi>{title}</bdi>
          </h2>
        )}
        {detail && (
          <p className={styles.detail}>
            <bdi>{detail}</bdi>
          </p>
        )}
      </div>
      {end && <span className={styles.end}>{end}</span>}
    </header>
  );
}
