import type { EventEmitter } from 'node:events';

/** The process as far as its interruption goes; tests give their own. */
export interface InterruptibleProcess extends Pick<EventEmitter, 'on' | 'off' | 'rawListeners' | 'removeAllListeners'> {
  exit(code: number): void;
}

export type Worked<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** With the exit code that a shell gives the signal. */
  | { readonly kind: 'interrupted'; readonly exitCode: number };

/** 128 and the signal's number (POSIX shells). */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const crashes = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Work that has something to put back before the process may end: on Ctrl-C, on SIGTERM and when something crashes beside it, its
 * signal aborts, and the process ends only when the work has. A second Ctrl-C ends it at once. Rejects with what the work rejects
 * with, or with what crashed.
 */
export async function untilInterrupted<T>(
  work: (signal: AbortSignal) => Promise<T>,
  running: InterruptibleProcess = process,
): Promise<Worked<T>> {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let crashed: { readonly error: unknown } | undefined;
  const interrupt = (name: keyof typeof signals) => (): void => {
    if (exitCode !== undefined) running.exit(exitCode);
    exitCode = signals[name];
    controller.abort();
  };
  const crash = (error: unknown): void => {
    crashed ??= { error };
    controller.abort();
  };
  const interrupts = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => [name, interrupt(name)] as const);
  // Whoever listens already would end the process before anything is put back.
  const others = crashes.map((name) => [name, running.rawListeners(name)] as const);
  for (const name of crashes) running.removeAllListeners(name).on(name, crash);
  for (const [name, listener] of interrupts) running.on(name, listener);
  try {
    const value = await work(controller.signal);
    if (crashed !== undefined) throw crashed.error;
    return exitCode === undefined ? { kind: 'done', value } : { kind: 'interrupted', exitCode };
  } catch (error) {
    if (crashed !== undefined) throw crashed.error;
    if (exitCode === undefined) throw error;
    return { kind: 'interrupted', exitCode };
  } finally {
    for (const [name, listener] of interrupts) running.off(name, listener);
    for (const [name, listeners] of others) {
      running.off(name, crash);
      for (const listener of listeners) running.on(name, listener as (...given: unknown[]) => void);
    }
  }
}
