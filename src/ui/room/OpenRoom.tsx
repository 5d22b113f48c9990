// A room that is read: its messages, what is said of new ones, and the box.
import { useCallback, useState } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView, OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Dialog } from '../design/Dialog';
import { Problem } from '../design/Problem';
import { lazyPart } from '../lazy-part';
import { DiscardedNote } from '../outbox/DiscardedNote';
import { useDiscard, type Discardable } from '../outbox/use-discard';
import { inWords } from '../texts/in-words';
import { texts } from '../texts/texts';
import { Announcer } from './Announcer';
import { createBox } from './box';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import { Missing } from './Missing';
import { InsteadOfBox } from './InsteadOfBox';
import { insteadOfBox } from './instead-of-box';
import styles from './OpenRoom.module.css';
import { useEditing } from './use-editing';

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

export function OpenRoom({ open, focusBox }: { open: OpenRoomView; focusBox: boolean }) {
  const actions = useActions();
  const { room } = open;
  const storageTrouble = useAppState((state) => state.storageTrouble);
  const [box] = useState(() =>
    createBox({
      draft: open.draft,
      send: (text) => actions.send(room, text),
      saveDraft: (text) => actions.saveDraft(room, text),
      unexpected: texts.unexpected,
    }),
  );
  const discarding = useDiscard();
  const isBlocked = useAppState(({ blocked }) => blocked.some(({ user }) => user === open.partner));
  const instead = insteadOfBox(open, isBlocked);
  const editing = useEditing(open);
  const [storyOf, setStoryOf] = useState<EntryId>();
  const told =
    storyOf === undefined
      ? undefined
      : open.items.find((item): item is MessageView => item.type === 'message' && item.id === storyOf);

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

  return (
    <>
      {instead?.why === 'blocked' ? (
        <div className={styles.hidden} />
      ) : (
        <>
          <Missing count={open.missing} />
          <MessageList open={open} onDetails={setStoryOf} onDiscard={onDiscard} />
          <Announcer items={open.items} />
        </>
      )}
      <DiscardedNote
        discarding={discarding}
        undoLabel={texts.outbox.putBack}
        onUndo={(row) => {
          if (row.what === 'retract') return actions.takeBack(row.target);
          if (row.what === 'change') return actions.changeRoom(room, row.change);
          if (row.what === 'reaction') return actions.react(row.target, row.emoji || undefined);
          if (row.what === 'message') box.putBack(row.text);
          else editing.start({ id: row.target, before: '', text: row.text });
          return Promise.resolve({ ok: true });
        }}
      />
      <div className={styles.trouble} data-trouble={storageTrouble !== undefined}>
        <Problem>{storageTrouble && inWords(storageTrouble)}</Problem>
      </div>
      {instead ? (
        <InsteadOfBox open={open} instead={instead} onDiscard={onDiscard} />
      ) : (
        <Composer
          box={editing.box ?? box}
          focus={focusBox || editing.box !== undefined || matchMedia('(min-width: 701px)').matches}
          onCancel={editing.box && onCancel}
        />
      )}
      {told && (
        <Story
          message={told}
          onClose={closeStory}
          onEdit={() => {
            closeStory();
            editing.start({ id: told.id, before: told.text, text: told.text });
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
