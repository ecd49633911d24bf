import { type ConfigServiceClient, paginateDescribeConfigRules } from '@aws-sdk/client-config-service';
import { endingPages } from '../aws/ending-pages.ts';
import { errorText, isDenied } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import { ruleOf, rules } from '../rules/registry.ts';

/** A rule of ours as AWS Config has it here, bound to the parameters that it has here. */
export interface DeployedRule {
  /** Of the Config rule. */
  readonly name: string;
  readonly rule: RegisteredRule;
  /** Throws PARAMETER_INVALID where the Config rule was given what the rule does not take. */
  readonly judge: () => Judge;
}

/** In the order of the registry. Rejects with READ_FAILED and the next step, also where there are none. */
export async function deployedRules(config: ConfigServiceClient): Promise<DeployedRule[]> {
  const found: DeployedRule[] = [];
  try {
    const pages = paginateDescribeConfigRules({ client: config }, {});
    for await (const { ConfigRules = [] } of endingPages(pages, ({ NextToken }) => NextToken)) {
      for (const { ConfigRuleName: name = '', Source, InputParameters } of ConfigRules) {
        const rule = Source?.Owner === 'CUSTOM_LAMBDA' ? ruleNamed(name) : undefined;
        if (rule !== undefined)
          found.push({ name, rule, judge: () => rule.withParameters(parametersOf(InputParameters)) });
      }
    }
  } catch (cause) {
    throw unreadConfig(cause);
  }
  if (found.length === 0) {
    throw new Failure(
      'READ_FAILED',
      'AWS Config has no rule of configmend here: check --region, or deploy the stack; configmend scan judges without it',
    );
  }
  return rules.flatMap(({ id }) => found.filter(({ rule }) => rule.id === id));
}

/** By name: the stack calls a Config rule PREFIX-RULE. The longest id that fits is meant, since one may end like another. */
export function ruleNamed(name: string): RegisteredRule | undefined {
  const fitting = rules.map(({ id }) => id).filter((id) => name === id || name.endsWith(`-${id}`));
  return ruleOf(fitting.toSorted((one, other) => other.length - one.length)[0] ?? '');
}

function parametersOf(text: string | undefined): unknown {
  return text === undefined || text === '' ? undefined : JSON.parse(text);
}

/** Why AWS Config was not read, with the next step. A Failure is taken as it is. */
export function unreadConfig(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const next = isDenied(cause)
    ? 'ask for config:DescribeConfigRules and config:GetComplianceDetailsByConfigRule'
    : 'check the credentials and --region';
  return new Failure('READ_FAILED', `AWS Config was not read (${errorText(cause)}): ${next}`, { cause });
}
