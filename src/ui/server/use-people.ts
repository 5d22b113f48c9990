// The people of the server, page by page, as far as they were asked for; sorted by name.
import { useCallback, useMemo, useState } from 'react';
import type { AdminUser } from '../../protocol/asks-admin';
import type { UserId } from '../../protocol/ids';
import { adminPage } from '../../protocol/limits';
import { useActions } from '../app-context';
import { useAnswer } from './use-answer';

export interface PeopleView {
  readonly people: readonly AdminUser[] | undefined;
  readonly problem: string | undefined;
  /** There are more of them. */
  readonly hasMore: boolean;
  loadMore(): void;
  reload(): Promise<void>;
}

/** Those whose names begin like `text`. */
export function usePeople(text: string): PeopleView {
  const actions = useActions();
  const [pages, setPages] = useState({ text, count: 1 });
  // Another text begins at its first page.
  const count = pages.text === text ? pages.count : 1;

  const ask = useCallback(async () => {
    const people: AdminUser[] = [];
    let after: UserId | undefined;
    let hasMore = true;
    for (let page = 1; hasMore && page <= count; page++) {
      const answer = await actions.ask('adminUsers', { text, after });
      if (!answer.ok) return answer;
      people.push(...answer.value);
      after = answer.value.at(-1)?.user;
      hasMore = answer.value.length === adminPage;
    }
    return { ok: true, value: { people, hasMore } } as const;
  }, [actions, text, count]);
  const { value, problem, reload } = useAnswer(ask);

  const people = useMemo(() => value?.people.toSorted((a, b) => a.shown.localeCompare(b.shown)), [value]);
  return {
    people,
    problem,
    hasMore: value?.hasMore ?? false,
    loadMore: () => setPages({ text, count: count + 1 }),
    reload,
  };
}
