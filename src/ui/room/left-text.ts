// How somebody's time in a room ended, in a few words: "You were removed by Ann".
import type { LeftView } from '../../store/state';
import { texts } from '../texts/texts';

export const leftText = (left: LeftView | undefined): string | undefined =>
  left && texts.room.left[left.why ?? 'unknown'](left.by ?? '');
