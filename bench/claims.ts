// `npm run bench:claims`: what the article that Onebar comes from claims of MQTT, measured again: bytes, messages a second over 3G, and
// 10,000 messages a second from 10,000 connections.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { brokersHere, startServer } from './brokers';
import { measureBytes } from './claims-bytes';
import { measureCrowd, type Receivers } from './claims-crowd';
import { measureLink } from './claims-link';
import { startMqttPlace } from './claims-mqtt';
import { bytesText, crowdText, linkText, type CrowdFigures } from './claims-report';
import { startRest } from './claims-rest';

const names = ['bytes', 'link', 'crowd'] as const;
const docs = join('docs', 'claims.md');
const rates = [2500, 5000, 7500, 10_000];

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  options: {
    only: { type: 'string', multiple: true },
    /** Of the last part: onebar, mosquitto, aedes, socket-io. */
    server: { type: 'string', multiple: true },
    /** To see whether it works: the figures are worth nothing. */
    quick: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
  },
});
const isQuick = values.quick;
const root = process.cwd();
const say = (text: string) => process.stdout.write(`${text}\n`);
const wanted = names.filter((name) => values.only?.includes(name) ?? true);
const beganMs = performance.now();

const texts: string[] = [];
const tell = (text: string) => {
  say(`\n${text}`);
  texts.push(text);
};

if (wanted.includes('bytes') || wanted.includes('link')) {
  const place = await startMqttPlace();
  const rest = await startRest();
  if (wanted.includes('bytes')) tell(bytesText(await measureBytes(place, rest)));
  if (wanted.includes('link'))
    tell(linkText(await measureLink(place, rest, isQuick ? { many: 100, few: 3 } : { many: 1000, few: 20 })));
  await rest.close();
  await place.close();
}
if (wanted.includes('crowd')) {
  const clients = isQuick ? 200 : Math.min(10_000, openFilesLimit() - 1000);
  const figures: CrowdFigures = { clients, rows: [] };
  const servers = ([...brokersHere, 'socket-io'] as const).filter(
    (name) => values.server?.includes(name) ?? true,
  );
  for (const name of servers)
    for (const receivers of [1, 5] satisfies Receivers[]) {
      say(`${name}, ${receivers} receivers …`);
      const server = await startServer(name, root, { clients, ownRooms: receivers === 1 ? clients : 0 });
      const rows = await measureCrowd(server, {
        clients,
        receivers,
        rates: isQuick ? [100, 200] : rates,
        measuredMs: isQuick ? 1000 : 4000,
      });
      figures.rows.push({ name, receivers, rows });
      await server.stop();
    }
  tell(crowdText(figures));
}
say(`\n${Math.round((performance.now() - beganMs) / 1000)} s`);
if (values['write-docs']) {
  writeFileSync(docs, `${introduction()}\n\n${texts.join('\n\n')}\n`);
  say(`Written to ${docs}`);
}

function introduction(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const command = ['npm run bench:claims', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  return `# The article’s claims, measured again

The article that Onebar comes from says of MQTT that it costs little beside HTTP, that it is many times faster on a mobile link, and
that one server carries thousands of clients. Here is what is left of that when it is measured, with the conditions beside it.

Command: \`${command}\` · ${new Date().toISOString().slice(0, 10)} · ${cpus().length} × ${cpu?.model.trim() ?? 'an unknown processor'}, ${gigabytes} GB, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}${mosquittoVersion()}, Aedes ${versionOf('aedes')}, Socket.IO ${versionOf('socket.io')}`;
}

function openFilesLimit(): number {
  if (!existsSync('/proc/self/limits')) {
    say(
      'This part of the bench reads CPU and limits from /proc, so it needs Linux: leave it out with --only bytes --only link.',
    );
    process.exit(1);
  }
  return Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 4096);
}

function mosquittoVersion(): string {
  const { stdout } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
  const found = /mosquitto version \S+/.exec(stdout ?? '')?.[0];
  return found === undefined ? '' : `, ${found}`;
}

function versionOf(peer: string): string {
  const manifest = join(root, 'bench', 'peers', 'node_modules', peer, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
