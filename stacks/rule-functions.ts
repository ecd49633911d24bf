import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { type ITerraformDependable, Token } from 'cdktf';
import { readerRoleName } from '../accounts/membership.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { configRule } from './config-rules.ts';
import type { Deployment } from './deployment.ts';
import { readsExemptions } from './exemptions.ts';
import { allow, hereOf, scopedStatements } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import { assumes, judgedHereIds, readsAccounts } from './members.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { ruleActions } from './rule-actions.ts';
import { termsSettings } from './rule-terms.ts';

/** The rules that AWS Config has judge. */
export const judgingRules: readonly RegisteredRule[] = rules.filter(isJudgedByConfig);

export interface RuleFunctionProps {
  /** Where instructions go. */
  readonly queue: { readonly url: string; readonly arn: string };
  /** Where the exemptions and the accounts are. */
  readonly ledger: Pick<PrivateBucket, 'bucket' | 'arn'>;
  readonly failuresTo: string;
  /** They take what is queued. */
  readonly after?: readonly DeployedFunction[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Terraform's `count`, an expression. */
  readonly count?: string;
  /** Other accounts that it judges for, as an expression. */
  readonly judgesFor: string;
}

/**
 * The Lambda of a rule, and for whom AWS Config may invoke it: for this account and, one by one, for the others. Answers what a Config rule
 * has to wait for beside it.
 */
export function ruleFunction(
  deployment: Deployment,
  rule: RegisteredRule,
  { queue, ledger, failuresTo, after = [], environment = {}, count, judgesFor }: RuleFunctionProps,
): { readonly deployed: DeployedFunction; readonly permission: ITerraformDependable } {
  const { stack, variables, caller } = deployment;
  const counted = count === undefined ? {} : { count };
  const deployed = lambda(deployment, {
    ...counted,
    name: rule.id,
    description: rule.summary,
    timeoutSeconds: rule.triggers.includes('periodic') ? 600 : 60,
    environment: {
      QUEUE_URL: queue.url,
      EXEMPTIONS_BUCKET: ledger.bucket,
      RULE_MODE: `\${lookup(var.rule_modes, "${rule.id}", "auto")}`,
      ...termsSettings(rule),
      ...environment,
    },
    statements: [
      allow(['sqs:SendMessage'], [queue.arn]),
      readsExemptions(ledger),
      readsAccounts(ledger),
      ...scopedStatements(ruleActions(rule), hereOf(deployment)),
    ],
    failuresTo,
    after,
  });
  assumes(deployment, {
    functionName: rule.id,
    role: readerRoleName(variables.name_prefix.stringValue),
    ids: judgesFor,
    counted: count !== undefined,
  });
  const invoked = {
    functionName: deployed.functionName,
    action: 'lambda:InvokeFunction',
    principal: 'config.amazonaws.com',
  };
  const permission = new LambdaPermission(stack, `${rule.id}-permission`, {
    ...(count === undefined ? {} : { count: Token.asNumber(count) }),
    ...invoked,
    statementId: 'config',
    sourceAccount: caller.accountId,
  });
  const others = new LambdaPermission(stack, `${rule.id}-members-permission`, {
    ...invoked,
    statementId: 'config-${each.value}',
    sourceAccount: '${each.value}',
  });
  others.addOverride('for_each', `\${toset(${judgesFor})}`);
  return { deployed, permission };
}

/**
 * For every registered rule that AWS Config has judge: its Lambda, the Config rule (counted, so that a variable can switch it off) and the
 * permission. A rule that is off keeps its Lambda, which nothing invokes then: switching is one resource, and the logs stay. `readers` take
 * what is queued.
 */
export function ruleFunctions(
  deployment: Deployment,
  { remediation: queue, failures }: Queues,
  ledger: PrivateBucket,
  before: readonly ITerraformDependable[],
  readers: readonly DeployedFunction[],
): DeployedFunction[] {
  return judgingRules.map((rule) => {
    const props = { queue, ledger, failuresTo: failures.arn, after: readers, judgesFor: judgedHereIds };
    const { deployed, permission } = ruleFunction(deployment, rule, props);
    configRule(deployment, rule, {
      judge: deployed.arn,
      onlyIf: 'var.watch_own_account',
      after: [permission, ...before],
    });
    return deployed;
  });
}
