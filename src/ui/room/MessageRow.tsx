// One message. Drawn again only when the message or its place in a run changes.
import { memo } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView } from '../../store/state';
import { classNames } from '../design/class-names';
import { Unseen } from '../design/Unseen';
import { clockTime } from '../texts/times';
import { texts } from '../texts/en';
import { FailedWays } from './FailedWays';
import styles from './MessageRow.module.css';

interface MessageRowProps {
  message: MessageView;
  /** The author's name is drawn above; otherwise it is only said. */
  named: boolean;
  /** Time and state are drawn; otherwise they are only said, unless the state is news. */
  timed: boolean;
  onDiscard: (id: EntryId) => void;
}

export const MessageRow = memo(function MessageRow({ message, named, timed, onDiscard }: MessageRowProps) {
  const { own, author, atMs, state } = message;
  const shown = timed || state === 'failed';
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an `li` may stand in an `ul` only, see MessageList
    <div role="listitem" className={classNames(styles.message, own && styles.own)}>
      <div className={classNames(styles.bubble, state === 'failed' && styles.failedBubble)}>
        {named && !own ? (
          <div className={styles.author}>
            <bdi>{author}</bdi>
          </div>
        ) : (
          <Unseen>{author} </Unseen>
        )}
        {/* The direction follows the text; what stands beside it has its own. */}
        <div dir="auto" className={styles.body}>
          {message.unknownKind ? (
            <span className={styles.unknown}>{texts.room.unknownKind}</span>
          ) : (
            <span className={styles.text}>{message.text}</span>
          )}
          <span dir="ltr" className={shown ? styles.meta : styles.unseenMeta}>
            <time dateTime={new Date(atMs).toISOString()}>{clockTime(atMs)}</time>
            {state && <span className={styles[state]}>{texts.room.states[state]}</span>}
          </span>
        </div>
      </div>
      {state === 'failed' && <FailedWays message={message} onDiscard={onDiscard} />}
    </div>
  );
});
