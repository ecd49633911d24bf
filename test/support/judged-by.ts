import { assert } from 'chai';
import * as v from 'valibot';
import type { Context } from '../../contract/context.ts';
import type { GroupRule, SecurityGroup } from '../../contract/resource.ts';
import { Violation } from '../../contract/violation.ts';
import { describePorts, describeRule } from '../../exposure/describe-rule.ts';
import { ruleOf } from '../../rules/registry.ts';
import { contextWith, exposed, securityGroup } from './security-groups.ts';

export interface Asked {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly context?: Context;
  readonly group?: Partial<SecurityGroup>;
}

/** The verdict of a registered rule on a group with these rules; it must not depend on their order. */
export function judgedBy(id: string, rules: readonly GroupRule[], asked: Asked = {}): Violation[] {
  const { parameters = {}, context = contextWith({}), group = {} } = asked;
  const judge = ruleOf(id)?.withParameters(parameters) ?? assert.fail(`no rule ${id}`);
  const violations = judge(securityGroup(rules, group), context);
  for (const violation of violations) assert.doesNotThrow(() => v.parse(Violation, violation));
  assert.deepEqual(judge(securityGroup(rules.toReversed(), group), context), violations, 'depends on the order');
  return violations;
}

/** `tcp 22 of tcp 20-25 from 0.0.0.0/0` for each offending rule. */
export function blamedBy(id: string, rules: readonly GroupRule[], asked: Asked = {}): string[] {
  return exposed(judgedBy(id, rules, asked)).map(
    ({ rule, protocol, ports }) => `${protocol} ${describePorts(ports)} of ${describeRule(rule)}`,
  );
}
