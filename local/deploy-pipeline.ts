import { ConfigServiceClient, StopConfigurationRecorderCommand } from '@aws-sdk/client-config-service';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { settleMs } from '../coordinator/settle-unworked.ts';
import { template } from '../stacks/template.ts';
import type { LocalAccount } from './local-account.ts';
import type { RolePolicies } from './terraform/role-policies.ts';
import { TerraformError } from './terraform/terraform-error.ts';
import { plain } from './terraform/value.ts';
import type { VariableValues } from './terraform/variables.ts';
import { type Applied, createWorkspace } from './terraform/workspace.ts';

/** The pipeline as it stands in the local account. */
export interface Deployment {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Events of functions that failed for good, such as a rule event that could not be judged. */
  readonly failuresQueueUrl: string;
  /** What waits to be told to Slack, and what Slack would not take. */
  readonly outboxUrl: string;
  readonly outboxDeadLetterQueueUrl: string;
  readonly ledgerBucket: string;
  readonly noticesTopicArn: string;
  readonly gateParameter: string;
  /** What the functions' roles may do, as the account enforces it. */
  readonly roles: RolePolicies;
  /** What of the stack the local account has nothing for. */
  readonly skipped: Applied['skipped'];
  /** All that the apply made: resources by address, and outputs. */
  readonly applied: Applied;
  /** What a member's stack needs to know of this one, by the names of its variables. Throws TerraformError where the stack does not say. */
  memberSettings(): VariableValues;
  configRuleName(ruleId: string): string;
  /** Of a bundle's function. */
  functionName(name: string): string;
  /** Applies the stack again with another `enable_auto_response`. */
  setAutoResponse(on: boolean): Promise<void>;
}

export interface DeployOptions {
  readonly bundles: readonly LambdaBundle[];
  /** Put into an encrypted parameter beforehand, as an operator does; without it the notifier has nobody to tell. */
  readonly slackWebhookUrl?: string;
  /** How long one coordinator run polls the queue: 55 s unless given. Nothing but run times differs from the stack. */
  readonly pollMs?: number;
  /** A remediator's longest run: the stack's unless given. */
  readonly remediatorMs?: number;
  /** Ids of the rules to deploy: those that the stack enables unless told otherwise. */
  readonly rules?: readonly string[];
  /** `{"<rule>": {"<parameter>": "<value>"}}`. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The breaker's limits as Terraform spells them: the stack's unless given. */
  readonly breakerLimits?: Readonly<Record<string, number>>;
  /** By rule, as Terraform spells them: none unless given. */
  readonly gracePeriods?: Readonly<Record<string, string>>;
  /** By rule: the registry's unless given. */
  readonly severities?: Readonly<Record<string, string>>;
  /** Values of other variables of the stack. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Leaves the recorder on, as the stack does; otherwise it is stopped again, so that a caller can prepare and then start it. */
  readonly recording?: boolean;
}

const slackParameter = '/configmend-operator/slack-webhook';
const stackPollMs = 55_000;
const stackRemediatorMs = 300_000;

/** Builds the stack in the local account, with the gate closed, from the Terraform JSON that it synthesises. */
export async function deployPipeline(account: LocalAccount, options: DeployOptions): Promise<Deployment> {
  const { bundles, slackWebhookUrl, parameters = {}, remediatorMs, pollMs } = options;
  const remediators = remediatorMs ?? stackRemediatorMs;
  const workspace = createWorkspace(account, template(bundles), {
    bundles,
    timeouts: { coordinator: (pollMs ?? stackPollMs) + remediators + settleMs, remediators },
  });
  if (slackWebhookUrl !== undefined) {
    const secret = { Name: slackParameter, Value: slackWebhookUrl, Type: 'SecureString' as const };
    await new SSMClient(account.clientConfig()).send(new PutParameterCommand(secret));
  }
  const variables = {
    region: account.region,
    slack_webhook_parameter: slackWebhookUrl === undefined ? '' : slackParameter,
    rule_parameters: parameters,
    grace_periods: options.gracePeriods ?? {},
    rule_severities: options.severities ?? {},
    ...(options.breakerLimits === undefined ? {} : { breaker_limits: options.breakerLimits }),
    ...(options.rules === undefined ? {} : { enabled_rules: [...options.rules] }),
    ...options.variables,
  };
  const applied = await workspace.apply(variables);
  if (options.recording !== true) {
    const recorder = { ConfigurationRecorderName: 'default' };
    await new ConfigServiceClient(account.clientConfig()).send(new StopConfigurationRecorderCommand(recorder));
  }
  return {
    queueUrl: output(applied, 'queue_url'),
    deadLetterQueueUrl: output(applied, 'dead_letter_queue_url'),
    failuresQueueUrl: output(applied, 'failed_invocations_queue_url'),
    outboxUrl: output(applied, 'outbox_url'),
    outboxDeadLetterQueueUrl: output(applied, 'outbox_dead_letter_queue_url'),
    ledgerBucket: output(applied, 'ledger_bucket'),
    noticesTopicArn: output(applied, 'notices_topic_arn'),
    gateParameter: output(applied, 'gate_parameter'),
    roles: workspace.roles,
    skipped: applied.skipped,
    applied,
    memberSettings: () => settings(applied),
    configRuleName: (ruleId) => nameOf(applied, `aws_config_config_rule.${ruleId}-rule`, 'name'),
    functionName: (name) => nameOf(applied, `aws_lambda_function.${name}`, 'function_name'),
    async setAutoResponse(on) {
      await workspace.apply({ ...variables, enable_auto_response: on });
    },
  };
}

const Settings = v.record(v.string(), v.unknown());

/** As `terraform output -json member_settings` prints it. */
function settings({ outputs }: Applied): VariableValues {
  const value = plain(outputs['member_settings'] ?? null);
  const read = v.safeParse(Settings, typeof value === 'string' ? JSON.parse(value) : value);
  if (!read.success) throw new TerraformError('the stack has no output member_settings');
  return read.output;
}

function output({ outputs }: Applied, name: string): string {
  const value = outputs[name];
  if (typeof value !== 'string') throw new TerraformError(`the stack has no output ${name}`);
  return value;
}

/** An argument or attribute of a resource, or of the first where they are counted. Throws TerraformError where there is no such text. */
export function nameOf({ resources }: Applied, address: string, argument: string): string {
  const name = (resources.get(address) ?? resources.get(`${address}[0]`))?.[argument];
  if (typeof name !== 'string') throw new TerraformError(`the stack has no ${address}`);
  return name;
}
