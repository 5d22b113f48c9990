// Where words come in: grows with the text, sends with Enter, and never makes anybody wait. What helps with writing is loaded when it is first
// needed, and listens at the box by itself.
import { ArrowUp, Check, Smile } from 'lucide-react';
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
} from 'react';
import type { ReplyView } from '../../store/state';
import { Button } from '../design/Button';
import { Problem } from '../design/Problem';
import { lazyPart } from '../lazy-part';
import { texts } from '../texts/texts';
import type { Box } from './box';
import styles from './Composer.module.css';

const Completion = lazyPart(
  () => import('../box/Completion'),
  (part) => part.Completion,
  { quiet: true },
);
const LongText = lazyPart(
  () => import('../box/LongText'),
  (part) => part.LongText,
  { quiet: true },
);
const BoxEmoji = lazyPart(
  () => import('../box/BoxEmoji'),
  (part) => part.BoxEmoji,
);

/** More than this fills the box in any case, and need not be measured at each key. */
const fullChars = 4000;
/** Less than this fits into a message whatever the server's limit. */
const shortChars = 250;

interface ComposerProps {
  box: Box;
  focus: boolean;
  /** The box holds a message that is being edited: the way out of it. */
  onCancel?: (() => void) | undefined;
  /** The message that is being answered. */
  reply?: ReplyView | undefined;
  onCancelReply?: (() => void) | undefined;
  /** The arrow upwards was pressed in the empty box. */
  onEditLast?: (() => void) | undefined;
}

export const Composer = memo(function Composer(props: ComposerProps) {
  const { box, focus, onCancel, reply, onCancelReply, onEditLast } = props;
  const { text, problem } = useSyncExternalStore(box.subscribe, box.getState);
  const area = useRef<HTMLTextAreaElement>(null);
  const [picking, setPicking] = useState(false);
  const stopPicking = useCallback(() => setPicking(false), []);

  const edits = onCancel !== undefined;
  const banner = edits ? texts.composer.editing : reply && texts.box.replyTo(reply.author);
  const leave = edits ? onCancel : reply && onCancelReply;
  const bannerId = useId();

  useEffect(() => {
    const element = area.current;
    if (!focus || !element) return;
    element.focus({ preventScroll: true });
    const end = box.getState().text.length;
    element.setSelectionRange(end, end);
  }, [focus, box]);

  // Whoever begins an answer writes it next; one that was begun before stays as it was left.
  const answered = useRef(reply?.id);
  useEffect(() => {
    if (reply && reply.id !== answered.current) area.current?.focus({ preventScroll: true });
    answered.current = reply?.id;
  }, [reply]);

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.blockSize = text.length > fullChars ? '100dvh' : '';
    if (text !== '' && text.length <= fullChars) element.style.blockSize = `${element.scrollHeight}px`;
  }, [text]);

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter or Escape that ends a composition belongs to the input method; Safari tells it by the key code alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') leave?.();
    if (event.key === 'ArrowUp' && !event.altKey && text === '' && !edits && onEditLast) {
      // Or the caret would go up in what comes into the box.
      event.preventDefault();
      onEditLast();
    }
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
        area.current?.focus();
        box.submit();
      }}
    >
      {banner && (
        <div className={styles.banner}>
          <div id={bannerId} className={styles.about}>
            <span>{banner}</span>{' '}
            {!edits && reply?.text && (
              <span className={styles.quote} dir="auto">
                {reply.text}
              </span>
            )}
          </div>
          <Button look="small" onClick={leave}>
            {texts.composer.cancel}
          </Button>
        </div>
      )}
      <Problem>{problem}</Problem>
      {text.length > shortChars && <LongText box={box} area={area} edits={edits} />}
      {text !== '' && <Completion area={area} />}
      {picking && <BoxEmoji area={area} onClose={stopPicking} />}
      <div className={styles.line}>
        <div className={styles.field}>
          <textarea
            ref={area}
            className={styles.box}
            aria-label={texts.composer.message}
            aria-describedby={banner ? bannerId : undefined}
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
            type="button"
            className={styles.emoji}
            aria-label={texts.box.emoji}
            aria-haspopup="dialog"
            aria-expanded={picking}
            onPointerDown={keepFocus}
            onClick={() => {
              if (picking) area.current?.focus();
              setPicking(!picking);
            }}
          >
            <Smile size={20} aria-hidden="true" />
          </button>
        </div>
        <button
          type="submit"
          className={styles.send}
          aria-label={edits ? texts.composer.save : texts.composer.send}
          data-empty={text.trim() === ''}
          onPointerDown={keepFocus}
        >
          {edits ? <Check size={20} aria-hidden="true" /> : <ArrowUp size={20} aria-hidden="true" />}
        </button>
      </div>
    </form>
  );
});

/** It stays in the box, and with it a phone's keyboard. */
const keepFocus = (event: { preventDefault(): void }) => event.preventDefault();
