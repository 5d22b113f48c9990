// An own message that gets another text. It has a box of its own, so that the draft stays where it is meanwhile; what is typed
// there is kept on disk like a draft.
import { useCallback, useMemo, useState } from 'react';
import type { Actions, OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { texts } from '../texts/texts';
import { createBox, type Box } from './box';

type EditDraft = NonNullable<OpenRoomView['edit']>;

export interface Editing {
  /** The box of the message that is being edited; `undefined`: none is. */
  readonly box: Box | undefined;
  readonly start: (edit: EditDraft) => void;
  /** Ends it; returns the words that are lost by that, `undefined` where there are none. */
  readonly cancel: () => EditDraft | undefined;
}

export function useEditing({ room, edit }: Pick<OpenRoomView, 'room' | 'edit'>): Editing {
  const actions = useActions();
  // What was begun before the room was left, or the page reloaded, goes on.
  const [begun, setBegun] = useState(edit);

  const end = useCallback(
    (which: EditDraft) => {
      setBegun((now) => (now === which ? undefined : now));
      actions.saveEdit(room, undefined);
    },
    [actions, room],
  );
  const box = useMemo(
    () => begun && createEditBox(actions, room, begun, () => end(begun)),
    [actions, room, begun, end],
  );

  const start = useCallback(
    (next: EditDraft) => {
      actions.saveEdit(room, next);
      setBegun(next);
    },
    [actions, room],
  );

  const cancel = useCallback(() => {
    if (!begun || !box) return undefined;
    end(begun);
    const { id, before } = begun;
    const { text } = box.getState();
    return text.trim() === '' || text.trim() === before.trim() ? undefined : { id, before, text };
  }, [begun, box, end]);

  return { box, start, cancel };
}

function createEditBox(
  actions: Actions,
  room: OpenRoomView['room'],
  { id, before, text: draft }: EditDraft,
  ended: () => void,
): Box {
  let over = false;
  return createBox({
    draft,
    async send(text) {
      const outcome = text === before.trim() ? ({ ok: true } as const) : await actions.edit(id, text);
      if (outcome.ok) {
        over = true;
        ended();
      }
      return outcome;
    },
    // The box is emptied behind the words that left it.
    saveDraft: (text) => !over && actions.saveEdit(room, { id, before, text }),
    unexpected: texts.unexpected,
  });
}
