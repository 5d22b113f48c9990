// Who is in a room: what the broker says now, page by page, and without a link what it said last.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RoomId, UserId } from '../../protocol/ids';
import { membersInPage } from '../../protocol/limits';
import type { KnownMember } from '../../store/members-view';
import { useActions, useAppState } from '../app-context';
import { texts } from '../texts/texts';

interface MemberList {
  /** `undefined`: not known yet. */
  readonly members: readonly KnownMember[] | undefined;
  readonly problem: string | undefined;
  /** There are more of them. */
  readonly hasMore: boolean;
  readonly more: () => void;
}

/** `changedAtSeq`: the newest change of the room that is known; behind another one the list is asked for again. */
export function useMembers(room: RoomId, changedAtSeq: number): MemberList {
  const actions = useActions();
  const online = useAppState((state) => state.connection.state === 'online');
  const [members, setMembers] = useState<readonly KnownMember[]>();
  const [hasMore, setHasMore] = useState(false);
  const [problem, setProblem] = useState<string>();
  const pages = useRef(1);
  const newestAsk = useRef(0);
  const askedAtSeq = useRef(changedAtSeq);

  useEffect(() => {
    void actions.remembered(`members ${room}`).then((known) => {
      setMembers((now) => now ?? (known as readonly KnownMember[] | undefined));
    });
  }, [actions, room]);

  const load = useCallback(async () => {
    const ask = ++newestAsk.current;
    const found: KnownMember[] = [];
    let after: UserId | undefined;
    let isLast = false;
    for (let page = 0; page < pages.current && !isLast; page++) {
      const answer = await actions.ask('members', { room, after });
      if (ask !== newestAsk.current) return;
      setProblem(answer.ok ? undefined : answer.message);
      if (!answer.ok) return;
      found.push(...answer.value.map(({ user, name, role }) => ({ user, name, role })));
      after = found.at(-1)?.user;
      isLast = answer.value.length < membersInPage;
    }
    setMembers(found);
    setHasMore(!isLast);
    if (pages.current === 1) await actions.remember(`members ${room}`, found);
  }, [actions, room]);

  const attempt = useCallback(() => {
    load().catch((error: unknown) => {
      setProblem(texts.unexpected);
      throw error;
    });
  }, [load]);

  useEffect(() => {
    askedAtSeq.current = changedAtSeq;
    if (online) attempt();
  }, [online, attempt, changedAtSeq]);

  return {
    members,
    problem,
    hasMore: hasMore && online,
    more: () => {
      pages.current++;
      attempt();
    },
  };
}
