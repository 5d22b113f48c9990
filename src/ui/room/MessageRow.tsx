// One message. Drawn again only when the message or its place in a run changes.
import { Ellipsis } from 'lucide-react';
import { memo, useEffect, useId, useRef, type MouseEvent, type RefObject } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView } from '../../store/state';
import { classNames } from '../design/class-names';
import { Unseen } from '../design/Unseen';
import { lazyPart } from '../lazy-part';
import type { Discardable } from '../outbox/use-discard';
import { clockTime, span } from '../texts/times';
import { language, texts } from '../texts/texts';
import { languages } from '../texts/languages';
import { Formatted } from './Formatted';
import { keyOf } from './item-order';
import styles from './MessageRow.module.css';
import { WaysOn } from './WaysOn';

// Most messages have neither.
const Quote = lazyPart(
  () => import('./Quote'),
  (part) => part.Quote,
  { quiet: true, wordless: true },
);
const Reactions = lazyPart(
  () => import('./Reactions'),
  (part) => part.Reactions,
  { quiet: true, wordless: true },
);

const stacked = /\p{M}{4}/u;
/** Having waited for less is no news. */
const lateSec = 120;

interface MessageRowProps {
  message: MessageView;
  /** The author's name is drawn above; otherwise it is only said. */
  named: boolean;
  /** Time and state are drawn; otherwise they are only said, unless they are news. */
  timed: boolean;
  /** Its buttons are stops for the Tab key; those of the others are reached by the arrows. */
  stops: boolean;
  /** Somebody jumped to it a moment ago. */
  marked: boolean;
  /** Nothing can be written in the room. */
  readOnly: boolean;
  onDetails: (id: EntryId) => void;
  /** To another message, from the one with this key. */
  onJump: (target: EntryId, from: string) => void;
  onReact: (id: EntryId, emoji: string | undefined) => void;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, named, stops, marked, readOnly, onDetails, onJump, onReact, onDiscard } = props;
  const { own, author, state, reply, mentionsSelf, failedRow, failedWhat } = message;
  const bodyId = useId();
  const details = useRef<HTMLButtonElement>(null);
  // The keyboard, and whoever listens, comes along.
  useEffect(() => (marked ? focusSoon(details) : undefined), [marked]);
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
      role="listitem"
      className={classNames(styles.message, own && styles.own)}
      data-row={keyOf(message)}
      data-marked={marked}
    >
      {/* A tap anywhere on it; the keyboard and those who listen have the button inside. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        className={classNames(
          styles.bubble,
          state === 'failed' && styles.failedBubble,
          mentionsSelf && styles.forMe,
        )}
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
        {reply && !message.retracted && (
          <Quote reply={reply} stops={stops} onJump={() => onJump(reply.id, keyOf(message))} />
        )}
        {/* The direction follows the text; what stands beside it has its own. */}
        <div
          id={bodyId}
          dir="auto"
          className={classNames(styles.body, stacked.test(message.text) && styles.stacked)}
        >
          <MessageText message={message} />
          <Meta message={message} timed={props.timed} />
        </div>
        {message.seq !== undefined && message.waitedSec >= lateSec && (
          <div className={styles.late}>{texts.room.late(span(message.waitedSec * 1000))}</div>
        )}
        <button
          ref={details}
          type="button"
          className={styles.details}
          aria-label={texts.room.details}
          aria-describedby={bodyId}
          aria-haspopup="dialog"
          data-details
          tabIndex={stops ? 0 : -1}
        >
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      </div>
      {message.reactions.length > 0 && (
        <Reactions message={message} stops={stops} disabled={readOnly} onReact={onReact} />
      )}
      {failedRow && failedWhat && (
        <div className={styles.ways}>
          {failedWhat !== 'message' && <span>{texts.outbox.what[failedWhat]}</span>}
          <WaysOn
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
  return (
    <span className={styles.text}>
      <Formatted text={text} />
    </span>
  );
}

/** Time, state, and what else is worth a word. */
function Meta({ message, timed }: { message: MessageView; timed: boolean }) {
  const { atMs, state, edited, retracted, orphaned, mentionsSelf, readBy } = message;
  const shown = timed || orphaned || edited || retracted || mentionsSelf || state === 'failed';
  const Place = shown ? 'span' : Unseen;
  return (
    <Place dir={languages[language].dir} className={styles.meta}>
      {mentionsSelf && <span className={styles.mention}>{texts.row.mentionsYou}</span>}
      {orphaned && <span>{texts.room.orphaned}</span>}
      {edited && !retracted && <span>{texts.room.edited}</span>}
      <time dateTime={new Date(atMs).toISOString()}>{clockTime(atMs)}</time>
      {state && <span className={styles[state]}>{texts.room.states[state]}</span>}
      {state === 'read' && readBy && (
        <span className={styles.read}>{texts.row.by(readBy.read, readBy.of)}</span>
      )}
    </Place>
  );
}

/** Rows that have just come are hidden until they are measured, and take no focus before. */
function focusSoon(button: RefObject<HTMLElement | null>): () => void {
  let frame = 0;
  const attempt = (left: number) => {
    button.current?.focus({ preventScroll: true });
    if (document.activeElement !== button.current && left > 0)
      frame = requestAnimationFrame(() => attempt(left - 1));
  };
  attempt(20);
  return () => cancelAnimationFrame(frame);
}

const isFollowing = ({ target }: MouseEvent): boolean =>
  target instanceof Element && target.closest('a') !== null;

/** The end of selecting some words with the mouse is a click too. */
function isSelecting({ target, currentTarget }: MouseEvent): boolean {
  if (target instanceof Element && target.closest('button')) return false;
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && currentTarget.contains(selection.anchorNode);
}
