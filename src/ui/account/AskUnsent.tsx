// Asks before words are deleted that nobody has received yet.
import { Button } from '../design/Button';
import { ButtonRow } from '../design/ButtonRow';
import { Dialog } from '../design/Dialog';
import { later } from '../texts/texts';

interface AskUnsentProps {
  count: number;
  onStay: () => void;
  onLeave: () => void;
}

export function AskUnsent({ count, onStay, onLeave }: AskUnsentProps) {
  return (
    <Dialog title={later.signOut.title} onClose={onStay}>
      <p>{later.signOut.ask(count)}</p>
      <ButtonRow>
        {/* The first one has the focus when the dialog opens: Enter deletes nothing. */}
        <Button look="main" onClick={onStay}>
          {later.signOut.stay}
        </Button>
        <Button look="danger" onClick={onLeave}>
          {later.signOut.leave}
        </Button>
      </ButtonRow>
    </Dialog>
  );
}
