// What the server and the engine answer comes in English, in whole sentences, and is kept so. It is shown in the language of the screen; a
// sentence that the language does not have, from a newer server say, stays as it is.
import { numbersOf } from './numbers';
import { answers, language } from './texts';

/** `This room has # members` as a pattern; made once for each. */
const patterns = new Map<string, RegExp>();

const patternOf = (sentence: string): RegExp => {
  const known = patterns.get(sentence);
  if (known) return known;
  const escaped = sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const made = new RegExp(`^${escaped.replaceAll('#', '(.+)')}$`, 's');
  patterns.set(sentence, made);
  return made;
};

export function inWords(sentence: string): string {
  // Not here yet: it comes with what is loaded later.
  if (answers === undefined) return sentence;
  if (Object.hasOwn(answers, sentence)) return answers[sentence] ?? sentence;
  const { number } = numbersOf(language);
  for (const [english, own] of Object.entries(answers)) {
    const parts = english.includes('#') && patternOf(english).exec(sentence);
    if (!parts) continue;
    let at = 1;
    return own.replaceAll('#', () => {
      const part = parts[at++] ?? '';
      return /^\d+$/.test(part) ? number(Number(part)) : part;
    });
  }
  return sentence;
}
