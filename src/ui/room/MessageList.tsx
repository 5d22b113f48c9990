// The messages of the open room. Only those around the screen are in the page, so 10,000 scroll like 100.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import type { EntryId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import { createChunkLoader } from '../chunk-loader';
import { Problem } from '../design/Problem';
import type { Discardable } from '../outbox/use-discard';
import { texts } from '../texts/texts';
import { dayName, dayNumber } from '../texts/times';
import { useNow } from '../use-now';
import { Beginning } from './Beginning';
import { ItemRow, sameRow, type DrawnRows } from './ItemRow';
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
import { NamesContext } from './names-context';
import { onRowKeys } from './row-keys';
import { useJump } from './use-jump';
import { useMarkRead } from './use-mark-read';
import { useNames } from './use-names';
import { useOlder } from './use-older';
import { usePlace } from './use-place';
import { useUnreadAbove } from './use-unread-above';

/** Nobody needs them to read and to write. */
const loadGestures = createChunkLoader(
  () => import('./row-gestures'),
  (part) => part.listenToGestures,
);

/**
 * Drawn above and below the screen, so that fast scrolling meets no blank. Each row of it costs at every change, so there are fewer while
 * the newest is followed.
 */
const bufferPx = 1200;
const followingPx = 500;

interface MessageListProps {
  open: OpenRoomView;
  /** The message that the address names. */
  target: string | undefined;
  /** Nothing can be written in the room. */
  readOnly: boolean;
  onDetails: (id: EntryId) => void;
  onReply: (id: EntryId) => void;
  onReact: (id: EntryId, emoji: string | undefined) => void;
  onDiscard: (row: Omit<Discardable, 'room'>) => void;
}

export function MessageList(props: MessageListProps) {
  const { open, target, readOnly, onDetails, onReply, onReact, onDiscard } = props;
  const { items, firstUnreadSeq } = open;
  const scroller = useRef<HTMLDivElement>(null);
  const place = usePlace(items, scroller);
  const { list, shift, leftAtSeq, onScroll, onResize } = place;
  const jumping = useJump(open, target, place);
  const unread = useUnreadAbove(open);
  const names = useNames(open);
  const [drawn] = useState((): DrawnRows => new WeakMap());
  const older = useOlder(open.older);
  const today = dayNumber(useNow(60_000));
  useMarkRead(newestSeq(items), leftAtSeq === undefined && !jumping.busy);

  // While the newest is kept on the screen the list is on its way there, wherever it stands at the moment.
  const { near } = older;
  const atNewest = leftAtSeq === undefined;
  const nearTop = useCallback(() => {
    const handle = list.current;
    if (handle) near(atNewest ? handle.scrollSize - handle.viewportSize : handle.scrollOffset);
  }, [near, atNewest, list]);
  useEffect(nearTop, [nearTop]);

  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const listen = async () => {
      const listenToGestures = await loadGestures();
      const idOf = (key: string) => key.slice(key.lastIndexOf('/') + 1) as EntryId;
      if (!gone && scroller.current)
        stop = listenToGestures(scroller.current, {
          open: (key) => onDetails(idOf(key)),
          reply: (key) => onReply(idOf(key)),
        });
    };
    // Without them the button of each message does the same; the next room asks again.
    void Promise.allSettled([listen()]);
    return () => {
      gone = true;
      stop();
    };
  }, [onDetails, onReply]);

  const newOnes = leftAtSeq === undefined ? 0 : incomingAfter(items, leftAtSeq).length;
  return (
    <NamesContext value={names}>
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
            bufferSize={atNewest ? followingPx : bufferPx}
            onScroll={(offset) => {
              onScroll(offset);
              near(offset);
              unread.look(list.current?.findItemIndex(offset) ?? 0);
            }}
            onResize={() => {
              onResize();
              // Elsewhere the place moves along, and says so by scrolling.
              if (atNewest) nearTop();
            }}
          >
            {(item, index) =>
              sameRow(
                drawn,
                <ItemRow
                  key={keyOf(item)}
                  item={item}
                  run={startsRun(items, index)}
                  day={
                    item.type !== 'hole' && startsDay(items, index) ? dayName(item.atMs, today) : undefined
                  }
                  isNew={startsUnread(items, index, firstUnreadSeq)}
                  timed={endsMinute(items, index)}
                  last={index === items.length - 1}
                  marked={jumping.marked === keyOf(item)}
                  readOnly={readOnly}
                  beginning={
                    index === 0 && <Beginning open={open} problem={older.problem} onLoad={older.load} />
                  }
                  onDetails={onDetails}
                  onJump={jumping.jump}
                  onReact={onReact}
                  onDiscard={onDiscard}
                />,
              )
            }
          </Virtualizer>
        </div>
        {items.every(({ type }) => type === 'change') && open.older === 'none' && (
          <p className={styles.empty}>{texts.room.empty}</p>
        )}
        {items.length === 0 && open.older === 'removed' && (
          <p className={styles.empty}>{texts.room.olderRemoved}</p>
        )}
        <div className={styles.over}>
          {unread.isAbove && (
            <button type="button" className={styles.jump} onClick={() => jumping.go(String(firstUnreadSeq))}>
              <span className={styles.quiet}>{texts.row.toUnread}</span>
              <ArrowUp size={18} aria-hidden="true" />
            </button>
          )}
          <div className={styles.problem}>
            <Problem>{jumping.problem}</Problem>
          </div>
          {leftAtSeq !== undefined && (
            <button type="button" className={styles.jump} data-new={newOnes > 0} onClick={jumping.leave}>
              {newOnes > 0 ? (
                texts.row.newMessages(newOnes)
              ) : (
                <span className={styles.quiet}>{texts.room.toNewest}</span>
              )}
              <ArrowDown size={18} aria-hidden="true" />
            </button>
          )}
        </div>
      </div>
    </NamesContext>
  );
}
