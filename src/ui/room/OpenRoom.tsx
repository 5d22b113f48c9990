// A room that is read: its messages, what is said of new ones, and the box.
import { useCallback, useState } from 'react';
import type { EntryId } from '../../protocol/ids';
import type { OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { texts } from '../texts/en';
import { Announcer } from './Announcer';
import { createBox } from './box';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import styles from './OpenRoom.module.css';

export function OpenRoom({ open, focusBox }: { open: OpenRoomView; focusBox: boolean }) {
  const actions = useActions();
  const { room } = open;
  const [box] = useState(() =>
    createBox({
      draft: open.draft,
      send: (text) => actions.send(room, text),
      saveDraft: (text) => actions.saveDraft(room, text),
      unexpected: texts.unexpected,
    }),
  );
  const [discarded, setDiscarded] = useState<string>();

  const onDiscard = useCallback(
    (id: EntryId) => {
      void actions.discard(id).then(setDiscarded);
    },
    [actions],
  );

  return (
    <>
      <MessageList open={open} onDiscard={onDiscard} />
      <Announcer items={open.items} />
      <div aria-live="polite">
        {discarded !== undefined && (
          <div className={styles.undo}>
            <span>{texts.room.discarded}</span>
            <Button
              look="small"
              onClick={() => {
                box.putBack(discarded);
                setDiscarded(undefined);
              }}
            >
              {texts.room.undo}
            </Button>
            <Button look="small" onClick={() => setDiscarded(undefined)}>
              {texts.room.dismiss}
            </Button>
          </div>
        )}
      </div>
      <Composer box={box} focus={focusBox || matchMedia('(min-width: 701px)').matches} />
    </>
  );
}
