import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { isPlainObject } from './parameters-by-rule.ts';
import type { Rule } from './rule.ts';

/**
 * A rule's parameters from what Config hands over: an object of strings, or nothing at all (a rule without InputParameters
 * has no `ruleParameters`). Throws PARAMETER_INVALID naming rule, parameter and value: an unknown name is refused as well,
 * because a misspelt safety parameter must not fall back to its default in silence.
 */
export function parseParameters<T extends ResourceType, P>(rule: Rule<T, P>, given: unknown): P {
  const strings = given ?? {};
  if (!isPlainObject(strings)) {
    throw new Failure('PARAMETER_INVALID', `${rule.id}: parameters must be an object of strings`);
  }
  const filled: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(rule.parameters)) filled[name] = parameter.default;
  for (const [name, value] of Object.entries(strings)) {
    if (!Object.hasOwn(rule.parameters, name)) {
      const known = Object.keys(rule.parameters).join(', ') || 'none';
      throw new Failure('PARAMETER_INVALID', `${rule.id}: unknown parameter ${name} (known: ${known})`);
    }
    if (typeof value !== 'string') throw new Failure('PARAMETER_INVALID', `${rule.id}: ${name} must be a string`);
    filled[name] = value;
  }
  const parsed = v.safeParse(rule.parameterSchema, filled);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const name = v.getDotPath(issue) ?? '';
  throw new Failure('PARAMETER_INVALID', `${rule.id}: ${name}=${JSON.stringify(filled[name])}: ${issue.message}`);
}
