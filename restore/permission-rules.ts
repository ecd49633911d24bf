import type { Change } from '../contract/plan.ts';
import type { GroupRule } from '../contract/resource.ts';
import { directionOf, rulesIn, RulesInput } from '../remediators/permission-rules.ts';
import { recordedInput } from './recorded-input.ts';

/** The rules that a call of a security group's plan names, one for each source of each permission. Throws RESTORE_REFUSED for another input. */
export function rulesNamedBy(change: Change): GroupRule[] {
  return rulesIn(recordedInput(RulesInput, change), directionOf(change.operation));
}
