// One line of somebody else's words, as it may stand among the app's own: nothing in it turns the direction, hides, or climbs over
// the lines above.

/** Marks on one letter: no script needs more, and each one above the other reaches further up. */
const maxMarks = 6;

/** Format characters (direction marks among them) and halves of pairs become nothing, line ends and other controls spaces. */
export const plainLine = (text: string): string =>
  withoutTricks(text.replaceAll(/(?!\u200c|\u200d)[\p{Cf}\p{Cs}]/gu, '').replaceAll(/\p{Cc}+/gu, ' '));

/**
 * Spaces are single, and none is at an end. Without fillers, without joiners and selectors where they join and select nothing (emoji
 * and several scripts need them; Latin, Greek and Cyrillic do not), and with no more marks on a letter than a script can need.
 */
export function withoutTricks(text: string): string {
  let line = '';
  let isPlain = true;
  let marks = 0;
  let joiner: string | undefined;
  // With each accent on its own, or they would count once this way and once another.
  for (const char of text.normalize('NFD')) {
    if (/[\u200c\u200d]/.test(char)) {
      if (!isPlain) joiner ??= char;
    } else if (/[\s\u2800]/u.test(char)) {
      // U+2800 is a picture of nothing: a Braille cell without dots.
      if (!line.endsWith(' ')) line += ' ';
      [isPlain, marks, joiner] = [true, 0, undefined];
    } else if (/\p{M}/u.test(char)) {
      const isSelector = /[\ufe0e\ufe0f]/.test(char);
      if (isSelector ? isPlain : unseen.test(char)) continue;
      if (++marks > maxMarks) continue;
      line += (joiner ?? '') + char;
      joiner = undefined;
    } else if (!unseen.test(char)) {
      line += (joiner ?? '') + char;
      [isPlain, marks, joiner] = [plainScripts.test(char), 0, undefined];
    }
  }
  return line.normalize('NFC').trim();
}

/** Direction marks and their like are format characters, which is for others to refuse or to take out. */
const unseen = /(?!\p{Cf})\p{Default_Ignorable_Code_Point}/u;
/** The keys # and * are emoji with a selector behind them. */
const plainScripts = /(?![#*])[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{P}]/u;
