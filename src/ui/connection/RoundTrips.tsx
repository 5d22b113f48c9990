// How long answers took in the last hour, drawn, and said below.
import type { LinkReport } from '../../store/state';
import { later } from '../texts/texts';
import { clockTime } from '../texts/times';
import { curveFrom, curveGaps, curveHeight, curvePath, curveWidth } from './curve';
import styles from './ConnectionPage.module.css';
import { trip } from './trip';

export function RoundTrips({ report, nowMs }: { report: LinkReport; nowMs: number }) {
  const times = report.roundTrips.map(({ ms }) => ms);
  const [first] = report.roundTrips;
  if (!first) return <p className={styles.note}>{later.link.noCurve}</p>;
  const fromMs = curveFrom(report, nowMs);
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.curve}
        viewBox={`0 0 ${curveWidth} ${curveHeight}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {curveGaps(report, fromMs, nowMs).map(([from, to]) => (
          <rect
            key={`${from} ${to}`}
            className={styles.gap}
            x={from}
            width={Math.max(2, to - from)}
            height={curveHeight}
          />
        ))}
        <path className={styles.trips} d={curvePath(report, fromMs, nowMs)} />
      </svg>
      <figcaption className={styles.note}>
        {later.link.curve(clockTime(first.atMs), trip(Math.min(...times)), trip(Math.max(...times)))}
      </figcaption>
    </figure>
  );
}
