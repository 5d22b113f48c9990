// A box that leaves only the rooms whose names fit. There from a handful of rooms on; before that, letters typed in the list bring it.
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { classNames } from '../design/class-names';
import { later } from '../texts/texts';
import { nameFilter } from './name-filter';
import styles from './RoomFilter.module.css';

/** Another one for each letter; `letters` has all that were typed before the box was there to take them. */
export interface FilterBegin {
  readonly letters: string;
}

interface RoomFilterProps {
  /** What brought it, and is in it then, with the focus. */
  begin: FilterBegin | undefined;
  /** It has the focus now, and what is typed goes there. */
  onTaken: () => void;
  /** How many rooms fit. */
  found: number;
  /** `undefined`: all of them. Always the same function. */
  onFilter: (fits: ((name: string) => boolean) | undefined) => void;
  /** Opens the first one that fits. */
  onEnter: () => void;
  /** The focus goes into the list. */
  onDown: () => void;
  /** Escape in the empty box. */
  onLeave: () => void;
}

export function RoomFilter({ begin, onTaken, found, onFilter, onEnter, onDown, onLeave }: RoomFilterProps) {
  const [text, setText] = useState('');
  const [begun, setBegun] = useState<FilterBegin>();
  const input = useRef<HTMLInputElement>(null);
  if (begin !== begun) {
    setBegun(begin);
    if (begin) setText(begin.letters);
  }

  useEffect(() => {
    if (!begin) return;
    input.current?.focus();
    onTaken();
  }, [begin, onTaken]);
  useEffect(() => onFilter(nameFilter(text)), [text, onFilter]);
  useEffect(() => () => onFilter(undefined), [onFilter]);

  const enter = () => {
    onEnter();
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const way = {
      Escape: text === '' ? onLeave : () => setText(''),
      Enter: text.trim() === '' ? undefined : enter,
      ArrowDown: onDown,
    }[event.key];
    if (!way) return;
    event.preventDefault();
    way();
  };

  const isNothing = text.trim() !== '' && found === 0;
  return (
    <div className={styles.filter}>
      <input
        ref={input}
        type="text"
        className={styles.box}
        aria-label={later.roomFilter.label}
        placeholder={later.roomFilter.label}
        // Nothing of it is worth keeping when a newer version wants to start.
        data-kept=""
        dir="auto"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <output className={classNames(styles.none, !isNothing && styles.nothing)}>
        {isNothing && later.roomFilter.none(text.trim())}
      </output>
    </div>
  );
}
