// Plain http away from localhost: says what is missing and how to get it.
import { Card } from '../design/Card';
import { later, texts } from '../texts/texts';

export function NeedsHttps() {
  const { title, why, how, secureLink, forAdmin } = later.start.needsHttps;
  return (
    <Card brand={texts.brand}>
      <h2>{title}</h2>
      <p>{why}</p>
      <p>{how}</p>
      {location.protocol === 'http:' && (
        <p>
          <a href={location.href.replace(/^http:/, 'https:')}>{secureLink}</a>
        </p>
      )}
      <p>{forAdmin}</p>
    </Card>
  );
}
