// How far something is that takes a while.
import styles from './Settings.module.css';

interface ProgressProps {
  label: string;
  done: number;
  of: number;
  words: (done: number, of: number) => string;
}

export const Progress = ({ label, done, of, words }: ProgressProps) => (
  <div className={styles.progress}>
    <progress aria-label={label} value={done} max={Math.max(1, of)} />
    <span className={styles.note}>{words(done, of)}</span>
  </div>
);
