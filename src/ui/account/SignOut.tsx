// Signs out at once, unless that would delete words nobody has received yet: then it asks.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { roomsPath } from '../place';
import { texts } from '../texts/texts';

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
        <Dialog title={texts.signOut.title} onClose={() => setUnsent(0)}>
          <p>{texts.signOut.ask(unsent)}</p>
          <ButtonRow>
            {/* The first one has the focus when the dialog opens: Enter deletes nothing. */}
            <Button look="main" onClick={() => setUnsent(0)}>
              {texts.signOut.stay}
            </Button>
            <Button look="danger" onClick={() => void leave('delete')}>
              {texts.signOut.leave}
            </Button>
          </ButtonRow>
        </Dialog>
      )}
    </>
  );
}
