import type { OutcomeNotice } from '../contract/notice.ts';
import { describeViolation } from '../rules/annotation.ts';
import { longestLine, noticeLines } from '../notifier/notice-lines.ts';
import { actorsOf } from '../queue/calls-of.ts';
import { latestCall } from '../queue/latest-call.ts';
import { highestSeverity } from './highest-severity.ts';
import { changedBy, type Mending, partedMessages, rulesOf } from './mending.ts';

/**
 * Pure. What to tell of a mending, or undefined where telling would be noise: nothing to do, a failure that changed nothing
 * and will be tried again, what was refused and waits, or a tug-of-war, which is told once when it begins.
 */
export function outcomeNotice(mending: Mending, willRetry: boolean, at: Date): OutcomeNotice | undefined {
  const { work, result, plan } = mending;
  if (result === undefined || result.outcome === 'nothing-to-do' || result.outcome === 'contested') return undefined;
  if (result.outcome === 'refused' && result.failure?.transient === true) return undefined;
  if (willRetry && result.outcome === 'failed') return undefined;
  const instructions = work.messages.map(({ instruction }) => instruction);
  const actor = actorsOf(instructions);
  const evidence = latestCall(instructions);
  const failure = result.failure;
  const next = willRetry ? 'It is tried again by itself.' : 'Read the reason on the message in the dead-letter queue.';
  return {
    version: 1,
    kind: 'outcome',
    outcome: result.outcome,
    ...changedBy(mending),
    resource: mending.live ?? work.resource,
    rules: rulesOf(work.messages),
    severity: highestSeverity(work.messages),
    violations: noticeLines(mending.violations.map(describeViolation)),
    ...(actor === undefined ? {} : { actor }),
    ...(evidence === undefined ? {} : { evidence }),
    before: noticeLines(plan?.before ?? []),
    after: noticeLines(plan?.after ?? []),
    notes: noticeLines([...toldLate(mending), ...byRule(mending), ...(plan?.notes ?? [])]),
    ...(failure === undefined
      ? {}
      : { failure: { code: failure.code, message: failure.message.slice(0, longestLine), next } }),
    at: at.toISOString(),
  };
}

/** Of a failure that not all rules share, which are done with and which are not; why not is the failure. */
function byRule(mending: Mending): string[] {
  const { done, open } = partedMessages(mending);
  return done.length === 0 ? [] : [`Done: ${rulesOf(done).join(', ')}. Not done: ${rulesOf(open).join(', ')}.`];
}

/** Of earlier actions of functions that ended before they could tell, where this is about another. */
function toldLate({ untold, actionId }: Mending): string[] {
  return untold
    .filter(({ id }) => id !== actionId)
    .map(({ id, outcome, plan }) => {
      const what = plan.before.length === 0 ? '' : `: ${plan.before.join('; ')}`;
      return `Earlier action ${id} (${outcome ?? 'interrupted'}) may not have been told${what}.`;
    });
}
