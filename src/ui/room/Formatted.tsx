// The words of a message: plain ones as they are, and those that may have marks, links or names in them by the part that knows these.
import { lazyPart } from '../lazy-part';

interface FormattedProps {
  text: string;
  /** Only the words, without what is drawn in a way of its own: in one line, or where nothing can be pressed. */
  plain?: boolean;
}

const mayBeFormatted = /[*_`@]|https?:|mailto:/i;
const FormattedText = lazyPart(
  () => import('./FormattedText'),
  (module) => module.FormattedText,
  { meanwhile: ({ text }: FormattedProps) => text, wordless: true },
);

export function Formatted(props: FormattedProps) {
  return mayBeFormatted.test(props.text) ? <FormattedText {...props} /> : props.text;
}
