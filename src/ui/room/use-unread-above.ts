// Whether what is new begins above the screen, for as long as nobody has seen where.
import { useCallback, useMemo, useState } from 'react';
import type { OpenRoomView } from '../../store/state';
import { startsUnread } from './item-order';

export interface UnreadAbove {
  readonly isAbove: boolean;
  /** To be told which item is the first on the screen whenever that may have changed. */
  readonly look: (topIndex: number) => void;
}

export function useUnreadAbove({
  items,
  firstUnreadSeq,
}: Pick<OpenRoomView, 'items' | 'firstUnreadSeq'>): UnreadAbove {
  const [state, setState] = useState<'unknown' | 'above' | 'seen'>('unknown');
  /** -1: it is above all that is drawn. */
  const begins = useMemo(
    () => items.findIndex((_, index) => startsUnread(items, index, firstUnreadSeq)),
    [items, firstUnreadSeq],
  );
  const look = useCallback(
    (topIndex: number) => setState((now) => (now === 'seen' || topIndex <= begins ? 'seen' : 'above')),
    [begins],
  );
  return { isAbove: state === 'above' && firstUnreadSeq !== undefined, look };
}
