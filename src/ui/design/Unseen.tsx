// Said by screen readers, not drawn.
import type { ComponentProps } from 'react';
import styles from './Unseen.module.css';

export function Unseen(props: ComponentProps<'span'>) {
  return <span {...props} className={styles.unseen} />;
}
