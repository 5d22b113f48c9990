// Signs out at once, unless that would delete words nobody has received yet: then it asks.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { texts } from '../texts/en';

export function SignOut({ look = 'plain' }: { look?: 'plain' | 'quiet' }) {
  const actions = useActions();
  const waiting = useAppState((state) => state.waiting);
  const [, navigate] = useLocation();
  const [asks, setAsks] = useState(false);

  const leave = () => {
    setAsks(false);
    // The next person on this device starts at the beginning, not in this one's room.
    navigate('/', { replace: true });
    void actions.signOut();
  };

  return (
    <>
      <Button look={look} onClick={() => (waiting > 0 ? setAsks(true) : leave())}>
        {texts.signOut.action}
      </Button>
      {asks && (
        <Dialog title={texts.signOut.title} onClose={() => setAsks(false)}>
          <p>{texts.signOut.ask(waiting)}</p>
          <ButtonRow>
            {/* The first one has the focus when the dialog opens: Enter deletes nothing. */}
            <Button look="main" onClick={() => setAsks(false)}>
              {texts.signOut.stay}
            </Button>
            <Button look="danger" onClick={leave}>
              {texts.signOut.leave}
            </Button>
          </ButtonRow>
        </Dialog>
      )}
    </>
  );
}
