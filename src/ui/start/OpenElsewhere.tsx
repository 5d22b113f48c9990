// This very device runs a second time, from a copied profile: one of the two may be connected, and this is the way to choose.
import { useActions, useAppState } from '../app-context';
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { later, texts } from '../texts/texts';

export function OpenElsewhere() {
  const actions = useActions();
  const waiting = useAppState((state) => state.waiting);
  const { title, why, safe, goOn } = later.start.openElsewhere;
  return (
    <Card brand={texts.brand}>
      <h2>{title}</h2>
      <p>{safe(waiting)}</p>
      <p>{why}</p>
      <Button look="main" onClick={() => actions.takeOver()}>
        {goOn}
      </Button>
    </Card>
  );
}
