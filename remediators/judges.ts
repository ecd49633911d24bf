import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Judge } from '../rules/registered-rule.ts';
import { ruleOf } from '../rules/registry.ts';

const Parameters = v.record(v.string(), v.record(v.string(), v.string()));

/**
 * The rules that may be mended by, with the parameters they were deployed with: `{"<rule>": {"<parameter>": "<value>"}}`. A
 * rule that is not named is not enabled. Throws PARAMETER_INVALID: with parameters in doubt nothing is changed.
 */
export function judgesFrom(ruleParameters: string): ReadonlyMap<string, Judge> {
  let raw: unknown;
  try {
    raw = JSON.parse(ruleParameters);
  } catch (cause) {
    throw new Failure('PARAMETER_INVALID', 'RULE_PARAMETERS is not JSON', { cause });
  }
  const parsed = v.safeParse(Parameters, raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Failure('PARAMETER_INVALID', `RULE_PARAMETERS: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  const judges = new Map<string, Judge>();
  for (const [id, parameters] of Object.entries(parsed.output)) {
    const rule = ruleOf(id);
    if (rule === undefined) throw new Failure('PARAMETER_INVALID', `RULE_PARAMETERS: there is no rule ${id}`);
    judges.set(id, rule.withParameters(parameters));
  }
  return judges;
}
