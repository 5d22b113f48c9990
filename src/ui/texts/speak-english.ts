// Tests of the screen read English.
import { restOfTexts, speak } from './texts';

await speak('en');
await restOfTexts();
