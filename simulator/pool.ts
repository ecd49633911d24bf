import { type ChildProcess, fork } from 'node:child_process';
import type { Asked, Answered } from './host/worker.ts';

export interface Pool {
  /** Asks as soon as a worker is free. Rejects where the simulation itself fails, which no scenario may make it do. */
  ask(asked: Asked): Promise<Answered>;
  close(): void;
}

/** So many processes, each with the product loaded. */
export async function startPool(worker: string, product: string, jobs: number): Promise<Pool> {
  const children = await Promise.all(Array.from({ length: jobs }, () => started(worker, product)));
  const free = [...children];
  const waiting: ((child: ChildProcess) => void)[] = [];
  const taken = (): Promise<ChildProcess> => {
    const child = free.pop();
    return child === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(child);
  };
  const release = (child: ChildProcess): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(child);
    else next(child);
  };
  return {
    async ask(asked) {
      const child = await taken();
      try {
        return await answered(child, asked);
      } finally {
        release(child);
      }
    },
    close() {
      for (const child of children) child.kill();
    },
  };
}

function started(worker: string, product: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = fork(worker, [product], {
      // What a scenario makes is garbage at its end: with room for it, little is ever moved.
      execArgv: ['--max-semi-space-size=64'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('message', () => {
      child.removeAllListeners('exit');
      resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`a worker of the simulator ended with ${code}`)));
  });
}

function answered(child: ChildProcess, asked: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void =>
      reject(new Error(`seed ${asked.seed} ended its process with ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer: Answered | { readonly failed: string }) => {
      child.removeListener('exit', onExit);
      if ('failed' in answer) reject(new Error(`seed ${asked.seed} could not be simulated: ${answer.failed}`));
      else resolve(answer);
    });
    child.send(asked);
  });
}
