// What the link was like, asked for again while somebody looks.
import { useEffect, useState } from 'react';
import type { LinkReport } from '../../store/state';
import { useActions, useAppState } from '../app-context';
import { useNow } from '../use-now';

const everyMs = 2_000;

/** `undefined`: not known yet. */
export function useLinkReport(): LinkReport | undefined {
  const actions = useActions();
  const state = useAppState(({ connection }) => connection.state);
  const askedAtMs = useNow(everyMs);
  const [report, setReport] = useState<LinkReport>();

  useEffect(() => {
    let gone = false;
    void actions.linkReport().then((next) => {
      if (!gone && next) setReport(next);
    });
    return () => {
      gone = true;
    };
  }, [actions, state, askedAtMs]);

  return report;
}
