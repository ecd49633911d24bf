import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { repositoryRoot } from '../../build/repository-root.ts';

const motoVersion = '5.2.5';
/** For `pythonTool`. */
export const motoTool = {
  requirement: `moto[ec2,s3,server,sts]==${motoVersion}`,
  program: 'moto_server',
  constraints: join(repositoryRoot(), 'checks', 'comparison', 'moto-constraints.txt'),
} as const;

export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const patienceMs = 30_000;

/** An AWS account that somebody else wrote, on a free port of loopback. Rejects where it does not answer in half a minute. */
export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, ['--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const stop = (): Promise<void> => stopped(child);
  const endpoint = `http://127.0.0.1:${port}`;
  const until = Date.now() + patienceMs;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(`${endpoint}/moto-api/`)) return { endpoint, stop };
    await pause(100);
  }
  await stop();
  throw new Error('moto_server does not answer');
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}
