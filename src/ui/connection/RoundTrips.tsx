// How long answers took in the last hour, drawn, and said below.
import type { LinkReport } from '../../store/state';
import { later } from '../texts/texts';
import { curveGaps, curveHeight, curvePath, curveWidth } from './curve';
import styles from './ConnectionPage.module.css';
import { trip } from './trip';

export function RoundTrips({ report, nowMs }: { report: LinkReport; nowMs: number }) {
  const times = report.roundTrips.map(({ ms }) => ms);
  const last = times.at(-1);
  if (last === undefined) return <p className={styles.note}>{later.link.noCurve}</p>;
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.curve}
        viewBox={`0 0 ${curveWidth} ${curveHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {curveGaps(report, nowMs).map(([from, to]) => (
          <rect
            key={`${from} ${to}`}
            className={styles.gap}
            x={from}
            width={Math.max(2, to - from)}
            height={curveHeight}
          />
        ))}
        <path className={styles.trips} d={curvePath(report, nowMs)} />
      </svg>
      <figcaption className={styles.note}>
        {later.link.curve(trip(Math.min(...times)), trip(Math.max(...times)), trip(last))}
      </figcaption>
    </figure>
  );
}
