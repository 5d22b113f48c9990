// The few milliseconds in which the device is read: the name, and nothing that moves.
import type { ReactNode } from 'react';
import { Card } from '../design/Card';
import { texts } from '../texts/texts';

/** `children`: what there is to say meanwhile. */
export function Starting({ children }: { children?: ReactNode }) {
  return <Card brand={texts.brand}>{children ?? <p>{texts.account.promise}</p>}</Card>;
}
