// The admin's door: a socket in the data folder, for the command line of whoever runs the server (`npm run admin`). One request for
// each connection. Only who may read the data folder's `admin-door` comes in.
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { AskError } from '../../src/protocol/ask';
import type { Log } from '../log';
import { sameToken } from '../same-token';
import { newDoorPlace, readDoorFile, removeDoorFile, writeDoorFile, type DoorPlace } from './door-file';
import { readLine, readRequest, type DoorRequest, type DoorResults } from './door-requests';

/** `bytes`: what follows behind the line. */
export type Answered =
  | { readonly result: DoorResults[DoorRequest['command']]; readonly bytes?: AsyncIterable<Uint8Array> }
  | { readonly error: AskError };

export interface AdminDoor {
  /** Nobody comes in any more, and who is in is put out. Never rejects. */
  close(): Promise<void>;
}

const maxConnections = 16;
const maxRequestBytes = 16 * 1024;
const requestMs = 5_000;
/** Of somebody who does not take what they asked for. */
const stalledMs = 60_000;

/** Without a door, where the system gives none, the broker runs all the same: then it is in the log. */
export async function openAdminDoor({
  dataDir,
  answer,
  log,
}: {
  dataDir: string;
  /** Rejects when the store fails. */
  answer: (request: DoorRequest) => Promise<Answered>;
  log: Log;
}): Promise<AdminDoor> {
  const inside = new Set<Socket>();
  let place: DoorPlace | undefined;
  // Whoever said all they have to say still hears the answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => void serve(socket));
  server.maxConnections = maxConnections;

  try {
    // What a broker that was killed has left; nobody else can have the folder open now.
    const left = await readDoorFile(dataDir);
    place = await newDoorPlace(dataDir);
    for (const path of [left?.path, place.path])
      if (path !== undefined && process.platform !== 'win32') await rm(path, { force: true });
    await listen(place.path);
    if (process.platform !== 'win32') await chmod(place.path, 0o600);
    await writeDoorFile(dataDir, place);
  } catch (error) {
    log.warn(`"npm run admin" cannot reach this broker: its door in ${dataDir} could not be opened`, error);
  }

  function listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  }

  async function serve(socket: Socket): Promise<void> {
    inside.add(socket);
    socket.once('close', () => inside.delete(socket));
    // Whoever goes away in the middle of it wanted no more.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(stalledMs, () => socket.destroy());
    const line = await readFirstLine(socket);
    if (line === undefined) return;
    try {
      await send(socket, await answerLine(line));
    } catch (error) {
      if (!socket.destroyed) log.error('what was asked at the admin’s door could not be answered', error);
      // Without its end nobody takes it for a whole answer.
      socket.destroy();
    }
  }

  async function answerLine(line: string): Promise<Answered> {
    const asked = readLine(line);
    if (!asked || !place || !sameToken(asked.token, place.token)) return { error: wrongToken };
    const request = readRequest(asked.request);
    if (!request) return { error: notUnderstood };
    try {
      return await answer(request);
    } catch (error) {
      log.error(`"${request.command}" could not be done`, error);
      return { error: unavailable };
    }
  }

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    for (const socket of inside) socket.destroy();
    await closed;
    await removeDoorFile(dataDir).catch((error: unknown) => log.warn('the admin’s door stayed', error));
  }

  return { close };
}

/** `undefined`: none came in time, or it was too long. */
function readFirstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const late = setTimeout(() => done(undefined), requestMs);
    let isDone = false;
    const done = (line: string | undefined) => {
      if (isDone) return;
      isDone = true;
      clearTimeout(late);
      socket.off('data', take);
      if (line === undefined) socket.destroy();
      resolve(line);
    };
    const take = (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > maxRequestBytes) done(undefined);
    };
    socket.setEncoding('utf8');
    socket.on('data', take);
    socket.once('end', () => done(undefined));
    socket.once('close', () => done(undefined));
  });
}

async function send(socket: Socket, answered: Answered): Promise<void> {
  const line = 'error' in answered ? { error: answered.error } : { result: answered.result };
  await write(socket, Buffer.from(`${JSON.stringify(line)}\n`));
  if ('result' in answered && answered.bytes)
    for await (const chunk of answered.bytes) await write(socket, chunk);
  socket.end();
}

/** Resolves when there is room for more. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new Error('The connection is gone.'));
    if (socket.write(bytes)) return resolve();
    const gone = () => reject(new Error('The connection is gone.'));
    socket.once('close', gone);
    socket.once('drain', () => {
      socket.off('close', gone);
      resolve();
    });
  });
}

const wrongToken: AskError = {
  code: 'not-authorized',
  text: 'This is not the broker that the data folder speaks of. Try again.',
};
const notUnderstood: AskError = {
  code: 'not-understood',
  text: 'The broker does not understand this. It may be of another version: start it again, and try once more.',
};
const unavailable: AskError = {
  code: 'unavailable',
  text: 'The broker could not do this. Why, it says in its log.',
};
