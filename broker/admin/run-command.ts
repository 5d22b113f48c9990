// From the words behind `npm run admin --` to a command, and from what came of it to lines and an exit code.
import { parseArgs } from 'node:util';
import { backupCommands } from './backup-commands';
import { wrongUse, type Command, type Given, type Outcome, type Terminal } from './command';
import { peopleCommands } from './people-commands';
import { serverCommands } from './server-commands';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const commands: readonly Command[] = [...peopleCommands, ...serverCommands, ...backupCommands];

/** Never rejects for what somebody typed or a broker said. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<Ended> {
  const json = args.includes('--json');
  const [name, ...rest] = args.filter((arg) => arg !== '--json');
  const wantsHelp = rest.includes('--help') || rest.includes('-h');
  if (name === undefined || name === '--help' || name === '-h' || name === 'help')
    return helpFor(rest[0], json);
  const command = commands.find((each) => each.name === name);
  if (!command) return ended(unknown(name), json);
  return wantsHelp ? helpFor(name, json) : ended(await run(command, rest, terminal), json);
}

async function run(command: Command, args: string[], terminal: Terminal): Promise<Outcome> {
  const given = read(command, args);
  if (!given) return wrongUse(`"${command.name}" takes: ${usage(command)}`);
  const { words, options } = given;
  const [least, most] = command.words;
  if (words.length < least || words.length > most)
    return wrongUse(`"${command.name}" takes: ${usage(command)}`);
  return command.run({ words, options }, terminal);
}

function read({ options }: Command, args: string[]): Given | undefined {
  // An invite's id, or a name, may begin like an option.
  if (!options) return { words: args, options: {} };
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true });
    return { words: parsed.positionals, options: parsed.values };
  } catch {
    return undefined;
  }
}

function helpFor(name: string | undefined, json: boolean): Ended {
  const command = commands.find((each) => each.name === name);
  if (name !== undefined && !command) return ended(unknown(name), json);
  return ended(
    { lines: command ? helpOf(command) : helpOfAll(), json: commands.map(({ name: each }) => each) },
    json,
  );
}

const unknown = (name: string): Outcome =>
  wrongUse(`There is no command "${name}". "npm run admin -- help" lists all of them.`);

const usage = ({ name, takes }: Command): string => `npm run admin -- ${name}${takes && ` ${takes}`}`;

const helpOf = (command: Command): string[] => [usage(command), '', command.tells, ...(command.more ?? [])];

function helpOfAll(): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'npm run admin -- <command>',
    '',
    'Speaks with the broker that runs on DATA_DIR (./data where it is not set).',
    '',
    ...commands.map(({ name, tells }) => `  ${name.padEnd(width)}  ${tells}`),
    `  ${'help'.padEnd(width)}  This, or more about a command: help invite`,
    '',
    '--json prints what programs read; "npm run -s admin -- users --json" prints nothing else.',
    'Exit codes: 0 done, 1 refused or failed, 2 asked wrongly, 3 no broker answers.',
  ];
}

function ended(outcome: Outcome, json: boolean): Ended {
  if ('problem' in outcome) {
    const { exitCode, code, text } = outcome.problem;
    const stderr = json ? JSON.stringify({ error: { code, text } }) : text;
    return { stdout: '', stderr: `${stderr}\n`, exitCode };
  }
  const stdout = json ? JSON.stringify(outcome.json) : outcome.lines.join('\n');
  return { stdout: `${stdout}\n`, stderr: '', exitCode: 0 };
}
