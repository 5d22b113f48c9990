// The other end of the admin's door: asks the broker that runs on a data folder.
import { connect, type Socket } from 'node:net';
import { readDoorFile } from './door-file';
import { readAnswer, type DoorAnswer, type DoorRequest, type DoorRequestOf } from './door-requests';

/** A broker that is busy takes some time; one that is frozen takes for ever. */
const answerMs = 30_000;
const maxLineBytes = 16 * 1024 * 1024;

export interface Door {
  /** Never rejects: that nobody answers is an error like others, `no-broker` or `no-answer`. */
  ask<C extends DoorRequest['command']>(request: DoorRequestOf<C>): Promise<DoorAnswer<C>>;
  /** What comes behind the answer goes to `take`, piece by piece. Rejects when `take` does. */
  askForBytes(
    request: DoorRequestOf<'backup'>,
    take: (chunk: Uint8Array) => Promise<void>,
  ): Promise<DoorAnswer<'backup'>>;
}

export function createDoor(dataDir: string): Door {
  const noBroker = failed(
    'no-broker',
    `No broker runs on the data folder ${dataDir}. Start it, or set DATA_DIR to the folder that it has.`,
  );

  async function exchange(
    request: DoorRequest,
    take: (chunk: Uint8Array) => Promise<void>,
  ): Promise<DoorAnswer> {
    let place;
    try {
      place = await readDoorFile(dataDir);
    } catch {
      return failed('no-broker', `The data folder ${dataDir} may not be read by this user.`);
    }
    if (!place) return noBroker;
    const socket = connect(place.path);
    let problem: Error | undefined;
    socket.on('error', (error) => (problem = error));
    socket.setTimeout(answerMs, () => socket.destroy(new Error('no answer')));
    socket.write(`${JSON.stringify({ token: place.token, request })}\n`);
    const answer = await readAll(socket, take);
    if (answer) return answer;
    const code = problem && 'code' in problem ? problem.code : undefined;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return noBroker;
    if (code === 'EACCES') return failed('no-broker', `The door of ${dataDir} is not open to this user.`);
    return failed('no-answer', 'The broker does not answer. Its log may say why.');
  }

  return {
    ask: async <C extends DoorRequest['command']>(request: DoorRequestOf<C>) =>
      (await exchange(request, () => Promise.resolve())) as DoorAnswer<C>,
    askForBytes: async (request, take) => (await exchange(request, take)) as DoorAnswer<'backup'>,
  };
}

/** `undefined`: there was no answer. */
async function readAll(
  socket: Socket,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<DoorAnswer | undefined> {
  let start = Buffer.alloc(0);
  let answer: DoorAnswer | undefined;
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      // What `take` says is its caller's; what the socket says is in its error.
      const next = await chunks.next().catch(() => undefined);
      if (!next) return answer && 'result' in answer ? brokeOff : answer;
      if (next.done) return answer;
      if (answer) {
        await take(next.value);
        continue;
      }
      start = Buffer.concat([start, next.value]);
      const end = start.indexOf('\n');
      if (end < 0 && start.length < maxLineBytes) continue;
      answer = readAnswer(start.toString('utf8', 0, Math.max(0, end)));
      if (!answer) return undefined;
      if (start.length > end + 1) await take(start.subarray(end + 1));
    }
  } finally {
    socket.destroy();
  }
}

const failed = (code: string, text: string) => ({ error: { code, text } });
const brokeOff = failed('no-answer', 'The broker broke off. Its log says why.');
