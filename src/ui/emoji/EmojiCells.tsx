// The emoji of one group. Of all groups together one emoji is a stop for the Tab key; the arrows lead to the others. What a press does
// stands in the picker around them.
import { memo, useId } from 'react';
import styles from './EmojiPicker.module.css';
import { spokenName, type Emoji } from './emoji-search';

interface EmojiCellsProps {
  title: string;
  emoji: readonly Emoji[];
  /** The one among these that the Tab key reaches. */
  active: number | undefined;
}

export const EmojiCells = memo(function EmojiCells({ title, emoji, active }: EmojiCellsProps) {
  const id = useId();
  return (
    <div className={styles.section}>
      <h3 id={id} className={styles.title}>
        {title}
      </h3>
      <ul className={styles.cells} aria-labelledby={id}>
        {emoji.map((each, index) => (
          <li key={each.emoji}>
            <button
              type="button"
              className={styles.cell}
              aria-label={spokenName(each)}
              title={`:${each.names[0] ?? ''}:`}
              data-emoji={each.emoji}
              tabIndex={index === active ? 0 : -1}
            >
              {each.emoji}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
});
