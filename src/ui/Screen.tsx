// Which screen there is at all: it follows the stage of the app.
import { useState } from 'react';
import { AccountScreen } from './account/AccountScreen';
import { RefusedScreen } from './account/RefusedScreen';
import { useAppState } from './app-context';
import { NeedsHttps } from './start/NeedsHttps';
import { NewerVersion } from './start/NewerVersion';
import { NoStorage } from './start/NoStorage';
import { OpenElsewhere } from './start/OpenElsewhere';
import { Starting } from './start/Starting';
import { Shell } from './Shell';

export function Screen() {
  const stage = useAppState((state) => state.stage);

  // Who signs in by hand wants to write; who only comes back wants to read on where they were.
  const [sawForm, setSawForm] = useState(false);
  if (stage.at === 'signed-out' && !sawForm) setSawForm(true);

  if (stage.at === 'starting') return <Starting />;
  if (stage.at === 'needs-https') return <NeedsHttps />;
  if (stage.at === 'no-storage') return <NoStorage reason={stage.reason} />;
  if (stage.at === 'newer-version') return <NewerVersion />;
  if (stage.at === 'open-elsewhere') return <OpenElsewhere />;
  if (stage.at === 'signed-out') return <AccountScreen />;
  if (stage.at === 'refused') return <RefusedScreen name={stage.name} reason={stage.reason} />;
  return <Shell key={stage.user} name={stage.name} justSignedIn={sawForm} />;
}
