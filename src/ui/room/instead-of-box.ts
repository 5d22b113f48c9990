// Why nothing can be written in a room, if so. Pure.
import type { ChangeView, OpenRoomView } from '../../store/state';
import { texts } from '../texts/texts';
import { leftText } from './left-text';

export interface Instead {
  readonly why: 'blocked' | 'left' | 'leave' | 'delete';
  readonly words: string;
  /** The change that waits for a link. */
  readonly waits: ChangeView | undefined;
}

export function insteadOfBox({ left, name, items }: OpenRoomView, isBlocked: boolean): Instead | undefined {
  const { instead } = texts.room;
  if (isBlocked) return { why: 'blocked', words: instead.blocked(name), waits: undefined };
  if (left) return { why: 'left', words: instead.left(leftText(left) ?? ''), waits: undefined };
  for (const item of items.toReversed()) {
    if (item.type === 'hole' || item.seq !== undefined) return undefined;
    if (item.type !== 'change' || item.state === 'failed') continue;
    const { what } = item.change;
    if (what === 'leave' || what === 'delete') return { why: what, words: instead[what], waits: item };
  }
  return undefined;
}
