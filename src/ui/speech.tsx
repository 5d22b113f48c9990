// In which language the screen speaks, and the way to another one: everything is drawn anew in it, without a reload, so it needs no link
// and the link that there is stays. What stands in a box is on disk by then.
import { createContext, Fragment, use, useMemo, useRef, useState, type ReactNode } from 'react';
import { isLanguage, languages, type Language } from './texts/languages';
import { language, speak } from './texts/texts';

/** Where the choice is kept. */
export interface SpeechMemory {
  readonly chosen: string | undefined;
  keep(language: Language | undefined): void;
}

interface Speech {
  /** `undefined`: as the browser would have it. */
  readonly chosen: Language | undefined;
  /** What that is. */
  readonly automatic: Language;
  /** Rejects, and changes nothing, when the words do not come through. */
  choose(language: Language | undefined): Promise<void>;
  /** Whether the choice was made a moment ago, so that the focus goes back to where it was made. Once. */
  takeFocus(): boolean;
}

const nowhere: SpeechMemory = { chosen: undefined, keep: () => {} };
const SpeechContext = createContext<Speech | undefined>(undefined);

export function SpeechProvider({
  memory = nowhere,
  children,
}: {
  memory?: SpeechMemory | undefined;
  children: ReactNode;
}) {
  const [spoken, setSpoken] = useState(language);
  const [chosen, setChosen] = useState(() => (isLanguage(memory.chosen) ? memory.chosen : undefined));
  const wantsFocus = useRef(false);
  const speech = useMemo<Speech>(() => {
    // src/db/spoken-language.js wrote it down.
    const found = document.documentElement.dataset['automatic'];
    const automatic = isLanguage(found) ? found : 'en';
    return {
      chosen,
      automatic,
      async choose(next) {
        const now = next ?? automatic;
        await speak(now);
        memory.keep(next);
        document.documentElement.lang = now;
        document.documentElement.dir = languages[now].dir;
        wantsFocus.current = now !== spoken;
        setChosen(next);
        setSpoken(now);
      },
      takeFocus() {
        const wants = wantsFocus.current;
        wantsFocus.current = false;
        return wants;
      },
    };
  }, [chosen, spoken, memory]);
  return (
    <SpeechContext value={speech}>
      <Fragment key={spoken}>{children}</Fragment>
    </SpeechContext>
  );
}

/** `undefined` where there is only one. */
export const useSpeech = (): Speech | undefined => use(SpeechContext);
