// Commands that make and put back backups. A backup comes from the broker that runs; a restore wants it stopped.
import { randomBytes } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BackupError, checkBackup } from '../store/read-backup';
import { restoreStore } from '../store/restore';
import { countsInWords } from '../store/row-counts';
import { messageOf, StoreError } from '../store/store-error';
import { moment, problem, type Command, type Outcome, type Terminal } from './command';

const backup: Command = {
  name: 'backup',
  takes: '<file> [--replace]',
  tells: 'Writes all that the running broker has into a file, as it is at this moment.',
  more: [
    'The broker goes on meanwhile. The file appears under its name when it is whole and was checked.',
    'Keep it like the data folder itself: all messages are in it. --replace takes the place of an older file.',
  ],
  words: [1, 1],
  options: { replace: { type: 'boolean' } },
  async run({ words: [path = ''], options }, terminal) {
    const file = terminal.resolvePath(path);
    if (options['replace'] !== true && (await exists(file)))
      return failed(`The file ${file} is there already. Take another name, or add --replace.`);
    const part = `${file}.part-${randomBytes(4).toString('hex')}`;
    try {
      return await writeFile(terminal, part, file);
    } catch (error) {
      return failed(`The backup could not be written (${messageOf(error)}).`);
    } finally {
      await rm(part, { force: true });
    }
  },
};

/** Rejects when the disk fails, or what is written cannot be read again. */
async function writeFile({ door }: Terminal, part: string, file: string): Promise<Outcome> {
  // Whoever reads it knows everything.
  const handle = await open(part, 'wx', 0o600);
  let bytes = 0;
  try {
    const answer = await door.askForBytes({ command: 'backup' }, async (chunk) => {
      bytes += chunk.length;
      await handle.writeFile(chunk);
    });
    if ('error' in answer) return problem(answer.error);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const found = await checkBackup(part);
  await rename(part, file);
  await syncFolder(dirname(file));
  const size = `${(bytes / 1e6).toLocaleString('en', { maximumSignificantDigits: 2 })} MB`;
  return {
    lines: [`Backup: ${countsInWords(found)}; ${size} in ${file}`],
    json: { file, bytes, ...found },
  };
}

const restore: Command = {
  name: 'restore',
  takes: '<file>',
  tells: 'Makes the data folder what it was when a backup was made. Stop the broker first.',
  more: [
    'The whole file is checked first. What is in the folder now is put aside, and not deleted.',
    'When devices connect they put back what was written on them since, once and in order.',
  ],
  words: [1, 1],
  async run({ words: [path = ''] }, { dataDir, resolvePath, now }) {
    try {
      const restored = await restoreStore(dataDir, resolvePath(path), now());
      const { aside, madeAtMs } = restored;
      return {
        lines: [
          `Restored: ${countsInWords(restored)}, as of ${moment(Math.floor(madeAtMs / 1000))}.`,
          ...(aside === undefined
            ? []
            : [`What was there before is in ${aside}. Delete it when all is well.`]),
          'The store has a new epoch: when devices connect, they put back what they have of their own.',
          'Passwords, roles, members and signed-in devices are those of that time again; who came later signs up or in once more.',
          'The broker can be started now.',
        ],
        json: restored,
      };
    } catch (error) {
      if (error instanceof StoreError && error.code === 'locked')
        return failed(`A broker runs on the data folder ${dataDir}. Stop it first. Nothing was changed.`);
      if (error instanceof StoreError || error instanceof BackupError) return failed(error.message);
      return failed(
        `The backup could not be put back (${messageOf(error)}). What was there before is there still.`,
      );
    }
  },
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing.
  if (process.platform === 'win32') return;
  const folder = await open(path);
  await folder.sync();
  await folder.close();
}

const failed = (text: string): Outcome => problem({ code: 'failed', text });

export const backupCommands: readonly Command[] = [backup, restore];
