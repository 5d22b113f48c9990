// All emoji, as soon as they are here. Where the link was cut on the way they are asked for again when it is back.
import { useEffect, useState } from 'react';
import { useAppState } from '../app-context';
import type { Emoji } from './emoji-search';
import { loadEmoji } from './load-emoji';

interface EmojiHere {
  readonly all: readonly Emoji[] | undefined;
  /** They did not come through. */
  readonly failed: boolean;
}

const nothing: EmojiHere = { all: undefined, failed: false };

/** `wanted`: somebody looks for one. */
export function useEmoji(wanted: boolean): EmojiHere {
  const [here, setHere] = useState(nothing);
  const online = useAppState(({ connection }) => connection.state === 'online');
  const asks = wanted && !here.all && (!here.failed || online);

  useEffect(() => {
    if (!asks) return undefined;
    let gone = false;
    loadEmoji().then(
      (all) => {
        if (!gone) setHere({ all, failed: false });
      },
      () => {
        if (!gone) setHere({ all: undefined, failed: true });
      },
    );
    return () => {
      gone = true;
    };
  }, [asks]);

  return here;
}
