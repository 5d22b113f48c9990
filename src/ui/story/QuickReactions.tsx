// The emoji that are given most, one press away. The one that was given is pressed, and another press takes it back.
import type { MessageView, Outcome } from '../../store/state';
import { useActions } from '../app-context';
import { later } from '../texts/texts';
import styles from './QuickReactions.module.css';

const quick: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

interface QuickReactionsProps {
  message: MessageView;
  act: (work: () => Promise<Outcome>) => Promise<void>;
}

export function QuickReactions({ message: { id, reactions }, act }: QuickReactionsProps) {
  const actions = useActions();
  const own = reactions.find((reaction) => reaction.own)?.emoji;
  const offered = own === undefined || quick.includes(own) ? quick : [...quick, own];
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would be drawn as one
    <div role="group" aria-label={later.ways.react} className={styles.quick}>
      {offered.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={styles.emoji}
          aria-pressed={emoji === own}
          onClick={() => void act(() => actions.react(id, emoji === own ? undefined : emoji))}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
