// The broker as a program: settings → broker → signals. Everything it has to say about its own start is one line per problem.
import { join } from 'node:path';
import { createBroker, type Broker } from './broker';
import { readConfig } from './config';
import { StartError } from './start-words';

/** Ctrl-C comes twice at once: from the terminal to everyone, and from npm to its child. Only a later one is meant as a second. */
const sameSignalMs = 500;

function stopOnSignals(broker: Broker): void {
  let stoppingSince: number | undefined;
  const stop = () => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now();
      void broker.close().then(() => process.exit(0));
    } else if (performance.now() - stoppingSince > sameSignalMs) process.exit(1);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(1);
}

// Most of what a busy broker allocates is small and short-lived: from larger slabs it takes a tenth less CPU.
Buffer.poolSize = 64 * 1024;

const read = readConfig(process.env, join(import.meta.dirname, '..', 'app'));
if (!read.ok) fail(read.problems);
else
  try {
    const broker = await createBroker(read.config);
    stopOnSignals(broker);
    // Whoever renews a certificate says so like this.
    if (read.config.certificate) process.on('SIGHUP', () => void broker.reloadCertificate());
    const measured = broker.metricsUrl === undefined ? [] : [`Its numbers are at ${broker.metricsUrl}`];
    const mqtt = broker.mqttUrls.map((url) => `MQTT is spoken at ${url}`);
    process.stdout.write(
      [`Onebar is at ${broker.url}`, ...mqtt, ...measured, ...broker.registration, ''].join('\n'),
    );
  } catch (error) {
    // Anything else is a bug: then its stack is what is needed.
    fail([
      error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error),
    ]);
  }
