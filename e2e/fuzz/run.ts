// The command line of the fuzzer.
import { main } from './fuzz';

// The clients whose packets are taken down leave timers behind, which would keep it waiting for a minute.
process.exit((await main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`))) ? 0 : 1);
