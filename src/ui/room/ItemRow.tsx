// One item of the list, with what stands above it.
import type { EntryId } from '../../protocol/ids';
import type { ItemView } from '../../store/state';
import type { Discardable } from '../outbox/use-discard';
import type { ReactElement, ReactNode } from 'react';
import { lazyPart } from '../lazy-part';
import { texts } from '../texts/texts';
import { ChangeRow } from './ChangeRow';
import styles from './MessageList.module.css';
import { MessageRow } from './MessageRow';

// A room that is whole has none.
const HoleRow = lazyPart(
  () => import('./HoleRow'),
  (part) => part.HoleRow,
  { quiet: true, wordless: true },
);

interface ItemRowProps {
  item: ItemView;
  /** It begins an author's run. */
  run: boolean;
  /** The name of the day that begins with it. */
  day: string | undefined;
  /** What is not read yet begins with it. */
  isNew: boolean;
  /** What a message needs to know; see MessageRow. */
  timed: boolean;
  last: boolean;
  marked: boolean;
  readOnly: boolean;
  /** What stands above the first one. */
  beginning: ReactNode;
  onDetails: (id: EntryId) => void;
  onJump: (target: EntryId, from: string) => void;
  onReact: (id: EntryId, emoji: string | undefined) => void;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export function ItemRow(props: ItemRowProps) {
  const { item, run, day, isNew, last, beginning, onDiscard } = props;
  return (
    <div className={styles.item} data-run={run} data-last={last}>
      {beginning}
      {day !== undefined && <p className={styles.day}>{day}</p>}
      {isNew && <p className={styles.unread}>{texts.room.newLine}</p>}
      {item.type === 'hole' && <HoleRow hole={item} />}
      {item.type === 'change' && (
        <ChangeRow change={item} onDiscard={() => onDiscard({ id: item.id, what: 'change' })} />
      )}
      {item.type === 'message' && <MessageRow {...props} message={item} named={run} stops={last} />}
    </div>
  );
}

export type DrawnRows = WeakMap<ItemView, ReactElement<ItemRowProps>>;

/** The element from before as long as it says the same: then neither React nor virtua looks at the row again. */
export function sameRow(drawn: DrawnRows, row: ReactElement<ItemRowProps>): ReactElement<ItemRowProps> {
  const { props } = row;
  const old = drawn.get(props.item);
  if (old && Object.keys(props).every((name) => old.props[name as 'item'] === props[name as 'item']))
    return old;
  drawn.set(props.item, row);
  return row;
}
