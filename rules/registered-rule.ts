import type { Context } from '../contract/context.ts';
import { isOfType } from '../contract/is-of-type.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { parseParameters } from './parameters.ts';
import type { Rule } from './rule.ts';

/** A rule with its parameters bound. Throws for a resource of another type. */
export interface Judge {
  (resource: Resource, context: Context): Violation[];
  /** As the rule's own; none of a resource of another type. */
  readonly logTargets?: (resource: Resource) => readonly string[];
}

/** A rule as the registry holds it: its own types closed over, so that rules of all kinds can stand in one list. */
export interface RegisteredRule extends Omit<Rule, 'evaluate' | 'logTargets' | 'parameterSchema'> {
  /** Throws PARAMETER_INVALID naming rule, parameter and value. */
  withParameters(given: unknown): Judge;
}

export function register<T extends ResourceType, P>(rule: Rule<T, P>): RegisteredRule {
  return {
    ...rule,
    withParameters(given) {
      const parameters = parseParameters(rule, given);
      const judge: Judge = (resource, context) => {
        if (!isOfType(resource, rule.resourceType)) throw new TypeError(`${rule.id} cannot judge a ${resource.type}`);
        return rule.evaluate(resource, parameters, context);
      };
      if (rule.logTargets === undefined) return judge;
      const logTargets: Judge['logTargets'] = (resource) =>
        isOfType(resource, rule.resourceType) ? (rule.logTargets?.(resource, parameters) ?? []) : [];
      return Object.assign(judge, { logTargets });
    },
  };
}
