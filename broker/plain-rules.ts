// Reads PLAIN_TOPICS: which topics outside Onebar's own are open, and for what.
import { isOwnTopic } from '../src/protocol/topics';
import { isFilter, isHidden } from './topic-filter';

export interface PlainRule {
  /** `%u` as a whole level stands for the account's name, and for every name where it is `closed`. */
  readonly filter: string;
  /** `closed`: taken out again of what others open. */
  readonly may: 'publish' | 'subscribe' | 'both' | 'closed';
}

const mayByPrefix: readonly (readonly [prefix: string, may: PlainRule['may']])[] = [
  ['read:', 'subscribe'],
  ['write:', 'publish'],
  ['!', 'closed'],
];

/** `undefined`: something in it is no filter, or one of Onebar's own topics or of the server's. */
export function readPlainRules(text: string): readonly PlainRule[] | undefined {
  if (text === 'off') return [];
  const rules = text.split(',').map((each) => readRule(each.trim()));
  const right = rules.filter((rule) => rule !== undefined);
  return right.length === rules.length ? right : undefined;
}

function readRule(text: string): PlainRule | undefined {
  const [prefix = '', may = 'both'] = mayByPrefix.find(([each]) => text.startsWith(each)) ?? [];
  const filter = text.slice(prefix.length);
  return isFilter(filter) && !isOwnTopic(filter) && !isHidden(filter) ? { filter, may } : undefined;
}
