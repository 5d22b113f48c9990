// The delivery story in words: the same for the dialog and for the text that is copied out of it.
import type { SeenBy, StoryView } from '../../store/state';
import { inWords } from '../texts/in-words';
import { later, texts } from '../texts/texts';
import { exactMoment, span } from '../texts/times';

export interface StoryStep {
  readonly what: string;
  readonly atMs: number;
  readonly detail: string;
}

/** The steps with each try counted. */
export function storySteps(story: StoryView): readonly StoryStep[] {
  let tries = 0;
  return story.steps.map(({ step, atMs, detail }) => {
    if (step === 'tried') tries++;
    const what = step === 'tried' && tries > 1 ? later.story.triedAgain(tries) : later.story.steps[step];
    // The number stands above already.
    const known = story.seq !== undefined && detail === later.story.number(story.seq);
    return { what, atMs, detail: known ? '' : inWords(detail) };
  });
}

/** Where it stands, and how long it waited, as far as there is something to say. */
export function storyFacts({ seq, waitedSec }: StoryView): readonly string[] {
  const facts: string[] = [];
  if (seq !== undefined) facts.push(later.story.number(seq));
  if (waitedSec > 0) facts.push(later.story.waited(span(waitedSec * 1000)));
  return facts;
}

/** To be pasted anywhere: plain lines, every moment with its date. */
export function storyText(story: StoryView): string {
  const { author, text, counts } = story;
  return [
    texts.story.title,
    text === '' ? author : later.story.line(author, text),
    ...storyFacts(story),
    '',
    ...storySteps(story).map(
      ({ what, atMs, detail }) => `${exactMoment(atMs)}  ${what}${detail && `: ${detail}`}`,
    ),
    '',
    ...(story.seq === undefined
      ? []
      : [
          `${later.story.deliveredTo}: ${people(story.delivered, counts?.delivered)}`,
          `${later.story.readBy}: ${people(story.read, counts?.read)}`,
          '',
        ]),
    later.story.clock,
  ].join('\n');
}

function people(seen: readonly SeenBy[], count: number | undefined): string {
  if (count !== undefined) return later.story.people(count);
  if (seen.length === 0) return later.story.nobodyYet;
  return seen
    .map(
      ({ name, atMs }) => `${name} (${atMs === undefined ? later.story.beforeLooking : exactMoment(atMs)})`,
    )
    .join(', ');
}
