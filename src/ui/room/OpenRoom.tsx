// A room that is read: its messages, what is said of new ones, and the box.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { EntryId } from '../../protocol/ids';
import type { ItemView, MessageView, OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { forwarding } from '../forwarding';
import { lazyPart } from '../lazy-part';
import { useDiscard, type Discardable } from '../outbox/use-discard';
import { newMessagePath } from '../place';
import { inWords } from '../texts/in-words';
import { texts } from '../texts/texts';
import { useAttempt } from '../use-attempt';
import { Announcer } from './Announcer';
import { createBox } from './box';
import { Composer } from './Composer';
import { mayAnswer, mayChange } from './message-ways';
import { MessageList } from './MessageList';
import { insteadOfBox } from './instead-of-box';
import styles from './OpenRoom.module.css';
import { useEditing } from './use-editing';
import { useReply } from './use-reply';

const Story = lazyPart(
  () => import('../story/Story'),
  (part) => part.Story,
  {
    frame: ({ onClose, children }) => (
      <Dialog title={texts.story.title} closeLabel={texts.story.close} onClose={onClose}>
        {children}
      </Dialog>
    ),
  },
);

const InsteadOfBox = lazyPart(
  () => import('./InsteadOfBox'),
  (part) => part.InsteadOfBox,
  { quiet: true },
);
const DiscardedNote = lazyPart(
  () => import('../outbox/DiscardedNote'),
  (part) => part.DiscardedNote,
  { quiet: true },
);

interface OpenRoomProps {
  open: OpenRoomView;
  focusBox: boolean;
  /** The message that the address names. */
  target: string | undefined;
}

const Missing = lazyPart(
  () => import('./Missing'),
  (part) => part.Missing,
  { quiet: true, wordless: true },
);

export function OpenRoom({ open, focusBox, target }: OpenRoomProps) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const { room, items } = open;
  const storageTrouble = useAppState((state) => state.storageTrouble);
  const replying = useReply(open);
  const [box] = useState(() =>
    createBox({
      draft: open.draft,
      send: replying.send,
      saveDraft: replying.saveDraft,
      unexpected: texts.unexpected,
    }),
  );
  // Whoever comes to read a message does not want to write first.
  const [cameToRead] = useState(target !== undefined);
  const discarding = useDiscard();
  const isBlocked = useAppState(({ blocked }) => blocked.some(({ user }) => user === open.partner));
  const instead = insteadOfBox(open, isBlocked);
  const editing = useEditing(open);
  const { attempt, problem } = useAttempt();
  const [storyOf, setStoryOf] = useState<EntryId>();
  const told = storyOf === undefined ? undefined : messageIn(items, storyOf);

  const { discard, tell } = discarding;
  const onDiscard = useCallback(
    (row: Omit<Discardable, 'room'>) => discard({ ...row, room }),
    [discard, room],
  );
  const onCancel = () => {
    const words = editing.cancel();
    if (words) tell({ what: 'edit', target: words.id, text: words.text }, room);
  };
  const closeStory = useCallback(() => setStoryOf(undefined), []);
  const onReact = useCallback(
    (id: EntryId, emoji: string | undefined) => void attempt(() => actions.react(id, emoji)),
    [actions, attempt],
  );
  const startReply = (message: MessageView) => {
    // The box is the draft's again.
    onCancel();
    replying.start(message);
  };
  const startEdit = ({ id, text }: MessageView) => editing.start({ id, before: text, text });

  // The list listens to fingers for as long as it is there, and what they mean is of this moment.
  const pulled = useRef<(id: EntryId) => void>(undefined);
  // The box is drawn anew only for what is in it.
  const editLast = useRef<() => void>(undefined);
  useEffect(() => {
    editLast.current = () => {
      const last = items.findLast(
        (item): item is MessageView => item.type === 'message' && mayChange(item) && mayAnswer(item),
      );
      if (last) startEdit(last);
    };
    pulled.current = (id) => {
      const message = messageIn(items, id);
      if (message && mayAnswer(message) && !instead) startReply(message);
    };
  });
  const onReply = useCallback((id: EntryId) => pulled.current?.(id), []);

  const onEditLast = useCallback(() => editLast.current?.(), []);

  const trouble = storageTrouble === undefined ? problem : inWords(storageTrouble);
  return (
    <>
      {instead?.why === 'blocked' ? (
        <div className={styles.hidden} />
      ) : (
        <>
          {open.missing > 0 && <Missing count={open.missing} />}
          <MessageList
            open={open}
            target={target}
            readOnly={instead !== undefined}
            onDetails={setStoryOf}
            onReply={onReply}
            onReact={onReact}
            onDiscard={onDiscard}
          />
          <Announcer items={items} />
        </>
      )}
      <DiscardedNote
        discarding={discarding}
        undoLabel={texts.outbox.putBack}
        onUndo={(row) => {
          if (row.what === 'retract') return actions.takeBack(row.target);
          if (row.what === 'change') return actions.changeRoom(room, row.change);
          if (row.what === 'reaction') return actions.react(row.target, row.emoji || undefined);
          if (row.what === 'message') {
            box.putBack(row.text);
            const answered = row.replyTo === undefined ? undefined : messageIn(items, row.replyTo);
            if (answered) replying.start(answered);
          } else editing.start({ id: row.target, before: '', text: row.text });
          return Promise.resolve({ ok: true });
        }}
      />
      <div className={styles.trouble} data-trouble={trouble !== undefined}>
        <Problem>{trouble}</Problem>
      </div>
      {instead ? (
        <InsteadOfBox open={open} instead={instead} onDiscard={onDiscard} />
      ) : (
        <Composer
          box={editing.box ?? box}
          focus={
            focusBox || editing.box !== undefined || (!cameToRead && matchMedia('(min-width: 701px)').matches)
          }
          onCancel={editing.box && onCancel}
          reply={editing.box ? undefined : replying.reply}
          onCancelReply={replying.end}
          onEditLast={onEditLast}
        />
      )}
      {told && (
        <Story
          message={told}
          room={room}
          mayWrite={!instead}
          onClose={closeStory}
          onReply={() => {
            closeStory();
            startReply(told);
          }}
          onForward={() => navigate(newMessagePath, { state: forwarding(told.text) })}
          onEdit={() => {
            closeStory();
            startEdit(told);
          }}
          onDiscard={() => {
            closeStory();
            onDiscard({ id: told.id, what: 'message' });
          }}
        />
      )}
    </>
  );
}

const messageIn = (items: readonly ItemView[], id: EntryId): MessageView | undefined =>
  items.find((item): item is MessageView => item.type === 'message' && item.id === id);
