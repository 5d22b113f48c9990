// The browser keeps no data for us: what is safe all the same, and what to do.
import { Button } from '../design/Button';
import { Card } from '../design/Card';
import { inWords } from '../texts/in-words';
import { later, texts } from '../texts/texts';

export function NoStorage({ reason }: { reason: string }) {
  const { title, safe, todo, reload } = later.start.noStorage;
  return (
    <Card brand={texts.brand}>
      <h2>{title}</h2>
      <p>{safe}</p>
      <p>{inWords(reason)}</p>
      <p>{todo}</p>
      <Button look="main" onClick={() => location.reload()}>
        {reload}
      </Button>
    </Card>
  );
}
