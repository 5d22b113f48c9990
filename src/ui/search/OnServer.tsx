// What is not on this device: how much, and the way to look there.
import type { Found } from '../../store/open-search';
import { useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { later, texts } from '../texts/texts';
import styles from './Search.module.css';
import type { ServerSearching } from './use-server-search';

export function OnServer({
  elsewhere,
  searching: { search, look },
  isFirst,
}: {
  elsewhere: Found['elsewhere'];
  searching: ServerSearching;
  /** Nothing was found here. */
  isFirst: boolean;
}) {
  const online = useAppState((state) => state.connection.state === 'online');
  if (!elsewhere && !search) return null;
  const left =
    search?.left ?? (elsewhere?.stretches ?? []).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const asking = search?.state === 'asking';
  return (
    <section className={styles.server}>
      <output className={styles.note}>{said(search)}</output>
      {left > 0 && <p className={styles.note}>{later.search.elsewhere(left)}</p>}
      {search?.state !== 'done' && (
        <div className={styles.way}>
          {/* Not disabled while it asks, or whoever pressed it would lose their place. */}
          <Button look={isFirst ? 'main' : 'plain'} disabled={!online} aria-disabled={asking} onClick={look}>
            {search && !asking ? later.search.askFurther : later.search.ask}
          </Button>
          {!online && <span className={styles.note}>{texts.needsConnection}</span>}
        </div>
      )}
      <Problem>{search?.problem}</Problem>
    </section>
  );
}

function said(search: ServerSearching['search']): string | undefined {
  if (!search) return undefined;
  if (search.state === 'asking') return later.search.asking;
  return search.hits.length > 0 ? later.search.foundThere(search.hits.length) : later.search.noneThere;
}
