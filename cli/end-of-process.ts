import type { EventEmitter } from 'node:events';
import { errorCode } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { Terminal } from './terminal.ts';

/** The process as far as its end goes; tests give their own. */
export interface EndingProcess extends Pick<EventEmitter, 'on'> {
  readonly stdout: Pick<EventEmitter, 'on'>;
  readonly stderr: Pick<EventEmitter, 'on'>;
  exit(code: number): void;
}

/** What an operator reads of any error: its message and code, never a stack trace. */
export function describeError(error: unknown): string {
  if (error instanceof Failure) return `${error.message} [${error.code}]`;
  if (!(error instanceof Error)) return String(error);
  // A refused connection on Node is an AggregateError without a message of its own.
  const words: unknown = error.message;
  // The SDK takes over whatever an answer has in the message's place.
  return typeof words === 'string' && words !== '' ? words : errorCode(error);
}

/**
 * Makes the process end in words: exit code 1 and one line for whatever no command has caught. A reader that hangs up
 * (`configmend scan --json | head`) is no error: what is left of the output is dropped, and the exit code stays the verdict.
 */
export function endInWords(ending: EndingProcess, terminal: Pick<Terminal, 'warn'>): void {
  const fail = (error: unknown): void => {
    terminal.warn(describeError(error));
    ending.exit(1);
  };
  ending.on('uncaughtException', fail);
  ending.on('unhandledRejection', fail);
  ending.stdout.on('error', (error: unknown) => {
    if (!isHangUp(error)) fail(error);
  });
  // There is nowhere left to say it.
  ending.stderr.on('error', () => undefined);
}

function isHangUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
