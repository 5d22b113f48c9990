// Who may be named with `@` in this room, as far as it is known without asking: the person, the other one of two, and whoever wrote here.
import { useMemo, useState } from 'react';
import type { OpenRoomView } from '../../store/state';
import { useAppState } from '../app-context';

/** The same list for as long as it says the same, so that no row is drawn anew for it. */
export function useNames({ items, name, partner }: Pick<OpenRoomView, 'items' | 'name' | 'partner'>) {
  const own = useAppState(({ stage }) => ('name' in stage ? stage.name : ''));
  const found = useMemo(() => {
    const authors = items.map((item) => (item.type === 'message' && !item.own ? item.author : ''));
    return [...new Set([own, partner === undefined ? '' : name, ...authors])].filter((each) => each !== '');
  }, [items, own, name, partner]);
  const [names, setNames] = useState<readonly string[]>(found);
  if (found.length !== names.length || found.some((each, index) => each !== names[index])) setNames(found);
  return names;
}
