// The messages of the open room. Only those around the screen are in the page, so 10,000 scroll like 100.
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { Virtualizer } from 'virtua';
import type { EntryId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import type { Discardable } from '../outbox/use-discard';
import { texts } from '../texts/texts';
import { dayName, dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { Beginning } from './Beginning';
import { ChangeRow } from './ChangeRow';
import { HoleRow } from './HoleRow';
import {
  endsMinute,
  incomingAfter,
  keyOf,
  newestSeq,
  startsDay,
  startsRun,
  startsUnread,
} from './item-order';
import styles from './MessageList.module.css';
import { MessageRow } from './MessageRow';
import { onRowKeys } from './row-keys';
import { useMarkRead } from './use-mark-read';
import { useOlder } from './use-older';
import { usePlace } from './use-place';

/** Drawn above and below the screen, so that fast scrolling meets no blank and a search in the page finds more. */
const bufferPx = 3600;

interface MessageListProps {
  open: OpenRoomView;
  onDetails: (id: EntryId) => void;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export function MessageList({ open, onDetails, onDiscard }: MessageListProps) {
  const { items, firstUnreadSeq } = open;
  const scroller = useRef<HTMLDivElement>(null);
  const { list, shift, leftAtSeq, onScroll, onResize, toNewest } = usePlace(items);
  const older = useOlder(open.older);
  const today = dayNumber(useNow(60_000));
  useMarkRead(newestSeq(items), leftAtSeq === undefined);

  // While the newest is kept on the screen the list is on its way there, wherever it stands at the moment.
  const { near } = older;
  const atNewest = leftAtSeq === undefined;
  const nearTop = useCallback(() => {
    const element = scroller.current;
    if (element) near(atNewest ? element.scrollHeight - element.clientHeight : element.scrollTop);
  }, [near, atNewest]);
  useEffect(nearTop, [nearTop]);

  const hasNew = leftAtSeq !== undefined && incomingAfter(items, leftAtSeq).length > 0;
  return (
    <div className={styles.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the buttons inside, on their way up */}
      <div
        ref={scroller}
        className={styles.list}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- virtua's own elements stand between list and items
        role="list"
        aria-label={texts.room.messages}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={onRowKeys}
      >
        <div className={styles.above} />
        <Virtualizer
          ref={list}
          data={items}
          shift={shift}
          bufferSize={bufferPx}
          onScroll={(offset) => {
            onScroll(offset);
            near(offset);
          }}
          onResize={() => {
            onResize();
            nearTop();
          }}
        >
          {(item, index) => (
            <div key={keyOf(item)} className={styles.item} data-run={startsRun(items, index)}>
              {index === 0 && <Beginning open={open} problem={older.problem} onLoad={older.load} />}
              {item.type !== 'hole' && startsDay(items, index) && (
                <p className={styles.day}>{dayName(item.atMs, today)}</p>
              )}
              {startsUnread(items, index, firstUnreadSeq) && (
                <p className={styles.unread}>{texts.room.newLine}</p>
              )}
              {item.type === 'hole' && <HoleRow hole={item} />}
              {item.type === 'change' && (
                <ChangeRow change={item} onDiscard={() => onDiscard({ id: item.id, what: 'change' })} />
              )}
              {item.type === 'message' && (
                <MessageRow
                  message={item}
                  named={startsRun(items, index)}
                  timed={endsMinute(items, index)}
                  stops={index === items.length - 1}
                  onDetails={onDetails}
                  onDiscard={onDiscard}
                />
              )}
            </div>
          )}
        </Virtualizer>
      </div>
      {items.every(({ type }) => type === 'change') && open.older === 'none' && (
        <p className={styles.empty}>{texts.room.empty}</p>
      )}
      {items.length === 0 && open.older === 'removed' && (
        <p className={styles.empty}>{texts.room.olderRemoved}</p>
      )}
      {leftAtSeq !== undefined && (
        <button type="button" className={styles.newest} data-new={hasNew} onClick={toNewest}>
          {hasNew ? texts.room.newMessages : <span className={styles.quiet}>{texts.room.toNewest}</span>}
          <ArrowDown size={18} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
