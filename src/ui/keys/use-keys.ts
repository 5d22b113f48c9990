// The keys that work wherever somebody is, in one place; what each does comes from outside. keys.ts lists them, and those of single parts.
import { useEffect, useRef } from 'react';
import { useActions } from '../app-context';

export interface KeyWays {
  goTo(): void;
  search(): void;
  previousRoom(): void;
  nextRoom(): void;
  showKeys(): void;
}

export function useKeys(ways: KeyWays): void {
  const actions = useActions();
  const latest = useRef(ways);
  useEffect(() => {
    latest.current = ways;
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // In a dialog the keys are its own.
      if (document.querySelector('dialog[open]')) return;
      const way = wayOf(event, isApple());
      if (!way) return;
      event.preventDefault();
      if (!isSingle(event)) latest.current[way]();
      // Whoever speaks to their device may have switched such keys off: words are full of them.
      else
        void actions.remembered('singleKeys').then((works) => {
          if (works !== false) latest.current[way]();
        });
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [actions]);
}

/** What a key asks for; `undefined`: nothing of ours, or it belongs to an input method. */
export function wayOf(event: KeyboardEvent, apple: boolean): keyof KeyWays | undefined {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return undefined;
  const [mod, other] = apple ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  if (other) return undefined;
  if (mod) {
    if (altKey) return undefined;
    if (shiftKey) return isLetter('f', key, code) ? 'search' : undefined;
    return isLetter('k', key, code) ? 'goTo' : undefined;
  }
  if (altKey) return shiftKey ? undefined : byArrow[key];
  const way = bySign[key];
  return way && !isTyping(event.target) ? way : undefined;
}

const byArrow: Readonly<Record<string, keyof KeyWays>> = { ArrowUp: 'previousRoom', ArrowDown: 'nextRoom' };
const bySign: Readonly<Record<string, keyof KeyWays>> = { '?': 'showKeys', '؟': 'showKeys', '/': 'search' };

/** Where the letters are others, it is the key in that place. */
const isLetter = (letter: 'f' | 'k', key: string, code: string): boolean =>
  key.toLowerCase() === letter || (code === `Key${letter.toUpperCase()}` && !/^[a-z]$/i.test(key));

const isSingle = ({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => !altKey && !ctrlKey && !metaKey;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;

/** Where ⌘ is what Ctrl is elsewhere. */
export const isApple = (): boolean => /^(Mac|iP)/.test(navigator.platform);
