// What comes into a sentence from outside may run the other way: a name in Arabic letters in an English sentence, a Latin one in an Arabic
// sentence. Marked off, it turns nothing beside it around, and no translator has to think of it.

const rightToLeft = String.raw`\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}`;
const otherWay = {
  ltr: new RegExp(`[${rightToLeft}]`, 'u'),
  rtl: new RegExp(String.raw`(?![${rightToLeft}])[\p{L}\d]`, 'u'),
} as const;

/** The same sentences; what is put into them is marked off where that is needed. */
export function isolated<T>(sentences: T, dir: 'ltr' | 'rtl'): T {
  /** FIRST STRONG ISOLATE … POP DIRECTIONAL ISOLATE. */
  const markOff = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(markOff);
    return typeof value === 'string' && otherWay[dir].test(value) ? `\u2068${value}\u2069` : value;
  };
  const wrap = (value: unknown): unknown => {
    if (typeof value === 'function') return (...args: unknown[]) => value(...args.map(markOff)) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wrap(each)]));
  };
  return wrap(sentences) as T;
}
