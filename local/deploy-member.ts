import { ConfigServiceClient, StopConfigurationRecorderCommand } from '@aws-sdk/client-config-service';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { memberTemplate } from '../stacks/template.ts';
import { nameOf } from './deploy-pipeline.ts';
import type { LocalAccount } from './local-account.ts';
import type { RolePolicies } from './terraform/role-policies.ts';
import { overTls } from './terraform/resources/lambda.ts';
import type { VariableValues } from './terraform/variables.ts';
import { type Applied, createWorkspace } from './terraform/workspace.ts';

export interface DeployMemberOptions {
  readonly bundles: readonly LambdaBundle[];
  /** Where it is applied, with the credentials of that account's administrator. */
  readonly place: { readonly accountId: string; readonly region: string };
  /** Of the member's stack: the hub's `memberSettings()` and what is to differ. `region` is the place's. */
  readonly variables: VariableValues;
  /** Leaves a recorder on that the stack makes; otherwise it is stopped again, so that a caller can prepare and then start it. */
  readonly recording?: boolean;
}

/** A member's stack as it stands in one account and region. */
export interface Member {
  readonly place: { readonly accountId: string; readonly region: string };
  /** What the roles made here may do, by their names, as the account enforces it. */
  readonly roles: RolePolicies;
  readonly applied: Applied;
  configRuleName(ruleId: string): string;
  /** Of a bundle's function, where the member judges by itself. */
  functionName(name: string): string;
  /** Applies the stack again, with these variables in the place of those of before. */
  apply(variables: VariableValues): Promise<Applied>;
}

/** Builds a member's stack in an account and region of the local account, from the Terraform JSON that it synthesises. */
export async function deployMember(account: LocalAccount, options: DeployMemberOptions): Promise<Member> {
  const { bundles, place } = options;
  const workspace = createWorkspace(account, memberTemplate(bundles), { bundles, place });
  const apply = (variables: VariableValues): Promise<Applied> =>
    workspace.apply({ ...encrypted(account, { ...options.variables, ...variables }), region: place.region });
  const applied = await apply({});
  if (options.recording !== true) await stopRecorders(account, place, applied);
  return {
    place,
    roles: workspace.roles,
    applied,
    configRuleName: (ruleId) => nameOf(applied, `aws_config_config_rule.${ruleId}-rule`, 'name'),
    functionName: (name) => nameOf(applied, `aws_lambda_function.${name}`, 'function_name'),
    apply,
  };
}

/** Addresses of the account, of which the stack takes none without TLS; its functions have them as they are. */
function encrypted({ endpoint }: LocalAccount, variables: VariableValues): VariableValues {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith(`${endpoint}/`) ? overTls(value) : value,
    ]),
  );
}

async function stopRecorders(
  account: LocalAccount,
  { accountId, region }: DeployMemberOptions['place'],
  { resources }: Applied,
): Promise<void> {
  const config = new ConfigServiceClient(account.clientConfig(region, accountId));
  for (const [address, { id }] of resources) {
    if (!address.startsWith('aws_config_configuration_recorder.') || typeof id !== 'string') continue;
    await config.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: id }));
  }
}
