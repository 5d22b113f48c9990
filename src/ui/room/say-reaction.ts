// An emoji below a message in words: how many gave it, who, and whether the own one is stored.
import type { ReactionView } from '../../store/state';
import { texts } from '../texts/texts';

/** Of more the number is enough. */
const maxNames = 20;

/** "👍 2: Ann, you" */
export function sayReaction({ emoji, count, people, state }: ReactionView): string {
  const names = people.slice(0, maxNames).map((name) => name ?? texts.row.you);
  const said = texts.row.reaction(emoji, count, people.length > maxNames ? [...names, '…'] : names);
  return state ? texts.row.withState(said, texts.room.states[state]) : said;
}
