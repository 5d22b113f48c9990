// The mark: four bars. As the brand only the first is lit; for the link, as many as it has strength.
import { classNames } from './class-names';
import styles from './Bars.module.css';

export type BarsLit = 0 | 1 | 2 | 3 | 4;

export function Bars({ lit, tone = 'accent' }: { lit: BarsLit; tone?: 'accent' | 'ok' | 'wait' }) {
  return (
    <span className={classNames(styles.bars, styles[tone])} aria-hidden="true">
      {[1, 2, 3, 4].map((bar) => (
        <i key={bar} className={classNames(bar <= lit && styles.lit)} />
      ))}
    </span>
  );
}
