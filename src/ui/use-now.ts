// The time of day for words such as "for 6 min": it changes every `everyMs`, and not at all while nobody looks.
import { useEffect, useState } from 'react';

/** Unix ms. `everyMs` undefined: the time of the last change, no timer. */
export function useNow(everyMs: number | undefined): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const tick = () => {
      if (document.visibilityState === 'visible') setNowMs(Date.now());
    };
    tick();
    const timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [everyMs]);
  return nowMs;
}
