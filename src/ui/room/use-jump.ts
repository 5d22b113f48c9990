// Goes to a message of the room, however far away it is: by an address, or from a message that answers it. The way there is a step in the
// browser's history, so that `back` leads to where one read before.
//
//   wanted ──among the items──▶ on the screen, marked for a moment, with the focus
//     └──not there──▶ brought ──▶ wanted, as it is found there
//              └─ could not be ─▶ a sentence, and nothing moves
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ItemView, OpenRoomView } from '../../store/state';
import { useActions } from '../app-context';
import { messagePath, roomPath } from '../place';
import { texts } from '../texts/texts';
import { keyOf } from './item-order';
import type { PlaceInList, Spot } from './use-place';

const markMs = 4000;

export interface Jumping {
  /** The key of the message that was jumped to a moment ago. */
  readonly marked: string | undefined;
  /** Why it could not be brought: a sentence. */
  readonly problem: string | undefined;
  /** It is not there yet. */
  readonly busy: boolean;
  /** Without a step in the history. */
  readonly go: (target: string) => void;
  /** From the message with this key. */
  readonly jump: (target: string, from: string) => void;
  /** To the newest, also of the address. */
  readonly leave: () => void;
}

interface Wanted {
  readonly target: string;
  readonly brought: boolean;
}

/** What a step of the history remembers: where one read, and the message from which one jumped. */
interface Left {
  readonly from: string;
  readonly spot: Spot;
}

const want = (target: string): Wanted => ({ target, brought: false });

export function useJump(
  { room, items }: Pick<OpenRoomView, 'room' | 'items'>,
  target: string | undefined,
  { toItem, spot, toSpot, toNewest }: Pick<PlaceInList, 'toItem' | 'spot' | 'toSpot' | 'toNewest'>,
): Jumping {
  const actions = useActions();
  const [, navigate] = useLocation();
  const [wanted, setWanted] = useState(() => (target === undefined ? undefined : want(target)));
  const [marked, setMarked] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const arrivedAt = useRef(target);

  const go = useCallback((to: string) => {
    setProblem(undefined);
    setWanted(want(to));
  }, []);

  useEffect(() => {
    if (arrivedAt.current === target) return;
    arrivedAt.current = target;
    const left = leftHere();
    setProblem(undefined);
    setWanted(target === undefined || left ? undefined : want(target));
    if (!left) return;
    history.replaceState(null, '');
    toSpot(left.spot);
    // oxlint-disable-next-line react/set-state-in-effect -- what the history of the browser remembers
    setMarked(left.from);
  }, [target, toSpot]);

  useLayoutEffect(() => {
    const index = wanted ? placeAmong(items, wanted.target) : -1;
    const item = items[index];
    if (!item) return;
    toItem(index);
    // oxlint-disable-next-line react/set-state-in-effect -- it is marked where the list was moved to
    setMarked(keyOf(item));
    setWanted(undefined);
  }, [items, wanted, toItem]);

  useEffect(() => {
    if (!wanted || wanted.brought) return undefined;
    let over = false;
    const fail = (message: string) => {
      if (over) return;
      setProblem(message);
      setWanted(undefined);
    };
    actions.bring(wanted.target).then(
      (outcome) => {
        if (!outcome.ok) fail(outcome.message);
        else if (!over) setWanted({ target: outcome.at, brought: true });
      },
      (error: unknown) => {
        fail(texts.unexpected);
        throw error;
      },
    );
    return () => {
      over = true;
    };
  }, [actions, wanted]);

  useEffect(() => {
    if (marked === undefined) return undefined;
    const timer = setTimeout(() => setMarked(undefined), markMs);
    return () => clearTimeout(timer);
  }, [marked]);

  const jump = useCallback(
    (to: string, from: string) => {
      const path = messagePath(room, to);
      if (location.hash === `#${path}`) {
        go(to);
        return;
      }
      const left: Left = { from, spot: spot() };
      history.replaceState({ left }, '');
      navigate(path);
    },
    [room, spot, navigate, go],
  );

  const leave = useCallback(() => {
    toNewest();
    setWanted(undefined);
    setProblem(undefined);
    if (arrivedAt.current !== undefined) navigate(roomPath(room), { replace: true });
  }, [toNewest, navigate, room]);

  return { marked, problem, busy: wanted !== undefined, go, jump, leave };
}

/** By id an own message first; -1 where it is not. */
function placeAmong(items: readonly ItemView[], target: string): number {
  const isIt = (item: ItemView) =>
    item.type !== 'hole' && (item.id === target || (item.seq !== undefined && String(item.seq) === target));
  const own = items.findIndex((item) => isIt(item) && item.type === 'message' && item.own);
  return own >= 0 ? own : items.findIndex(isIt);
}

const leftHere = (): Left | undefined => (history.state as { left?: Left } | null)?.left;
