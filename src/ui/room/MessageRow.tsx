// One message. Drawn again only when the message or its place in a run changes.
import { Ellipsis } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView } from '../../store/state';
import { classNames } from '../design/class-names';
import { Unseen } from '../design/Unseen';
import { lazyPart } from '../lazy-part';
import { OutboxWays } from '../outbox/OutboxWays';
import type { Discardable } from '../outbox/use-discard';
import { clockTime, span } from '../texts/times';
import { language, texts } from '../texts/texts';
import { languages } from '../texts/languages';
import styles from './MessageRow.module.css';

const mayHaveLinks = /https?:|mailto:/i;
const LinkedText = lazyPart(
  () => import('./LinkedText'),
  (module) => module.LinkedText,
  { meanwhile: ({ text }: { text: string }) => text, wordless: true },
);

/** Having waited for less is no news. */
const lateSec = 120;

interface MessageRowProps {
  message: MessageView;
  /** The author's name is drawn above; otherwise it is only said. */
  named: boolean;
  /** Time and state are drawn; otherwise they are only said, unless they are news. */
  timed: boolean;
  /** Its button is a stop for the Tab key; the others are reached by the arrows. */
  stops: boolean;
  onDetails: (id: EntryId) => void;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, named, timed, stops, onDetails, onDiscard } = props;
  const { own, author, atMs, state, edited, retracted, failedRow, failedWhat } = message;
  const shown = timed || message.orphaned || edited || retracted || state === 'failed';
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
    <div role="listitem" className={classNames(styles.message, own && styles.own)}>
      {/* A tap anywhere on it; the keyboard and those who listen have the button inside. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        className={classNames(styles.bubble, state === 'failed' && styles.failedBubble)}
        onClick={(event) => {
          if (!isSelecting(event) && !isFollowing(event)) onDetails(message.id);
        }}
      >
        {named && !own ? (
          <div className={styles.author}>
            <bdi>{author}</bdi>
          </div>
        ) : (
          <Unseen>{author} </Unseen>
        )}
        {/* The direction follows the text; what stands beside it has its own. */}
        <div dir="auto" className={styles.body}>
          <MessageText message={message} />
          <span dir={languages[language].dir} className={shown ? styles.meta : styles.unseenMeta}>
            {message.orphaned && <span>{texts.room.orphaned}</span>}
            {edited && !retracted && <span>{texts.room.edited}</span>}
            <time dateTime={new Date(atMs).toISOString()}>{clockTime(atMs)}</time>
            {state && <span className={styles[state]}>{texts.room.states[state]}</span>}
          </span>
        </div>
        {message.seq !== undefined && message.waitedSec >= lateSec && (
          <div className={styles.late}>{texts.room.late(span(message.waitedSec * 1000))}</div>
        )}
        <button
          type="button"
          className={styles.details}
          aria-label={texts.room.details}
          aria-haspopup="dialog"
          data-details
          tabIndex={stops ? 0 : -1}
        >
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      </div>
      {failedRow && failedWhat && (
        <div className={styles.ways}>
          {failedWhat !== 'message' && <span>{texts.outbox.what[failedWhat]}</span>}
          <OutboxWays
            id={failedRow}
            problem={message.problem}
            mayRetry
            onDiscard={() => onDiscard({ id: failedRow, what: failedWhat })}
          />
        </div>
      )}
    </div>
  );
});

function MessageText({ message: { text, retracted, unknownKind } }: { message: MessageView }) {
  if (retracted) return <span className={styles.instead}>{texts.room.retracted}</span>;
  if (unknownKind) return <span className={styles.instead}>{texts.room.unknownKind}</span>;
  return <span className={styles.text}>{mayHaveLinks.test(text) ? <LinkedText text={text} /> : text}</span>;
}

const isFollowing = ({ target }: MouseEvent): boolean =>
  target instanceof Element && target.closest('a') !== null;

/** The end of selecting some words with the mouse is a click too. */
function isSelecting({ target, currentTarget }: MouseEvent): boolean {
  if (target instanceof Element && target.closest('button')) return false;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && currentTarget.contains(selection.anchorNode);
}
