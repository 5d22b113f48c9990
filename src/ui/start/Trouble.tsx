// What stands in the place of the app where it cannot go on, with the reason. Seldom needed, so loaded only then.
import type { Stage } from '../../store/state';
import { RefusedScreen } from '../account/RefusedScreen';
import { NeedsHttps } from './NeedsHttps';
import { NewerVersion } from './NewerVersion';
import { NoStorage } from './NoStorage';
import { OpenElsewhere } from './OpenElsewhere';

type TroubleStage = Exclude<Stage, { at: 'starting' | 'signed-out' | 'signed-in' }>;

export function Trouble({ stage }: { stage: TroubleStage }) {
  if (stage.at === 'needs-https') return <NeedsHttps />;
  if (stage.at === 'no-storage') return <NoStorage reason={stage.reason} />;
  if (stage.at === 'newer-version') return <NewerVersion />;
  if (stage.at === 'open-elsewhere') return <OpenElsewhere />;
  return <RefusedScreen name={stage.name} why={stage.why} />;
}
