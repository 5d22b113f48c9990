// Somebody in a list: the first letter, the name, a word about them, and what can be done.
import type { ReactNode } from 'react';
import { Avatar } from '../design/Avatar';
import styles from './PersonRow.module.css';

interface PersonRowProps {
  name: string;
  /** A word behind the name. */
  aside?: string | undefined;
  detail?: string | undefined;
  /** Buttons at the end. */
  children?: ReactNode;
  /** A line of its own below. */
  below?: ReactNode;
}

export function PersonRow({ name, aside, detail, children, below }: PersonRowProps) {
  return (
    <li className={styles.row}>
      <Avatar name={name} />
      <span className={styles.words}>
        <span className={styles.name}>
          <b>
            <bdi>{name}</bdi>
          </b>
          {aside && <span className={styles.detail}> {aside}</span>}
        </span>
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
      {children && <span className={styles.ways}>{children}</span>}
      {below && <div className={styles.below}>{below}</div>}
    </li>
  );
}
