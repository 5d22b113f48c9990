// This very device runs a second time, from a copied profile: one of the two may be connected, and this is the way to choose.
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { texts } from '../texts/en';

export function OpenElsewhere() {
  const actions = useActions();
  const waiting = useAppState((state) => state.waiting);
  const { title, why, safe, goOn } = texts.start.openElsewhere;
  return (
    <Card brand={texts.brand}>
      <h2>{title}</h2>
      <p>{safe(waiting)}</p>
      <p>{why}</p>
      {/* oxlint-disable-next-line react/hooks -- an action of the app, no hook of React */}
      <Button look="main" onClick={() => actions.useHere()}>
        {goOn}
      </Button>
    </Card>
  );
}
