// Above what answers a message: its author and beginning, as it reads now. Leads to it.
import type { ReplyView } from '../../store/state';
import { texts } from '../texts/texts';
import { Formatted } from './Formatted';
import styles from './Quote.module.css';

interface QuoteProps {
  reply: ReplyView;
  /** It is a stop for the Tab key; otherwise the arrows reach it. */
  stops: boolean;
  onJump: () => void;
}

export function Quote({ reply: { author, text, state }, stops, onJump }: QuoteProps) {
  const words = state === 'here' ? text : texts.row.quotes[state];
  return (
    <button
      type="button"
      className={styles.quote}
      aria-label={texts.row.answers(author, words)}
      tabIndex={stops ? 0 : -1}
      onClick={(event) => {
        // The bubble around it opens the message's details.
        event.stopPropagation();
        onJump();
      }}
    >
      {author !== undefined && <bdi className={styles.author}>{author}</bdi>}
      <span dir="auto" className={state === 'here' ? styles.words : styles.instead}>
        <Formatted text={words} plain />
      </span>
    </button>
  );
}
