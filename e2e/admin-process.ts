// The admin's command line as a process of its own, as whoever runs the server calls it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildIfOld, type BrokerProgram } from './broker-process';

const program: BrokerProgram = { source: 'broker/admin.ts', outDir: 'dist/admin' };

export interface AdminRun {
  readonly exitCode: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

export const buildAdminIfOld = (): void => buildIfOld(program);

/** `input` comes in on a pipe, where nobody sits. */
export async function runAdmin(dataDir: string, args: readonly string[], input = ''): Promise<AdminRun> {
  const { PATH = '' } = process.env;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '..', program.outDir, 'admin.js'), ...args],
    {
      env: { PATH, DATA_DIR: dataDir },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  // It may have ended without reading it.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [exitCode] = (await once(child, 'close')) as [unknown];
  return { exitCode, stdout, stderr };
}
