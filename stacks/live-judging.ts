import { readerRoleName } from '../accounts/membership.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import type { HubDeployment } from './deployment.ts';
import { readsExemptions } from './exemptions.ts';
import { allow, hereOf, type PolicyStatement, scopedStatements } from './iam-scope.ts';
import type { DeployedFunction } from './lambda.ts';
import { assumes, memberIds, readsAccounts } from './members.ts';
import type { Mending } from './mending.ts';
import { judgedRules } from './mendable-rules.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { readsApprovals } from './recorded-changes.ts';

/** What judges live resources by the rules that may be mended by, without AWS Config, is built from. */
export interface LiveJudgingParts {
  readonly queue: Queues;
  readonly ledger: PrivateBucket;
  readonly mending: Mending;
}

export const mendable = rules.filter(({ mend }) => 'by' in mend);

/** What the verdicts need beyond the reads of every kind, and AWS Config's verdict before, for grace periods. */
export const verdictActions: readonly string[] = [
  ...new Set([...mendable.flatMap(({ iamActions }) => iamActions), 'config:GetComplianceDetailsByResource']),
];

/** Settings, as fast-path/settings.ts reads them. */
export function liveJudgingSettings(
  { variables }: HubDeployment,
  { queue, ledger }: LiveJudgingParts,
): Record<string, string> {
  return {
    QUEUE_URL: queue.remediation.url,
    LEDGER_BUCKET: ledger.bucket,
    RULE_PARAMETERS: judgedRules(
      mendable.map(({ id }) => id),
      mendable.filter((rule) => !isJudgedByConfig(rule)).map(({ id }) => id),
    ),
    RULE_MODES: '${jsonencode(var.rule_modes)}',
    RULE_SEVERITIES: '${jsonencode(var.rule_severities)}',
    GRACE_PERIODS: '${jsonencode(var.grace_periods)}',
    CONFIG_RULE_PREFIX: `${variables.name_prefix.stringValue}-`,
    // With the gate closed there is nothing for it to do.
    COORDINATOR: '${var.enable_auto_response ? aws_lambda_function.coordinator.function_name : ""}',
  };
}

/** What it may do beside its own: `actions` in the account, and the coordinator woken. */
export function liveJudgingStatements(
  deployment: HubDeployment,
  { queue, ledger, mending }: LiveJudgingParts,
  actions: readonly string[],
): PolicyStatement[] {
  return [
    allow(['sqs:SendMessage'], [queue.remediation.arn]),
    allow(['lambda:InvokeFunction'], [mending.coordinator.arn]),
    readsExemptions(ledger),
    readsAccounts(ledger),
    ...scopedStatements(actions, hereOf(deployment)),
  ];
}

/** In other accounts and regions it is a reader; approvals are where the deployment keeps them. */
export function liveJudgingElsewhere(deployment: HubDeployment, { name }: DeployedFunction): void {
  readsApprovals(deployment, name);
  const role = readerRoleName(deployment.variables.name_prefix.stringValue);
  assumes(deployment, { functionName: name, role, ids: memberIds });
}
