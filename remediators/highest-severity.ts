import { Severity } from '../contract/instruction.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';

/** Pure. Of all rules that ask for a resource, the highest; `high` where none says. */
export function highestSeverity(messages: readonly HeldMessage[]): Severity {
  const given = new Set(messages.map(({ instruction }) => instruction.severity));
  return Severity.options.find((severity) => given.has(severity)) ?? 'high';
}
