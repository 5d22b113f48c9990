// A room that is read: its messages, what is said of new ones, and the box.
import { useCallback, useState } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { MessageView, OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { Problem } from '../design/Problem';
import { DiscardedNote } from '../outbox/DiscardedNote';
import { useDiscard } from '../outbox/use-discard';
import { Story } from '../story/Story';
import { texts } from '../texts/en';
import { Announcer } from './Announcer';
import { createBox } from './box';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import styles from './OpenRoom.module.css';
import { useEditing } from './use-editing';

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
  const editing = useEditing();
  const [storyOf, setStoryOf] = useState<EntryId>();
  const told =
    storyOf === undefined
      ? undefined
      : open.items.find((item): item is MessageView => item.type === 'message' && item.id === storyOf);

  const { discard } = discarding;
  const onDiscard = useCallback((id: EntryId) => discard({ id, room, what: 'message' }), [discard, room]);
  const closeStory = useCallback(() => setStoryOf(undefined), []);

  return (
    <>
      <MessageList open={open} onDetails={setStoryOf} onDiscard={onDiscard} />
      <Announcer items={open.items} />
      <DiscardedNote
        discarding={discarding}
        undoLabel={texts.outbox.putBack}
        onUndo={(text) => {
          box.putBack(text);
          return Promise.resolve({ ok: true });
        }}
      />
      <div className={styles.trouble} data-trouble={storageTrouble !== undefined}>
        <Problem>{storageTrouble}</Problem>
      </div>
      <Composer
        box={editing.box ?? box}
        focus={focusBox || editing.box !== undefined || matchMedia('(min-width: 701px)').matches}
        onCancel={editing.box && editing.cancel}
      />
      {told && (
        <Story
          message={told}
          onClose={closeStory}
          onEdit={() => {
            closeStory();
            editing.start(told);
          }}
          onDiscard={() => {
            closeStory();
            onDiscard(told.id);
          }}
        />
      )}
    </>
  );
}
