// Whether somebody is here, or when they were.
import type { CompanyView } from '../../store/state';
import { span } from '../texts/times';
import { texts } from '../texts/texts';

type Present = NonNullable<CompanyView['presence']>[number];

/** here now · last seen 3 h ago */
export const presenceText = ({ seenMs }: Pick<Present, 'seenMs'>, nowMs: number): string =>
  seenMs === undefined ? texts.company.here : texts.company.seen(span(Math.max(60_000, nowMs - seenMs)));
