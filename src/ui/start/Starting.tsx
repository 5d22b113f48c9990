// The few milliseconds in which the device is read: the name, and nothing that moves.
import { Card } from '../design/Card';
import { texts } from '../texts/texts';

export function Starting() {
  return (
    <Card brand={texts.brand}>
      <p>{texts.account.promise}</p>
    </Card>
  );
}
