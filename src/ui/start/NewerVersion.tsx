// Another tab runs a newer Onebar and has taken over the storage: this one can only start again.
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { later, texts } from '../texts/texts';

export function NewerVersion() {
  const { title, safe, reload } = later.start.newerVersion;
  return (
    <Card brand={texts.brand}>
      <h2>{title}</h2>
      <p>{safe}</p>
      <Button look="main" onClick={() => location.reload()}>
        {reload}
      </Button>
    </Card>
  );
}
