// When the link was away in the last hour, the last time first.
import type { LinkReport } from '../../store/state';
import { later } from '../texts/texts';
import { clockTime, span } from '../texts/times';
import styles from './ConnectionPage.module.css';

export function Drops({ drops }: Pick<LinkReport, 'drops'>) {
  if (drops.length === 0) return <p>{later.link.noDrops}</p>;
  return (
    <ul aria-label={later.link.drops} className={styles.list}>
      {drops.toReversed().map(({ fromMs, toMs }) => (
        <li key={fromMs}>
          {toMs === undefined
            ? later.link.lasting(clockTime(fromMs))
            : later.link.drop(clockTime(fromMs), span(toMs - fromMs))}
        </li>
      ))}
    </ul>
  );
}
