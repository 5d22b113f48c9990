// The emoji below a message, each with how many gave it. A press gives the same one too, or takes the own one back.
import type { MessageView } from '../../store/state';
import { classNames } from '../design/class-names';
import { texts } from '../texts/texts';
import styles from './Reactions.module.css';
import { sayReaction } from './say-reaction';

interface ReactionsProps {
  message: MessageView;
  /** They are stops for the Tab key; otherwise the arrows reach them. */
  stops: boolean;
  /** Nothing can be given here any more. */
  disabled: boolean;
  onReact: (id: MessageView['id'], emoji: string | undefined) => void;
}

export function Reactions({ message: { id, reactions }, stops, disabled, onReact }: ReactionsProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would be drawn as one
    <div role="group" aria-label={texts.row.reactions} className={styles.reactions}>
      {reactions.map((reaction) => (
        <button
          key={reaction.emoji}
          type="button"
          className={classNames(styles.reaction, reaction.state && styles[reaction.state])}
          aria-pressed={reaction.own}
          aria-label={sayReaction(reaction)}
          disabled={disabled}
          tabIndex={stops ? 0 : -1}
          onClick={() => onReact(id, reaction.own ? undefined : reaction.emoji)}
        >
          <span className={styles.emoji}>{reaction.emoji}</span>
          {texts.row.count(reaction.count)}
          {reaction.state === 'failed' && <span>{texts.room.states.failed}</span>}
        </button>
      ))}
    </div>
  );
}
