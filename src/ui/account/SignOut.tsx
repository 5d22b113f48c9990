// Signs out at once, unless that would delete words nobody has received yet: then it asks.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { lazyPart } from '../lazy-part';
import { roomsPath } from '../place';
import { texts } from '../texts/texts';

const AskUnsent = lazyPart(
  () => import('./AskUnsent'),
  (part) => part.AskUnsent,
);

interface SignOutProps {
  look?: 'plain' | 'quiet' | 'danger';
  label?: string;
  /** The id of what says more. */
  describedBy?: string;
  /** Where whoever comes next begins: not in the room of the one who was here. */
  leadsTo?: string;
}

export function SignOut({
  look = 'plain',
  label = texts.signOut.action,
  describedBy,
  leadsTo = roomsPath,
}: SignOutProps) {
  const actions = useActions();
  const [, navigate] = useLocation();
  const [unsent, setUnsent] = useState(0);

  const leave = async (doUnsent: 'keep' | 'delete') => {
    const kept = await actions.signOut(doUnsent);
    setUnsent(kept);
    if (kept === 0) navigate(leadsTo, { replace: true });
  };

  return (
    <>
      <Button look={look} aria-describedby={describedBy} onClick={() => void leave('keep')}>
        {label}
      </Button>
      {unsent > 0 && (
        <AskUnsent count={unsent} onStay={() => setUnsent(0)} onLeave={() => void leave('delete')} />
      )}
    </>
  );
}
