import type { Instruction } from '../contract/instruction.ts';
import type { GraceNotice } from '../contract/notice.ts';
import { noticeLines } from '../notifier/notice-lines.ts';
import { actorsOf } from '../queue/calls-of.ts';
import { latestCall } from '../queue/latest-call.ts';
import { describeViolation } from '../rules/annotation.ts';

/** Pure. That a violation will be mended, by when, and how. */
export function graceNotice(instruction: Instruction, until: string, at: Date): GraceNotice {
  const { resource, rule, severity, violations, plan } = instruction;
  const actor = actorsOf([instruction]);
  const evidence = latestCall([instruction]);
  return {
    version: 1,
    kind: 'grace',
    resource,
    rule,
    severity,
    violations: noticeLines(violations.map(describeViolation)),
    ...(actor === undefined ? {} : { actor }),
    ...(evidence === undefined ? {} : { evidence }),
    before: noticeLines(plan.before),
    after: noticeLines(plan.after),
    notes: noticeLines(plan.notes),
    until,
    at: at.toISOString(),
  };
}
