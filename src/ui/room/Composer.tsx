// Where words come in: grows with the text, sends with Enter, and never makes anybody wait.
import { ArrowUp, Check } from 'lucide-react';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
} from 'react';
import { Button } from '../design/Button';
import type { ReplyView } from '../../store/state';
import { Problem } from '../design/Problem';
import { texts } from '../texts/texts';
import type { Box } from './box';
import styles from './Composer.module.css';

/** Both borders of the box: what `scrollHeight` leaves out. */
const borderPx = 2;

interface ComposerProps {
  box: Box;
  focus: boolean;
  /** The box holds a message that is being edited: the way out of it. */
  onCancel?: (() => void) | undefined;
  /** What the words in the box answer. */
  reply?: ReplyView | undefined;
  onCancelReply?: (() => void) | undefined;
  /** The last own message is to be edited. */
  onEditLast?: (() => void) | undefined;
}

export function Composer({ box, focus, onCancel, reply }: ComposerProps) {
  const { text, problem } = useSyncExternalStore(box.subscribe, box.getState);
  const area = useRef<HTMLTextAreaElement>(null);

  const edits = onCancel !== undefined;
  const bannerId = useId();

  const answersId = reply?.id;
  // With a draft that answers something nobody asks for the keyboard yet.
  const [answeredAtFirst] = useState(answersId);
  useEffect(() => {
    const element = area.current;
    const begins = answersId !== undefined && answersId !== answeredAtFirst;
    if (!(focus || begins) || !element) return;
    element.focus({ preventScroll: true });
    const end = box.getState().text.length;
    element.setSelectionRange(end, end);
  }, [focus, box, answersId, answeredAtFirst]);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = '';
    if (text !== '') element.style.blockSize = `${element.scrollHeight + borderPx}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter or Escape that ends a composition belongs to the input method; Safari tells it by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') onCancel?.();
    if (event.key !== 'Enter' || event.shiftKey) return;
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
      {edits && (
        <div className={styles.editing}>
          <span id={bannerId}>{texts.composer.editing}</span>
          <Button look="small" onClick={onCancel}>
            {texts.composer.cancel}
          </Button>
        </div>
      )}
      <Problem>{problem}</Problem>
      <div className={styles.line}>
        <textarea
          ref={area}
          className={styles.box}
          aria-label={texts.composer.message}
          aria-describedby={edits ? bannerId : undefined}
          // What is typed is on disk at all times, a draft and the new text of a message alike.
          data-kept=""
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
          aria-label={edits ? texts.composer.save : texts.composer.send}
          data-empty={text.trim() === ''}
          // Keeps the focus, and with it a phone's keyboard, in the box.
          onPointerDown={(event) => event.preventDefault()}
        >
          {edits ? <Check size={20} aria-hidden="true" /> : <ArrowUp size={20} aria-hidden="true" />}
        </button>
      </div>
    </form>
  );
}
