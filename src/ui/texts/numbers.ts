// Numbers, and words that go with them, by the rules of a language.
import { localeOf } from './languages';

/** Which of them a language needs is for `Intl.PluralRules` to say: Arabic needs all six. */
type Forms = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

export function numbersOf(language: string) {
  let rules: Intl.PluralRules | undefined;
  let digits: Intl.NumberFormat | undefined;

  /** 1,234 · 1.2 */
  const number = (n: number): string =>
    (digits ??= new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 1 })).format(n);

  /** The form for `n`, with the number in the place of each `#`. */
  const count = (n: number, forms: Forms): string => {
    rules ??= new Intl.PluralRules(language);
    return (forms[rules.select(n)] ?? forms.other).replaceAll('#', number(n));
  };

  return { number, count };
}
