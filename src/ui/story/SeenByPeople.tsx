// Whose devices a message is on, or who read it: names with times, in a large room a number.
import type { SeenBy } from '../../store/state';
import { later } from '../texts/texts';
import { exactMoment } from '../texts/times';
import styles from './Story.module.css';

interface SeenByPeopleProps {
  title: string;
  seen: readonly SeenBy[];
  count: number | undefined;
  today: number;
}

export function SeenByPeople({ title, seen, count, today }: SeenByPeopleProps) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      {count !== undefined && <p>{later.story.people(count)}</p>}
      {count === undefined && seen.length === 0 && <p className={styles.nobody}>{later.story.nobodyYet}</p>}
      {count === undefined && seen.length > 0 && (
        <ul>
          {seen.map(({ name, atMs }, index) => (
            // Two people may have the same name.
            <li key={`${name}-${index}`} className={styles.person}>
              <bdi>{name}</bdi>{' '}
              {atMs === undefined ? (
                <span className={styles.when}>{later.story.beforeLooking}</span>
              ) : (
                <time dateTime={new Date(atMs).toISOString()}>{exactMoment(atMs, today)}</time>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
