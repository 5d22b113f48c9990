// The emoji that are given most, one press away, and the way to all others. The one that was given is pressed, and another press takes
// it back.
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import type { MessageView, Outcome } from '../../store/state';
import { useActions } from '../app-context';
import { lazyPart } from '../lazy-part';
import { later } from '../texts/texts';
import styles from './QuickReactions.module.css';

const EmojiPicker = lazyPart(
  () => import('../emoji/EmojiPicker'),
  (part) => part.EmojiPicker,
);

const quick: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

interface QuickReactionsProps {
  message: MessageView;
  act: (work: () => Promise<Outcome>) => Promise<void>;
}

export function QuickReactions({ message: { id, reactions }, act }: QuickReactionsProps) {
  const actions = useActions();
  const [picking, setPicking] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const own = reactions.find((reaction) => reaction.own)?.emoji;
  const offered = own === undefined || quick.includes(own) ? quick : [...quick, own];
  const give = (emoji: string) => void act(() => actions.react(id, emoji === own ? undefined : emoji));
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would be drawn as one
      role="group"
      aria-label={later.ways.react}
      className={styles.quick}
    >
      {offered.map((emoji) => (
        <button
          key={emoji}
          type="button"
          className={styles.emoji}
          aria-pressed={emoji === own}
          onClick={() => give(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        ref={more}
        type="button"
        className={styles.emoji}
        aria-label={later.ways.more}
        aria-expanded={picking}
        onClick={() => setPicking(!picking)}
      >
        <Plus size={20} aria-hidden="true" />
      </button>
      {picking && (
        <div className={styles.picker}>
          <EmojiPicker
            onPick={give}
            onClose={() => {
              setPicking(false);
              more.current?.focus();
            }}
          />
        </div>
      )}
    </div>
  );
}
