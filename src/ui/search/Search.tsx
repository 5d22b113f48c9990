// Looks for messages: what is on this device as one types, and, when asked to, what is on the server. The newest first; the arrows go from
// the box to the hits and from one to the next, Enter opens one.
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useAppState } from '../app-context';
import { hitKey, mergeHits } from '../../store/server-search';
import { Button } from '../design/Button';
import { TextField } from '../design/TextField';
import { later, texts } from '../texts/texts';
import { dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { HitRow } from './HitRow';
import { OnServer } from './OnServer';
import styles from './Search.module.css';
import { SearchFilters } from './SearchFilters';
import { useSearch } from './use-search';
import { useServerSearch } from './use-server-search';

/** What can be typed. They are the same in every language. */
const operators = ['from:ann', 'in:lobby', 'on:2026-11-29', 'after:2026-11', 'before:2027', '"a b"'];

export function Search() {
  const { asked, change, found, people, showMore, failed, openAgain } = useSearch();
  const rooms = useAppState((state) => state.rooms);
  const unlisted = useAppState((state) => state.unlisted);
  const serverSearching = useServerSearch(asked, found?.elsewhere);
  const today = dayNumber(useNow(60_000));
  const page = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);

  useEffect(() => box.current?.focus({ preventScroll: true }), []);

  const allRooms = useMemo(() => [...rooms, ...unlisted], [rooms, unlisted]);
  const nameByRoom = useMemo(() => new Map(allRooms.map(({ room, name }) => [room, name])), [allRooms]);
  const fromServer = serverSearching.search?.hits;
  const hits = useMemo(() => mergeHits(found?.hits ?? [], fromServer ?? []), [found, fromServer]);
  const links = () => [...(page.current?.querySelectorAll<HTMLElement>('a[data-hit]') ?? [])];

  const onKeys = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = links().indexOf(event.target as HTMLElement);
    if (by === undefined || (at < 0 && event.target !== box.current)) return;
    event.preventDefault();
    const next = at + by;
    (next < 0 ? box.current : links()[next])?.focus();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the box and the links inside, on their way up
    <div ref={page} className={styles.page} onKeyDown={onKeys}>
      <search className={styles.question}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            links()[0]?.focus();
          }}
        >
          <TextField
            // Typed again in a moment: it must not keep a new version waiting.
            data-kept=""
            ref={box}
            label={later.search.label}
            type="search"
            enterKeyHint="search"
            dir="auto"
            autoComplete="off"
            value={asked.text}
            onChange={({ target }) => change({ text: target.value })}
          />
        </form>
        <SearchFilters asked={asked} rooms={allRooms} people={people} onChange={change} />
        <output className={styles.status}>{status(found)}</output>
      </search>
      {failed && (
        <div role="alert" className={styles.way}>
          <p>{texts.part.failed}</p>
          <Button onClick={openAgain}>{texts.part.tryAgain}</Button>
        </div>
      )}
      {found?.isEmpty !== false && (
        <div className={styles.note}>
          <p>{later.search.what}</p>
          <p>{later.search.typed}</p>
          <p className={styles.operators} dir="ltr">
            {operators.map((operator) => (
              <code key={operator}>{operator}</code>
            ))}
          </p>
        </div>
      )}
      {found?.isEmpty === false && (
        <>
          <ul aria-label={later.search.list} className={styles.list}>
            {hits.map((hit) => (
              <HitRow
                key={hitKey(hit)}
                hit={hit}
                roomName={nameByRoom.get(hit.room) ?? ''}
                needles={found.needles}
                today={today}
              />
            ))}
          </ul>
          {found.total > found.hits.length && (
            <Button className={styles.more} onClick={showMore}>
              {later.search.more}
            </Button>
          )}
          <OnServer
            elsewhere={found.elsewhere}
            searching={serverSearching}
            isFirst={hits.length === 0 && found.read === found.of}
          />
        </>
      )}
    </div>
  );
}

function status(found: ReturnType<typeof useSearch>['found']): string {
  if (!found) return '';
  const { isEmpty, total, read, of } = found;
  const reading = read < of ? later.search.reading(read, of) : '';
  if (isEmpty) return reading;
  const counted = total === 0 ? later.search.none : later.search.found(total);
  // Before all was looked through nobody knows that there is nothing.
  if (reading !== '' && total === 0) return reading;
  return reading === '' ? counted : `${counted} · ${reading}`;
}
