import type { OutcomeNotice } from '../contract/notice.ts';
import { describeViolation } from '../rules/annotation.ts';
import { longestLine, noticeLines } from '../notifier/notice-lines.ts';
import { changedBy, type Mending } from './mending.ts';

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
  const actor = instructions.find((instruction) => instruction.actor !== undefined)?.actor;
  const failure = result.failure;
  const next = willRetry ? 'It is tried again by itself.' : 'Read the reason on the message in the dead-letter queue.';
  return {
    version: 1,
    kind: 'outcome',
    outcome: result.outcome,
    ...changedBy(mending),
    resource: work.resource,
    rules: [...new Set(instructions.map(({ rule }) => rule))],
    severity: instructions[0]?.severity ?? 'high',
    violations: noticeLines(mending.violations.map(describeViolation)),
    ...(actor === undefined ? {} : { actor }),
    before: noticeLines(plan?.before ?? []),
    after: noticeLines(plan?.after ?? []),
    notes: noticeLines(plan?.notes ?? []),
    ...(failure === undefined
      ? {}
      : { failure: { code: failure.code, message: failure.message.slice(0, longestLine), next } }),
    at: at.toISOString(),
  };
}
