// A place where a person is: a device without a browser, or a page. The torture treats both alike.
import type { Random } from './chance';
import type { Held } from './judge';

export interface Place {
  readonly name: string;
  readonly person: string;
  /** A fault that has this place to itself is at work. */
  busy: boolean;
  /** How often it may be looked at while it comes back: a look at a page opens its database, and many of them hold it up. */
  readonly lookEveryMs: number;
  online(): boolean | Promise<boolean>;
  /** Its link in words, for whoever looks into why it is slow. */
  linkInWords(): string | Promise<string>;
  /** What waits in the outbox and is not refused for good, by id. */
  waiting(): Promise<Set<string>>;
  /** What was refused for good, with the reason. */
  refused(): Promise<string[]>;
  /** Everything that is in the outbox, by id and by words. */
  kept(): Promise<string[]>;
  /** One person does one thing: writes, answers, reacts, edits, takes back, reads, looks at another room. Never rejects. */
  act(random: Random): Promise<void>;
  /** The newest seq this place knows of, by room. */
  heads(): Promise<Map<string, number>>;
  /** Brings in what is missing up to these heads; what could not be brought is told. */
  settle(heads: ReadonlyMap<string, number>): Promise<string[]>;
  /** Reads all up to these heads; answers where that was news, and the broker has not heard of it. Left out where it cannot be seen. */
  readAll?(heads: ReadonlyMap<string, number>): Promise<string[]>;
  /** What is held here now, and what was held on devices that are no more. */
  held(): Promise<Held[]>;
  stop(): Promise<void> | void;
}

/** What may be done in this world. */
export interface Abilities {
  /** The broker takes edits, retracts, answers and reactions. */
  readonly aims: boolean;
}
