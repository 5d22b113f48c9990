// A sentence about what did not work, said aloud when it appears.
import styles from './Problem.module.css';

export function Problem({ children }: { children: string | undefined }) {
  return (
    <div role="alert" className={styles.problem} hidden={!children}>
      {children}
    </div>
  );
}
