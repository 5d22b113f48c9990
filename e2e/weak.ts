// `npm run weak`: puts a bad link in front of the running broker, to see with one's own eyes what becomes of words on it.
// Hears commands as lines on stdin while it runs.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createWeakNetwork, type WeakNetwork } from './weak-network';
import { profiles, type ProfileName } from './weak-profiles';

const profileNames = Object.keys(profiles) as ProfileName[];
const usage = `Usage: npm run weak -- [--profile ${profileNames.join('|')}] [--to http://127.0.0.1:8080] [--port 0] [--all]
  --profile  the link to begin with, 3g by default
  --to       where the broker is
  --port     where to listen on 127.0.0.1; 0 takes a free port. A fixed port keeps your sign-in for the next time
  --all      break everything; without it only /mqtt, so that pages still load`;

interface Settings {
  readonly profile: ProfileName;
  readonly target: { readonly host: string; readonly port: number };
  readonly port: number;
  readonly only: 'all' | 'mqtt';
}

const isProfile = (name: string): name is ProfileName => Object.hasOwn(profiles, name);

/** Reads the command line; a text is what is wrong with it. */
function readSettings(args: string[]): Settings | string {
  let values;
  try {
    values = parseArgs({
      args,
      options: {
        profile: { type: 'string', default: '3g' },
        to: { type: 'string', default: 'http://127.0.0.1:8080' },
        port: { type: 'string', default: '0' },
        all: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!isProfile(values.profile))
    return `There is no profile "${values.profile}". There are ${profileNames.join(', ')}.`;
  if (!URL.canParse(values.to)) return `--to ${values.to} is not an address like http://127.0.0.1:8080.`;
  const to = new URL(values.to);
  if (to.protocol !== 'http:') return `--to ${values.to} is not http: put the weak link where TLS has ended.`;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    return `--port ${values.port} is not a port from 0 to 65535.`;
  return {
    profile: values.profile,
    target: { host: to.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(to.port || 80) },
    port,
    only: values.all ? 'all' : 'mqtt',
  };
}

async function answers(target: Settings['target']): Promise<boolean> {
  const socket = connect(target);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(3_000) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** What a profile does, in words. */
function describe(name: ProfileName): string {
  if (name === 'good') return 'good: nothing is slowed down';
  if (name === 'dead') return 'dead: connections stay open and nothing comes through';
  const { latencyMs, bytesPerSec } = profiles[name];
  const link = `${name}: ${2 * latencyMs} ms there and back, ${(bytesPerSec * 8) / 1000} kbit/s`;
  return name === 'train' ? `${link}, and gone in every tunnel` : link;
}

/** Carries out one line of stdin. False ends the command. */
function obey(network: WeakNetwork, line: string): boolean {
  const word = line.trim().toLowerCase();
  if (isProfile(word)) {
    network.use(profiles[word]);
    console.log(describe(word));
  } else if (word === 'cut') {
    network.cut();
    console.log('cut; new connections pass');
  } else if (word === 'heal') {
    network.heal();
    console.log('healed: no faults any more, as slow as before');
  } else if (word === 'quit') {
    return false;
  } else if (word !== '') {
    console.log(`Type one of: ${profileNames.join(', ')}, cut, heal, quit`);
  }
  return true;
}

function giveUp(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (typeof settings === 'string') return giveUp(`${settings}\n\n${usage}`);
  const { profile, target, port, only } = settings;
  if (!(await answers(target)))
    return giveUp(
      `No broker answers at ${target.host}:${target.port}. Start it with \`npm start\`, or say --to.`,
    );

  let network: WeakNetwork;
  try {
    network = await createWeakNetwork({
      target,
      listen: { host: '127.0.0.1', port },
      only,
      seed: Date.now(),
      log: (text) => console.log(text),
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      return giveUp(`Port ${port} is taken. Say another --port, or 0 for a free one.`);
    if (code === 'EACCES') return giveUp(`Port ${port} is not ours to take. Say a --port above 1023.`);
    throw error;
  }

  console.log(`${network.url} is the weak link (another origin than the broker's, so sign in there)`);
  console.log(
    `hits ${only === 'all' ? 'everything' : 'only /mqtt'}; type ${profileNames.join(', ')}, cut, heal or quit`,
  );
  network.use(profiles[profile]);
  console.log(describe(profile));

  const lines = createInterface({ input: process.stdin });
  const ended = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (!obey(network, line)) resolve();
    });
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await ended;
  // A terminal or pipe that stays open would keep the process.
  lines.close();
  process.stdin.destroy();
  await network.close();
}

await main();
