// A peer's server as a process of its own, to be killed, frozen and started again, one hand at a time.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function startPeerServer([program = '', ...args]: readonly string[], port: number) {
  let child: ChildProcess;
  let hand = Promise.resolve();
  const killNow = () => void child.kill('SIGKILL');
  process.on('exit', killNow);

  const start = async () => {
    child = spawn(program, args, { stdio: 'ignore' });
    await untilAnswers(port);
  };
  const kill = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  const inTurn = (work: () => Promise<void>) => (hand = hand.then(work));
  await start();
  return {
    freeze: (forMs: number) =>
      inTurn(async () => {
        child.kill('SIGSTOP');
        await sleep(forMs);
        child.kill('SIGCONT');
      }),
    crash: (downMs: number) =>
      inTurn(async () => {
        await kill();
        await sleep(downMs);
        await start();
      }),
    async kill() {
      await kill();
      process.off('exit', killNow);
    },
  };
}

async function untilAnswers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1');
    const answered = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      sleep(1000, false),
    ]);
    socket.destroy();
    if (answered) return;
    await sleep(25);
  }
  throw new Error(`Nobody answers at port ${port}.`);
}
