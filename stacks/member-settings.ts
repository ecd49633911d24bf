import type { HubDeployment } from './deployment.ts';
import { memberBusArn } from './member-bus.ts';
import type { memberStackVariables } from './member-stack-variables.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';

type MemberVariable = keyof typeof memberStackVariables;

/** What a member has as the hub has it. */
const alike = [
  'name_prefix',
  'tags',
  'log_retention_days',
  'lambda_runtime',
  'lambda_architecture',
  'enabled_rules',
  'rule_modes',
  'rule_parameters',
  'rule_severities',
  'grace_periods',
  'managed_rules',
  'external_id',
  'enable_fast_path',
] as const satisfies readonly MemberVariable[];

/** Values for the variables of a member, by name: the same for every account and region. */
export function memberSettings(
  deployment: HubDeployment,
  { queue, ledger }: { readonly queue: Queues; readonly ledger: PrivateBucket },
): Record<string, string> {
  const { caller, variables } = deployment;
  const region = variables.region.stringValue;
  const own = {
    hub_account_id: caller.accountId,
    hub_region: region,
    hub_bus_arn: memberBusArn(deployment),
    hub_queue_url: queue.remediation.url,
    hub_queue_arn: queue.remediation.arn,
    hub_bucket: ledger.bucket,
    roles_region: region,
    enable_aggregator_authorization: '${var.config_aggregator}',
  } satisfies Partial<Record<MemberVariable, string>>;
  return { ...Object.fromEntries(alike.map((name) => [name, `\${var.${name}}`])), ...own };
}
