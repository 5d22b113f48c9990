// What the link was like, asked for again while somebody looks.
import { useEffect, useState } from 'react';
import type { LinkReport } from '../../store/state';
import { useActions } from '../app-context';

const everyMs = 1_000;

/** `undefined`: not known yet. */
export function useLinkReport(): LinkReport | undefined {
  const actions = useActions();
  const [report, setReport] = useState<LinkReport>();

  useEffect(() => {
    let gone = false;
    const ask = () => {
      if (document.visibilityState !== 'visible') return;
      void actions.linkReport().then((next) => {
        if (!gone && next) setReport(next);
      });
    };
    ask();
    const timer = setInterval(ask, everyMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [actions]);

  return report;
}
