// Which screen there is at all: it follows the stage of the app.
import { useState } from 'react';
import { AccountScreen } from './account/AccountScreen';
import { useAppState } from './app-context';
import { lazyPart } from './lazy-part';
import { Starting } from './start/Starting';
import { useInviteLink } from './use-invite-link';

// The account form comes first, on a first visit. Whoever is signed in has all of it on the device.
const Shell = lazyPart(
  () => import('./Shell'),
  (part) => part.Shell,
  { wordless: true, early: true, frame: Starting },
);

const Trouble = lazyPart(
  () => import('./start/Trouble'),
  (part) => part.Trouble,
);

const InvitedTo = lazyPart(
  () => import('./join/InvitedTo'),
  (part) => part.InvitedTo,
  { quiet: true },
);

export function Screen() {
  const stage = useAppState((state) => state.stage);

  // Who signs in by hand wants to write; who only comes back wants to read on where they were.
  const [sawForm, setSawForm] = useState(false);
  if (stage.at === 'signed-out' && !sawForm) setSawForm(true);

  useInviteLink();
  const invite = useAppState((state) => state.invites.at(-1));
  const [wasInvited, setWasInvited] = useState(false);
  if (invite !== undefined && !wasInvited) setWasInvited(true);

  if (stage.at === 'starting') return <Starting />;
  if (stage.at === 'signed-out')
    return <AccountScreen invite={invite}>{wasInvited && <InvitedTo />}</AccountScreen>;
  if (stage.at !== 'signed-in') return <Trouble stage={stage} />;
  return <Shell key={stage.user} name={stage.name} justSignedIn={sawForm} />;
}
