import { Failure } from '../contract/failure.ts';
import { parametersByRule } from '../rules/parameters-by-rule.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';

/**
 * The rules that may be mended by, with the parameters they were deployed with: `{"<rule>": {"<parameter>": "<value>"}}`. A
 * rule that is not named is not enabled; `rules` are those that the remediator mends. Throws PARAMETER_INVALID: with parameters in doubt nothing is changed.
 */
export function judgesFrom(ruleParameters: string, rules: readonly RegisteredRule[]): ReadonlyMap<string, Judge> {
  let raw: unknown;
  try {
    raw = JSON.parse(ruleParameters);
  } catch (cause) {
    throw new Failure('PARAMETER_INVALID', 'RULE_PARAMETERS is not JSON', { cause });
  }
  const byRule = parametersByRule(raw);
  if ('fault' in byRule) throw new Failure('PARAMETER_INVALID', `RULE_PARAMETERS: ${byRule.fault}`);
  const judges = new Map<string, Judge>();
  for (const [id, parameters] of byRule) {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new Failure('PARAMETER_INVALID', `RULE_PARAMETERS: there is no rule ${id}`);
    judges.set(id, rule.withParameters(parameters));
  }
  return judges;
}
