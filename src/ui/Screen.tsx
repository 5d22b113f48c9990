// Which screen there is at all: it follows the stage of the app.
import { useState } from 'react';
import { AccountScreen } from './account/AccountScreen';
import { useAppState } from './app-context';
import { lazyPart } from './lazy-part';
import { Starting } from './start/Starting';
import { Shell } from './Shell';

const Trouble = lazyPart(
  () => import('./start/Trouble'),
  (part) => part.Trouble,
);

export function Screen() {
  const stage = useAppState((state) => state.stage);

  // Who signs in by hand wants to write; who only comes back wants to read on where they were.
  const [sawForm, setSawForm] = useState(false);
  if (stage.at === 'signed-out' && !sawForm) setSawForm(true);

  if (stage.at === 'starting') return <Starting />;
  if (stage.at === 'signed-out') return <AccountScreen />;
  if (stage.at !== 'signed-in') return <Trouble stage={stage} />;
  return <Shell key={stage.user} name={stage.name} justSignedIn={sawForm} />;
}
