import { createHash } from 'node:crypto';
import { errorText } from '../aws/classify-error.ts';
import type { Instruction } from '../contract/instruction.ts';
import { jsonBytes } from '../contract/json-bytes.ts';
import type { Plan } from '../contract/plan.ts';
import type { Resource, ResourceIdentity, ResourceOf, ResourceType } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { defaultPlanLimits, type Remediator } from '../remediators/remediator.ts';
import type { Rule } from './rule.ts';

/** Leaves room below what a queue takes (see queue/most-bytes.ts). */
const maxBytes = 800_000;

/**
 * The fix instruction for what a rule found, or undefined where there is nothing that can be mended: no remediator, or only
 * violations that could not be decided or are left to people. `actor` is who made the change, where that is known.
 */
export function instruct<T extends ResourceType>(
  rule: Pick<Rule<T>, 'id' | 'severity' | 'mend'>,
  remediator: Pick<Remediator<T>, 'plan'> | undefined,
  resource: ResourceOf<T>,
  violations: readonly Violation[],
  evidence: Instruction['evidence'],
  actor?: string,
): Instruction | undefined {
  if (!('by' in rule.mend) || remediator === undefined) return undefined;
  const mendable = violations.filter(isMendable);
  if (mendable.length === 0) return undefined;
  return fitted({
    version: 1,
    id: instructionId(resource, rule.id),
    rule: rule.id,
    remediator: rule.mend.by,
    resource: identityOf(resource),
    violations: mendable,
    plan: preview(() => remediator.plan(resource, mendable, defaultPlanLimits)),
    severity: rule.severity,
    evidence,
    ...(actor === undefined ? {} : { actor }),
    attempt: 0,
  });
}

/** The same account, region, resource and rule always give the same 32 hex digits. */
export function instructionId(resource: ResourceIdentity, ruleId: string): string {
  const identity = JSON.stringify([resource.accountId, resource.region, resource.type, resource.id, ruleId]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

export function identityOf({ type, id, arn, accountId, region, tags }: Resource): ResourceIdentity {
  return { type, id, arn, accountId, region, tags };
}

/** A planner that fails here fails aloud where it is to mend; neither verdict nor instruction may be lost over the preview. */
function preview(plan: () => Plan): Plan {
  try {
    return plan();
  } catch (error) {
    return { changes: [], before: [], after: [], notes: [`There is no plan to show: ${errorText(error)}`] };
  }
}

/** Plan and violations are for people; the mend judges and plans again. What would not fit a message is counted instead. */
function fitted(instruction: Instruction): Instruction {
  if (jsonBytes(instruction) <= maxBytes) return instruction;
  const note = `The plan of ${instruction.plan.changes.length} calls is too long to be shown here.`;
  const plan: Plan = { changes: [], before: [], after: [], notes: [note] };
  const violations: Violation[] = [];
  let bytes = jsonBytes({ ...instruction, plan, violations });
  for (const violation of instruction.violations) {
    bytes += jsonBytes(violation) + 1;
    if (bytes > maxBytes) break;
    violations.push(violation);
  }
  const left = instruction.violations.length - violations.length;
  if (left > 0) plan.notes.push(`${left} of ${instruction.violations.length} violations are not listed here.`);
  return { ...instruction, violations, plan };
}
