import type { Notice, OutcomeNotice } from '../contract/notice.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';
import { backoffSeconds, maxAttempts } from '../queue/attempts.ts';
import { oneOfEach } from '../queue/one-of-each.ts';
import type { Queue } from '../queue/queue.ts';
import { messageBody } from '../queue/send-instructions.ts';
import { isObserved, type Mending, partedMessages } from './mending.ts';
import { outcomeNotice } from './outcome-notice.ts';

export interface SettleDeps {
  readonly queue: Queue;
  tell(notices: readonly Notice[]): Promise<void>;
  now(): Date;
  report(message: string, fields: Record<string, unknown>): void;
}

/** Longer than a coordinator goes by what it remembers of the accounts, so that it does not hand the same on at once. */
const observedSeconds = 60;

/** Whether a mending that failed goes back to the queue: for a passing reason, and not too often. */
export function willRetry(mending: Mending): boolean {
  return mending.result?.failure?.transient === true && attemptOf(partedMessages(mending).open) + 1 < maxAttempts;
}

function attemptOf(messages: readonly HeldMessage[]): number {
  return Math.max(...messages.map(({ instruction }) => instruction.attempt));
}

/**
 * Tells people, then settles the messages: told before deleted, because a message that comes again after a crash finds
 * nothing to do and is silent, while a mend that was never told would stay unknown. What failed is settled by rule: messages of rules
 * that are compliant all the same go the way of what went well. Answers those that could not be told. What is settled first are the messages
 * of all that went well, ten to a call. Never rejects: a message that cannot be settled is reported and comes again when its
 * hold ends, while a crash would have all of them queued again.
 */
export async function settle(mendings: readonly Mending[], deps: SettleDeps): Promise<ReadonlySet<Mending>> {
  const { queue } = deps;
  const untold = await tellOf(mendings, deps);
  const messages: Record<'well' | 'refused' | 'observed', HeldMessage[]> = { well: [], refused: [], observed: [] };
  const failed: Mending[] = [];
  for (const mending of mendings) {
    switch (mending.result?.outcome) {
      case 'mended':
      case 'nothing-to-do':
      case 'exempt':
      case 'contested':
        if (untold.has(mending)) await tellAgain(mending.work.messages, deps);
        else messages.well.push(...mending.work.messages);
        break;
      case 'refused':
        messages[isObserved(mending) ? 'observed' : 'refused'].push(...mending.work.messages);
        break;
      case 'failed':
      case 'partly-mended': {
        const { done } = partedMessages(mending);
        if (untold.has(mending)) await tellAgain(done, deps);
        else messages.well.push(...done);
        failed.push(mending);
        break;
      }
      case undefined:
        deps.report('a resource has no outcome', { resourceId: mending.work.resource.id });
    }
  }
  await orReport(deps, 'messages not deleted', {}, () => queue.delete(messages.well));
  await orReport(deps, 'messages not given back', {}, () => queue.giveBack(messages.refused, 0));
  if (messages.observed.length > 0)
    await orReport(deps, 'messages not given back', {}, () => queue.giveBack(messages.observed, observedSeconds));
  for (const mending of failed) await settleFailed(mending, untold.has(mending), deps);
  return untold;
}

/** Those of whom people were to be told and could not be. */
async function tellOf(mendings: readonly Mending[], deps: SettleDeps): Promise<ReadonlySet<Mending>> {
  const notices = new Map<Mending, OutcomeNotice>();
  for (const mending of mendings) {
    const notice = outcomeNotice(mending, willRetry(mending), deps.now());
    if (notice !== undefined) notices.set(mending, notice);
  }
  // What failed and is tried again tells nothing yet, and so nothing of an earlier action either.
  const silent = mendings.filter(
    (mending) => mending.untold.length > 0 && mending.result?.outcome === 'failed' && !notices.has(mending),
  );
  if (notices.size === 0) return new Set(silent);
  const actions = [...notices.values()].map(({ actionId, resource }) => actionId ?? resource.id);
  let told = false;
  await orReport(deps, 'notices were not published', { actions }, async () => {
    await deps.tell([...notices.values()]);
    told = true;
  });
  return new Set(told ? silent : [...silent, ...notices.keys()]);
}

/**
 * Comes back to be told until people could be: the next attempt finds it in flight, and mended. It is queued anew, so that SQS neither moves
 * it away for having been received too often nor drops it for its age, however long the topic is down.
 */
async function tellAgain(messages: readonly HeldMessage[], deps: SettleDeps): Promise<void> {
  const { queue } = deps;
  const { kept, duplicates } = oneOfEach(messages);
  for (const message of kept) {
    const ids = { messageId: message.messageId, resourceId: message.instruction.resource.id };
    await orReport(deps, 'message not queued again', ids, () =>
      queue.retry(message, backoffSeconds(attemptOf(messages))),
    );
  }
  await orReport(deps, 'duplicates not deleted', {}, () => queue.delete(duplicates));
}

/**
 * One message of each instruction goes on, to the queue or to the dead letters; its duplicates are deleted. What was given up and could
 * not be told stays in the queue until it can be, with its attempts used up, so that it is only told (see given-up.ts).
 */
async function settleFailed(mending: Mending, isUntold: boolean, deps: SettleDeps): Promise<void> {
  const { queue } = deps;
  const { open } = partedMessages(mending);
  const { kept, duplicates } = oneOfEach(open);
  const failure = mending.result?.failure;
  const retried = willRetry(mending);
  const again = retried || isUntold;
  // The same delay for all messages of the resource, so that they come back as one piece of work.
  const delay = backoffSeconds(attemptOf(open));
  const exhausted = failure?.transient === true ? ` (given up after ${maxAttempts} attempts)` : '';
  const reason = {
    code: failure?.code ?? 'CHANGE_FAILED',
    message: `${failure?.message ?? 'the mend failed'}${exhausted}`,
  };
  for (const message of kept) {
    const ids = { messageId: message.messageId, resourceId: mending.work.resource.id };
    await orReport(deps, again ? 'message not queued again' : 'message not dead-lettered', ids, () =>
      again
        ? queue.retry(retried ? message : lastAttempt(message), delay)
        : queue.deadLetter(message, messageBody(message.instruction), reason),
    );
  }
  await orReport(deps, 'duplicates not deleted', {}, () => queue.delete(duplicates));
}

function lastAttempt(message: HeldMessage): HeldMessage {
  const attempt = Math.max(message.instruction.attempt, maxAttempts - 1);
  return { ...message, instruction: { ...message.instruction, attempt } };
}

/** What cannot be told or settled must not hold up the rest: what was done is in the ledger, and the log names it. */
async function orReport(
  deps: SettleDeps,
  what: string,
  fields: Record<string, unknown>,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    deps.report(what, { ...fields, error });
  }
}
