// How long a round trip takes, in words.
import { texts } from '../texts/texts';

/** 84 ms · 1.2 s */
export const trip = (ms: number): string =>
  ms < 1000 ? texts.link.ms(Math.round(ms)) : texts.times.seconds(Math.round(ms / 100) / 10);
