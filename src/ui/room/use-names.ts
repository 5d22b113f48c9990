// Who may be named with `@` in this room, as far as it is known without asking: the person, the members, and whoever wrote here.
import { useEffect, useMemo, useState } from 'react';
import type { OpenRoomView } from '../../store/state';
import { useActions, useAppState } from '../app-context';

/** The same list for as long as it says the same, so that no row is drawn anew for it. */
export function useNames({ room, items }: Pick<OpenRoomView, 'room' | 'items'>): readonly string[] {
  const actions = useActions();
  const own = useAppState(({ stage }) => ('name' in stage ? stage.name : ''));
  const [people, setPeople] = useState<readonly string[]>([]);
  useEffect(
    () => void actions.peopleOf(room).then((found) => setPeople(found.map(({ name }) => name))),
    [actions, room],
  );
  const found = useMemo(() => {
    const authors = items.flatMap((item) => (item.type === 'message' ? [item.author] : []));
    return [...new Set([own, ...people, ...authors])].filter((name) => name !== '');
  }, [items, own, people]);
  const [names, setNames] = useState<readonly string[]>(found);
  if (found.length !== names.length || found.some((name, index) => name !== names[index])) setNames(found);
  return names;
}
