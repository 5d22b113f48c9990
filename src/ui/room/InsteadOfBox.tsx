// In the place of the box: why nothing can be written here, and what can be done about it.
import type { OpenRoomView } from '../../store/state';
import type { Discardable } from '../outbox/use-discard';
import type { Instead } from './instead-of-box';
import { InsteadWays } from './InsteadWays';
import styles from './InsteadOfBox.module.css';

export interface InsteadProps {
  open: OpenRoomView;
  instead: Instead;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export function InsteadOfBox(props: InsteadProps) {
  return (
    <div className={styles.instead}>
      <p>{props.instead.words}</p>
      <InsteadWays {...props} />
    </div>
  );
}
