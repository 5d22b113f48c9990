// Where words come in: grows with the text, sends with Enter, and never makes anybody wait.
import { ArrowUp } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type KeyboardEvent } from 'react';
import { Problem } from '../design/Problem';
import { texts } from '../texts/en';
import type { Box } from './box';
import styles from './Composer.module.css';

/** Both borders of the box: what `scrollHeight` leaves out. */
const borderPx = 2;

export function Composer({ box, focus }: { box: Box; focus: boolean }) {
  const { text, problem } = useSyncExternalStore(box.subscribe, box.getState);
  const area = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (focus) area.current?.focus({ preventScroll: true });
  }, [focus]);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = '';
    if (text !== '') element.style.blockSize = `${element.scrollHeight + borderPx}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    // Enter that ends a composition belongs to the input method; Safari tells it by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    // On a phone's keyboard Enter is the only way to a new line.
    if (matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    box.submit();
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        box.submit();
        area.current?.focus();
      }}
    >
      <Problem>{problem}</Problem>
      <div className={styles.line}>
        <textarea
          ref={area}
          className={styles.box}
          aria-label={texts.composer.message}
          placeholder={texts.composer.message}
          rows={1}
          dir="auto"
          value={text}
          onChange={(event) => box.change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className={styles.send}
          aria-label={texts.composer.send}
          data-empty={text.trim() === ''}
          // Keeps the focus, and with it a phone's keyboard, in the box.
          onPointerDown={(event) => event.preventDefault()}
        >
          <ArrowUp size={20} aria-hidden="true" />
        </button>
      </div>
    </form>
  );
}
