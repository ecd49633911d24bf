import { startConsole, type RunningConsole } from '../../console/console-server.ts';
import type { Terminal } from '../terminal.ts';
import { type InterruptibleProcess, untilInterrupted } from '../until-interrupted.ts';
import { localSource, type ServedWorld } from './serve-source.ts';
import { startServedWorld } from './serve-world.ts';

export interface ServeOptions {
  /** An unused one, unless given. */
  readonly port?: number;
}

export interface ServedDemo extends ServedWorld, RunningConsole {}

/** The demo's world and the console on it. `stop` ends both. */
export async function startServedDemo(
  options: ServeOptions = {},
  startWorld: typeof startServedWorld = startServedWorld,
): Promise<ServedDemo> {
  const served = await startWorld();
  try {
    const running = await startConsole(await localSource(served), options);
    const stop = async (): Promise<void> => {
      await running.stop();
      await served.stop();
    };
    return { ...served, ...running, stop };
  } catch (error) {
    await served.stop();
    throw error;
  }
}

/** Serves the demo's world until it is interrupted, then ends all of it. Exit code 0. Rejects with USAGE where the port is taken. */
export async function serveDemo(
  options: ServeOptions,
  terminal: Terminal,
  start: typeof startServedDemo = startServedDemo,
  running: InterruptibleProcess = process,
): Promise<number> {
  terminal.progress('building the pipeline, and an account to run it in …');
  const demo = await start(options);
  terminal.progress('');
  terminal.out(
    [
      `The console of the local account: ${demo.url}`,
      'Everything is live and stays in this process: break something, open the gate, undo. Ctrl-C ends it.',
    ].join('\n'),
  );
  await untilInterrupted(aborted, running);
  await demo.stop();
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
