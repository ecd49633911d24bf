import type { OutcomeNotice } from '../contract/notice.ts';
import { describeViolation } from '../rules/annotation.ts';
import { changedBy, type Mending } from './mending.ts';

/** Four lists of so many bytes, tags and the rest stay below SNS's 256 KiB; Slack shows fewer lines still. */
const maxLines = 40;
const maxLineCharacters = 500;
const maxListBytes = 40_000;

/**
 * Pure. What to tell of a mending, or undefined where telling would be noise: nothing to do, or a failure that changed
 * nothing and will be tried again.
 */
export function outcomeNotice(mending: Mending, willRetry: boolean, at: Date): OutcomeNotice | undefined {
  const { work, result, plan } = mending;
  if (result === undefined || result.outcome === 'nothing-to-do') return undefined;
  if (willRetry && (result.outcome === 'failed' || result.outcome === 'refused')) return undefined;
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
    violations: capped(mending.violations.map(describeViolation)),
    ...(actor === undefined ? {} : { actor }),
    before: capped(plan?.before ?? []),
    after: capped(plan?.after ?? []),
    notes: capped(plan?.notes ?? []),
    ...(failure === undefined
      ? {}
      : { failure: { code: failure.code, message: failure.message.slice(0, maxLineCharacters), next } }),
    at: at.toISOString(),
  };
}

function capped(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const line of lines.slice(0, maxLines).map((text) => text.slice(0, maxLineCharacters))) {
    bytes += Buffer.byteLength(JSON.stringify(line));
    if (bytes > maxListBytes) break;
    shown.push(line);
  }
  return shown.length < lines.length ? [...shown, `and ${lines.length - shown.length} more`] : shown;
}
