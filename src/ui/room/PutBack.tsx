// Says that something of this room was discarded, and puts it back: words into the box they came from.
import type { RoomId } from '../../protocol/ids';
import type { ItemView } from '../../store/state';
import { useActions } from '../app-context';
import { DiscardedNote } from '../outbox/DiscardedNote';
import type { Discarding } from '../outbox/use-discard';
import { texts } from '../texts/texts';
import type { Box } from './box';
import { messageIn } from './item-order';
import type { Editing } from './use-editing';
import type { Replying } from './use-reply';

interface PutBackProps {
  room: RoomId;
  items: readonly ItemView[];
  discarding: Discarding;
  box: Box;
  replying: Replying;
  editing: Editing;
}

export function PutBack({ room, items, discarding, box, replying, editing }: PutBackProps) {
  const actions = useActions();
  return (
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
  );
}
