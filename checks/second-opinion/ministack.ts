import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export const ministackVersion = '1.4.21';

export interface Ministack {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const patienceMs = 30_000;

/** An AWS account that runs Lambda functions on this machine's Node, on loopback alone. Rejects where it does not answer in half a minute. */
export async function startMinistack(program: string, accountId: string, region: string): Promise<Ministack> {
  const port = await freePort();
  const environment = {
    // Else it listens on all addresses, and for MQTT too.
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    GATEWAY_PORT: String(port),
    LAMBDA_EXECUTOR: 'local',
    MINISTACK_ACCOUNT_ID: accountId,
    MINISTACK_REGION: region,
    MINISTACK_HOST: '127.0.0.1',
  };
  const child = spawn(program, [], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> => stopped(child);
  const until = Date.now() + patienceMs;
  while (Date.now() < until && child.exitCode === null) {
    if (await answers(`${endpoint}/_ministack/health`)) return { endpoint, stop };
    await pause(100);
  }
  await stop();
  throw new Error('ministack does not answer');
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}
