// Picks an emoji: by a word of its name, among those picked last, or by looking through the groups. Stands wherever its user puts it.
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import { useActions } from '../app-context';
import { languages } from '../texts/languages';
import { language, later, texts } from '../texts/texts';
import { EmojiCells } from './EmojiCells';
import { moveFrom, type Move } from './emoji-moves';
import styles from './EmojiPicker.module.css';
import { findEmoji, type Emoji, type EmojiGroup } from './emoji-search';
import { noteRecentEmoji, recentEmoji } from './recent-emoji';
import { useEmoji } from './use-emoji';

interface EmojiPickerProps {
  onPick: (emoji: string) => void;
  /** Escape was pressed. */
  onClose: () => void;
}

interface Section {
  readonly key: EmojiGroup | 'recent' | 'found';
  /** How many emoji stand before it. */
  readonly first: number;
  readonly emoji: readonly Emoji[];
}

const groups = [
  'smileys',
  'people',
  'nature',
  'food',
  'activities',
  'travel',
  'objects',
  'symbols',
] as const satisfies readonly EmojiGroup[];

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const actions = useActions();
  const { all, failed } = useEmoji(true);
  const [wanted, setWanted] = useState('');
  const [recent, setRecent] = useState<readonly string[]>([]);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    void recentEmoji(actions).then(setRecent);
  }, [actions]);

  useEffect(() => {
    // On a phone the keyboard would take the place of what is to be seen.
    const first = matchMedia('(pointer: coarse)').matches ? root.current : search.current;
    first?.focus({ preventScroll: true });
  }, []);

  const sections = useMemo(() => sectionsOf(all ?? [], wanted, recent), [all, wanted, recent]);
  const sizes = sections.map(({ emoji }) => emoji.length);
  const flat = sections.flatMap(({ emoji }) => emoji);

  const pick = (emoji: string) => {
    // That it is not remembered costs nobody anything.
    noteRecentEmoji(actions, emoji).catch(() => undefined);
    onPick(emoji);
  };
  const moveTo = (index: number) => {
    setActive(index);
    cellsIn(root.current)[index]?.focus();
  };
  const onClick = ({ target }: MouseEvent) => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-emoji]') : null;
    if (cell?.dataset['emoji']) pick(cell.dataset['emoji']);
  };
  const onFocus = ({ target }: FocusEvent) => {
    const index = cellsIn(root.current).indexOf(target as HTMLElement);
    if (index >= 0) setActive(index);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      // Of what it stands in nothing else is to be left with the same key.
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    }
    const inSearch = event.target === search.current;
    if (inSearch && event.key === 'Enter') {
      event.preventDefault();
      const [first] = flat;
      if (first && wanted.trim() !== '') pick(first.emoji);
      return;
    }
    if (inSearch && event.key === 'ArrowDown' && flat.length > 0) {
      event.preventDefault();
      moveTo(0);
      return;
    }
    const move = inSearch ? undefined : moveOf(event.key);
    if (!move) return;
    event.preventDefault();
    const next = moveFrom(active, move, sizes, columnsIn(root.current));
    if (next === undefined) search.current?.focus();
    else moveTo(next);
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- what is done with the buttons inside, on its way up
    <div
      ref={root}
      className={styles.picker}
      tabIndex={-1}
      onClick={onClick}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      <input
        ref={search}
        type="search"
        className={styles.search}
        aria-label={later.emoji.search}
        placeholder={later.emoji.search}
        // Nothing is lost when it goes.
        data-kept=""
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="done"
        value={wanted}
        onChange={(event) => {
          setWanted(event.target.value);
          setActive(0);
        }}
      />
      <div className={styles.sections}>
        {failed && <p role="alert">{texts.part.failed}</p>}
        {sections.map(({ key, first, emoji }) => (
          <EmojiCells
            key={key}
            title={later.emoji.groups[key]}
            emoji={emoji}
            active={active >= first && active < first + emoji.length ? active - first : undefined}
          />
        ))}
        <output className={styles.nothing}>
          {all && wanted.trim() !== '' && flat.length === 0 && later.emoji.nothing}
        </output>
      </div>
    </div>
  );
}

function sectionsOf(all: readonly Emoji[], wanted: string, recent: readonly string[]): readonly Section[] {
  const sections: Section[] = [];
  const add = (key: Section['key'], emoji: readonly Emoji[]) => {
    const last = sections.at(-1);
    if (emoji.length > 0) sections.push({ key, first: last ? last.first + last.emoji.length : 0, emoji });
  };
  if (wanted.trim() === '') {
    add(
      'recent',
      recent.flatMap((emoji) => all.find((each) => each.emoji === emoji) ?? []),
    );
    for (const key of groups)
      add(
        key,
        all.filter(({ group }) => group === key),
      );
  } else add('found', findEmoji(all, wanted));
  return sections;
}

function moveOf(key: string): Move | undefined {
  const isRtl = languages[language].dir === 'rtl';
  if (key === 'ArrowRight') return isRtl ? 'previous' : 'next';
  if (key === 'ArrowLeft') return isRtl ? 'next' : 'previous';
  if (key === 'ArrowUp') return 'up';
  if (key === 'ArrowDown') return 'down';
  if (key === 'Home') return 'row-start';
  return key === 'End' ? 'row-end' : undefined;
}

const cellsIn = (root: HTMLElement | null): HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>('[data-emoji]') ?? []),
];

/** As many as have space beside one another now. */
function columnsIn(root: HTMLElement | null): number {
  const list = root?.querySelector('ul');
  return list ? getComputedStyle(list).gridTemplateColumns.split(' ').length : 1;
}
