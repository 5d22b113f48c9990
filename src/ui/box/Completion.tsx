// The list above the box while somebody names a person behind `@` or an emoji between colons. It listens at the box itself, so that typing
// never waits for it. The box stays a text box, as ARIA wants it: no other role is allowed to it, and none of them `aria-expanded`.
import { useEffect, useId, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useActions } from '../app-context';
import { Unseen } from '../design/Unseen';
import { emojiNamed } from '../emoji/emoji-search';
import { loadEmoji } from '../emoji/load-emoji';
import { noteRecentEmoji } from '../emoji/recent-emoji';
import { later } from '../texts/texts';
import styles from './Completion.module.css';
import { closedNameAt, queryAt, type CompletionQuery } from './completion-query';
import { replaceIn } from './replace-in';
import { useOffers, type Offer } from './use-offers';

export function Completion({ area }: { area: RefObject<HTMLTextAreaElement | null> }) {
  const actions = useActions();
  const [query, setQuery] = useState<CompletionQuery>();
  const [moved, setMoved] = useState<{ readonly in: string; readonly to: number }>();
  /** The place of what was put in, or let be: it is not offered again. */
  const done = useRef<number>(undefined);
  const id = useId();

  const { list, isWhole } = useOffers(query);
  const place = query && `${query.start} ${query.text}`;
  const first = isWhole ? -1 : 0;
  const chosen = Math.min(moved && moved.in === place ? moved.to : first, list.length - 1);
  const isOpen = list.length > 0;

  useEffect(() => {
    const box = area.current;
    if (!box) return undefined;
    /** `typed`: only writing opens the list; with the caret one only leaves it. */
    const look = (typed: boolean) => {
      const isWriting = document.activeElement === box && box.selectionStart === box.selectionEnd;
      const found = isWriting ? queryAt(box.value, box.selectionStart) : undefined;
      if (found?.start !== done.current) done.current = undefined;
      const next = found && found.start === done.current ? undefined : found;
      setQuery((now) => (isSameQuery(now, next) || (!typed && !now) ? now : next));
    };
    const onMove = () => look(false);
    const onInput = (event: Event) => {
      look(true);
      const { inputType } = event as Partial<InputEvent>;
      // Not what was pasted, nor what was just undone.
      if (inputType?.startsWith('insert') && !inputType.includes('From')) void putClosedEmoji(box);
    };
    // What was typed before this part was here.
    look(true);
    void putClosedEmoji(box);
    box.addEventListener('input', onInput);
    box.addEventListener('blur', onMove);
    document.addEventListener('selectionchange', onMove);
    return () => {
      box.removeEventListener('input', onInput);
      box.removeEventListener('blur', onMove);
      document.removeEventListener('selectionchange', onMove);
    };
  }, [area]);

  const letBe = () => {
    done.current = query?.start;
    setQuery(undefined);
  };
  const pick = (offer: Offer | undefined) => {
    const box = area.current;
    if (!box || !query || !offer) return;
    letBe();
    // Of a space that stands there already there is no need for a second one.
    const words = box.value[box.selectionStart] === ' ' ? offer.words.trimEnd() : offer.words;
    replaceIn(box, query.start, box.selectionStart, words);
    // That it is not remembered costs nobody anything.
    if (offer.emoji !== undefined) noteRecentEmoji(actions, offer.emoji).catch(() => undefined);
  };

  // Before React's own listeners, so that what is meant for the list goes no further.
  useLayoutEffect(() => {
    const box = area.current;
    if (!box || !isOpen || place === undefined) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = steps.get(event.key);
      if (step !== undefined) setMoved({ in: place, to: next(chosen, step, list.length) });
      else if (event.key === 'Escape') letBe();
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen >= 0) pick(list[chosen]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    box.addEventListener('keydown', onKeyDown);
    return () => box.removeEventListener('keydown', onKeyDown);
  });

  useLayoutEffect(() => {
    const box = area.current;
    if (!box || !isOpen) return undefined;
    const said = new Map([
      ['aria-haspopup', 'listbox'],
      ['aria-autocomplete', 'list'],
      ['aria-controls', id],
    ]);
    if (chosen >= 0) said.set('aria-activedescendant', `${id}-${chosen}`);
    for (const [name, value] of said) box.setAttribute(name, value);
    return () => {
      for (const name of said.keys()) box.removeAttribute(name);
    };
  }, [area, id, isOpen, chosen]);

  return (
    <>
      <Unseen aria-live="polite">{isOpen && later.completion.offers(list.length)}</Unseen>
      {isOpen && (
        <div
          id={id}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it belongs to a box that is typed into
          role="listbox"
          className={styles.list}
          aria-label={query?.kind === 'emoji' ? later.completion.emoji : later.completion.people}
          // Keeps the focus, and with it a phone's keyboard, in the box.
          onPointerDown={(event) => event.preventDefault()}
        >
          {list.map((offer, index) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys and focus are in the box
            <div
              key={offer.key}
              ref={index === chosen ? intoView : undefined}
              id={`${id}-${index}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
              role="option"
              aria-selected={index === chosen}
              className={styles.offer}
              onClick={() => pick(offer)}
            >
              {offer.emoji !== undefined && (
                <span className={styles.emoji} aria-hidden="true">
                  {offer.emoji}
                </span>
              )}
              <bdi className={styles.name}>{offer.name}</bdi>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

const steps = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
]);

/** Around at both ends. */
const next = (chosen: number, step: number, count: number): number =>
  chosen < 0 && step < 0 ? count - 1 : (chosen + step + count) % count;

const intoView = (offer: HTMLElement | null) => offer?.scrollIntoView({ block: 'nearest' });

const isSameQuery = (a: CompletionQuery | undefined, b: CompletionQuery | undefined): boolean =>
  a?.kind === b?.kind && a?.start === b?.start && a?.text === b?.text;

/** `:tada:` becomes the emoji as soon as it is closed. Where the emoji do not come, the words stay as they are. */
async function putClosedEmoji(box: HTMLTextAreaElement): Promise<void> {
  const closed = closedNameAt(box.value, box.selectionStart);
  if (!closed) return;
  const all = await loadEmoji().catch(() => []);
  const { start, name } = closed;
  const words = `:${name}:`;
  const emoji = emojiNamed(all, name)?.emoji;
  // By now there may be more behind it, or something else in its place.
  const { selectionStart: caret, selectionEnd } = box;
  const isThere =
    document.activeElement === box && caret === selectionEnd && box.value.startsWith(words, start);
  if (emoji === undefined || !isThere) return;
  replaceIn(box, start, start + words.length, emoji);
  const place = caret < start + words.length ? caret : caret - words.length + emoji.length;
  box.setSelectionRange(place, place);
}
