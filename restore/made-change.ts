import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { Violation, ViolationOf } from '../contract/violation.ts';
import { ipPermissions } from '../remediators/ip-permission.ts';
import { rulesNamedBy } from './permission-rules.ts';
import { recordedInput } from './recorded-input.ts';

/** A rule of a group that was changed by its id: what it was, and what it was changed into. */
export interface ModifiedRule {
  readonly id: string;
  readonly from: GroupRule;
  readonly to: GroupRule;
}

/** A call of a mend that took effect, or, where it is not `surely` so, may have. It names rules of a group as they are, and by no id. */
export interface MadeChange {
  readonly change: Change;
  readonly surely: boolean;
  /** Of ModifySecurityGroupRules. */
  readonly modified?: readonly ModifiedRule[];
}

type Action = Pick<ActionRecord, 'plan' | 'calls' | 'found' | 'untouched'>;

/**
 * Pure. What the actions changed, in order: an action and those that continue it. Calls are made in the order of the plan; after one
 * that fails those are left out that may hang on it, and nothing is recorded of them. An action that was interrupted recorded no call, and may have made any of them. Throws RESTORE_REFUSED where the
 * ledger does not say what a rule was that was named by its id.
 */
export function changesMade(actions: readonly Action[]): MadeChange[] {
  return actions.flatMap(({ plan, calls, found = [], untouched }) => {
    if (untouched === true) return [];
    const unapproved = unapprovedById(found);
    if (calls.length === 0) return plan.changes.map((change) => made(change, false, unapproved));
    let next = 0;
    return plan.changes.flatMap((change): MadeChange[] => {
      const call = calls[next];
      if (call?.service !== change.service || call.operation !== change.operation) return [];
      next += 1;
      if (call.error !== undefined && call.inDoubt !== true) return [];
      return [made(change, call.error === undefined, unapproved)];
    });
  });
}

/** The rules of a group that a call names. */
export function rulesOf({ change, modified }: MadeChange): GroupRule[] {
  return modified === undefined ? rulesNamedBy(change) : modified.flatMap(({ from, to }) => [from, to]);
}

type Unapproved = ReadonlyMap<string, ViolationOf<'unapproved-change'>>;

function unapprovedById(found: readonly Violation[]): Unapproved {
  return new Map(found.flatMap((one) => (one.kind === 'unapproved-change' ? [[one.ruleId, one] as const] : [])));
}

const ById = v.object({ GroupId: v.string(), SecurityGroupRuleIds: v.array(v.string()) });
const Modified = v.object({ SecurityGroupRules: v.array(v.object({ SecurityGroupRuleId: v.string() })) });

function made(change: Change, surely: boolean, unapproved: Unapproved): MadeChange {
  const revoked = v.safeParse(ById, change.input);
  if (revoked.success) {
    const { GroupId, SecurityGroupRuleIds: ids } = revoked.output;
    const rules = ids.map((id) => known(id, unapproved).rule);
    return { change: { ...change, input: { GroupId, IpPermissions: ipPermissions(rules, 'without') } }, surely };
  }
  if (change.operation !== 'ModifySecurityGroupRules') return { change, surely };
  const modified = recordedInput(Modified, change).SecurityGroupRules.map(({ SecurityGroupRuleId: id }) => {
    const { rule: from, before: to } = known(id, unapproved);
    if (to === undefined) throw unknown(id);
    return { id, from, to };
  });
  return { change, surely, modified };
}

function known(id: string, unapproved: Unapproved): ViolationOf<'unapproved-change'> {
  const found = unapproved.get(id);
  if (found === undefined) throw unknown(id);
  return found;
}

function unknown(id: string): Failure {
  return new Failure('RESTORE_REFUSED', `the ledger does not say what the rule ${id} was: a person has to put it back`);
}
