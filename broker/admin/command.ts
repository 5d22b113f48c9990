// The shape of a command of `npm run admin`: what it takes, what it tells, and what it needs of the terminal.
import type { AskError } from '../../src/protocol/ask';
import type { Door } from './ask-door';

export interface Command {
  readonly name: string;
  /** Behind the name: `<name> [--generate]`. */
  readonly takes: string;
  /** One line, for the list of all. */
  readonly tells: string;
  /** More lines, for its own help. */
  readonly more?: readonly string[];
  /** How many words it takes, at least and at most. */
  readonly words: readonly [least: number, most: number];
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
  run(given: Given, terminal: Terminal): Promise<Outcome>;
}

export interface Given {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** `lines` are for people, `json` is for programs. */
export type Outcome =
  | { readonly lines: readonly string[]; readonly json: unknown }
  | { readonly problem: Problem };

/** `exitCode`: 1 it was refused or failed, 2 it was asked wrongly, 3 no broker answers. */
export interface Problem extends AskError {
  readonly exitCode: 1 | 2 | 3;
}

export interface Terminal {
  readonly dataDir: string;
  readonly door: Door;
  /** Somebody sits there who can be asked. */
  readonly isInteractive: boolean;
  /** `undefined`: they want no more. A secret is not shown. */
  ask(question: string, kind?: 'secret'): Promise<string | undefined>;
  /** The first line that comes in, where nobody sits. */
  readLine(): Promise<string>;
  /** A path as it is meant where the command was typed. */
  resolvePath(path: string): string;
  readonly random: (bytes: number) => Uint8Array;
  readonly now: () => Date;
}

const noBrokerCodes = ['no-broker', 'no-answer'];

export const problem = ({ code, text }: AskError): Outcome => ({
  problem: { code, text, exitCode: noBrokerCodes.includes(code) ? 3 : 1 },
});

export const wrongUse = (text: string): Outcome => ({ problem: { code: 'wrong-use', text, exitCode: 2 } });

/** What happens is said; then whoever sits there types `word`, and where nobody does, `--yes` says it. `undefined`: go on. */
export async function confirm(
  { words, options }: Given,
  terminal: Terminal,
  what: string,
): Promise<Outcome | undefined> {
  const [word = ''] = words;
  if (options['yes'] === true) return undefined;
  if (!terminal.isInteractive) return wrongUse(`${what} Add --yes if that is meant.`);
  const typed = await terminal.ask(`${what}\nType "${word}" to go on: `);
  return typed?.trim() === word ? undefined : problem({ code: 'not-meant', text: 'Nothing was changed.' });
}

/** What others have named comes without anything that a terminal would obey. */
export const plain = (text: string): string => text.replaceAll(/\p{C}/gu, '');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows].map((row) => row.map(plain));
  const widths = head.map((_, column) => Math.max(...all.map((row) => Array.from(row[column] ?? '').length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - Array.from(cell).length))
      .join('  ')
      .trimEnd(),
  );
}

/** Unix seconds, 0 for never. */
export const moment = (sec: number): string =>
  sec === 0 ? 'never' : `${new Date(sec * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
