import { Failure } from '../../contract/failure.ts';
import { confirm } from '../confirm.ts';
import { number } from '../inspect/inspection-words.ts';
import { explainQueueError } from '../queue-error.ts';
import type { Terminal } from '../terminal.ts';
import { type InterruptibleProcess, untilInterrupted } from '../until-interrupted.ts';
import type { DeadLetter } from './dead-letter.ts';
import { type DeadLetterConnection, type DeadLetterQueue, deadLetterQueue } from './dead-letter-queue.ts';
import { type DeadLetters, readDeadLetters } from './read-dead-letters.ts';
import { renderDeadLetters, renderExplained } from './render-dead-letters.ts';
import { type Returned, returnDeadLetters } from './return-dead-letters.ts';

export interface DeadLettersCommandOptions extends DeadLetterConnection {
  readonly json?: boolean;
}

export interface ReturnOptions extends DeadLettersCommandOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

export interface DeadLettersDeps {
  readonly connect: typeof deadLetterQueue;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly running: InterruptibleProcess;
  now(): Date;
}

const defaults: DeadLettersDeps = { connect: deadLetterQueue, confirm, running: process, now: () => new Date() };

/** Lists them. Exit code 0; 1: not all were read; 130 where it was interrupted. Rejects with USAGE or READ_FAILED. */
export async function listDeadLetters(
  options: DeadLettersCommandOptions,
  terminal: Terminal,
  deps: DeadLettersDeps = defaults,
): Promise<number> {
  return onceRead(await deps.connect(options), terminal, deps, async (found) => {
    terminal.out(
      options.json === true
        ? JSON.stringify(found, null, 2)
        : renderDeadLetters(found, deps.now().toISOString(), terminal.paint, terminal.columns),
    );
    return found.complete ? 0 : 1;
  });
}

/** Says of those asked for, or of all, what the reason means and what to do. Exit code 1 also where one asked for is not there. */
export async function explainDeadLetters(
  ids: readonly string[],
  options: DeadLettersCommandOptions,
  terminal: Terminal,
  deps: DeadLettersDeps = defaults,
): Promise<number> {
  return onceRead(await deps.connect(options), terminal, deps, async (found) => {
    const { asked, missing } = select(found, ids);
    for (const id of missing) terminal.warn(`there is no message ${id} here now`);
    if (options.json === true) terminal.out(JSON.stringify({ ...found, deadLetters: asked }, null, 2));
    else if (asked.length > 0) terminal.out(renderExplained(asked, deps.now().toISOString(), terminal.paint));
    else if (ids.length === 0) terminal.out('There are no dead letters.');
    return missing.length === 0 && found.complete ? 0 : 1;
  });
}

/**
 * Puts them back to the remediation queue, as if they had never been tried. Exit code 0: all that were asked for; 1: some were not, and it
 * says which and why. Rejects with USAGE or READ_FAILED.
 */
export async function returnToQueue(
  ids: readonly string[],
  options: ReturnOptions,
  terminal: Terminal,
  deps: DeadLettersDeps = defaults,
): Promise<number> {
  if ((ids.length === 0) !== (options.all === true)) {
    throw new Failure('USAGE', 'say which: ids of messages as configmend dead-letters lists them, or --all');
  }
  if (options.json === true && options.yes !== true)
    throw new Failure('USAGE', '--json does not ask: give --yes as well');
  const connected = await deps.connect(options);
  const to = connected.sourceUrl();
  return onceRead(connected, terminal, deps, (found) =>
    putBack(found, ids, { connected, to, options, terminal, deps }),
  );
}

interface PuttingBack {
  readonly connected: DeadLetterQueue;
  readonly to: string;
  readonly options: ReturnOptions;
  readonly terminal: Terminal;
  readonly deps: DeadLettersDeps;
}

async function putBack(
  found: DeadLetters,
  ids: readonly string[],
  { connected, to, options, terminal, deps }: PuttingBack,
): Promise<number> {
  const { asked, missing } = select(found, ids);
  const returnable = asked.filter(({ unreturnable }) => unreturnable === undefined);
  const failed = asked.flatMap(({ messageId, unreturnable: reason }) =>
    reason === undefined ? [] : [{ messageId, reason }],
  );
  const nothing: Returned = { returned: [], inBoth: [], failed, missing };
  if (returnable.length === 0) return report(nothing, options, terminal);
  if (options.yes !== true) {
    const list = { ...found, deadLetters: returnable };
    terminal.out(renderDeadLetters(list, deps.now().toISOString(), terminal.paint, terminal.columns));
    const question = `Put ${number(returnable.length, 'message')} back to ${to}, to be tried again while the gate is open?`;
    if (!(await deps.confirm(question))) {
      terminal.out('Nothing was changed.');
      return 0;
    }
  }
  const worked = await untilInterrupted(async (signal) => {
    try {
      const chosen = returnable.map(({ messageId }) => messageId);
      return await returnDeadLetters(connected.sqs, connected.url, to, chosen, signal);
    } catch (cause) {
      throw explainQueueError(cause, connected.url);
    }
  }, deps.running);
  if (worked.kind === 'interrupted') {
    terminal.warn('interrupted: configmend dead-letters lists what was not returned');
    return worked.exitCode;
  }
  const { value } = worked;
  return report(
    { ...value, failed: [...failed, ...value.failed], missing: [...missing, ...value.missing] },
    options,
    terminal,
  );
}

/** What all three begin with: the messages are read and visible again, and where that is interrupted nothing more is done. */
async function onceRead(
  { sqs, url }: DeadLetterQueue,
  terminal: Terminal,
  deps: DeadLettersDeps,
  go: (found: DeadLetters) => Promise<number>,
): Promise<number> {
  const worked = await untilInterrupted(async (signal) => {
    try {
      const progress = (done: number, total: number | undefined, label: string): void =>
        terminal.bar(done, total, label);
      return await readDeadLetters(sqs, url, { signal, progress });
    } catch (cause) {
      throw explainQueueError(cause, url);
    }
  }, deps.running);
  terminal.progress('');
  if (worked.kind === 'done') return go(worked.value);
  terminal.warn('interrupted: nothing was changed, and what was read is visible in the queue again');
  return worked.exitCode;
}

function select({ deadLetters }: DeadLetters, ids: readonly string[]): { asked: DeadLetter[]; missing: string[] } {
  if (ids.length === 0) return { asked: [...deadLetters], missing: [] };
  const known = new Set(deadLetters.map(({ messageId }) => messageId));
  return {
    asked: deadLetters.filter(({ messageId }) => ids.includes(messageId)),
    missing: ids.filter((id) => !known.has(id)),
  };
}

function report(result: Returned, { json }: ReturnOptions, terminal: Terminal): number {
  const { returned, inBoth, failed, missing } = result;
  if (json === true) terminal.out(JSON.stringify(result, null, 2));
  else {
    terminal.out(`${number(returned.length, 'message')} put back to the remediation queue.`);
    for (const id of inBoth)
      terminal.warn(`${id} was put back, and SQS would not delete it here: it is in both queues`);
    for (const { messageId, reason } of failed) terminal.warn(`${messageId} is not put back: ${reason}`);
    for (const id of missing) terminal.warn(`there is no message ${id} here now`);
  }
  return inBoth.length + failed.length + missing.length === 0 ? 0 : 1;
}
