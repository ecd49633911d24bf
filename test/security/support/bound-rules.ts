import type { RemediatorId } from '../../../contract/instruction.ts';
import { judgesFrom } from '../../../remediators/judges.ts';
import type { Judge, RegisteredRule } from '../../../rules/registered-rule.ts';
import { rules } from '../../../rules/registry.ts';
import { givenParameters } from '../../support/given-parameters.ts';
import { pipelineRole } from '../../support/recorded-changes.ts';
import { logs } from './estates.ts';

/** `defaults`: as deployed with nothing but what has to be given. `proven`: with whatever a rule wants to be told before it is mended. */
export type Binding = 'defaults' | 'proven';

/** Of the rules that mend nothing, or find nothing, by their defaults. */
const proven: Readonly<Record<string, Record<string, string>>> = {
  's3-account-public-access-block': { publicBuckets: 'none' },
  's3-bucket-acls-disabled': { objectAcls: 'unused', hiddenGrants: 'none' },
  's3-bucket-encryption': { algorithm: 'aws:kms' },
  's3-bucket-logging': { targetBucket: logs },
};

/** Every rule there is that this remediator mends, as its function reads them from RULE_PARAMETERS. */
export function judgesOf(remediator: RemediatorId, binding: Binding): ReadonlyMap<string, Judge> {
  const mended = rules.filter((rule) => mendedBy(rule) === remediator);
  const given = mended.map((rule) => [rule.id, parametersOf(rule, binding)]);
  return judgesFrom(JSON.stringify(Object.fromEntries(given)), mended);
}

export function mendedBy({ mend }: RegisteredRule): RemediatorId | undefined {
  return 'by' in mend ? mend.by : undefined;
}

function parametersOf(rule: RegisteredRule, binding: Binding): Record<string, string> {
  const approved = rule.id === 'security-group-unapproved-change' ? { approvedPrincipals: pipelineRole } : {};
  return { ...givenParameters(rule), ...approved, ...(binding === 'proven' ? proven[rule.id] : {}) };
}
