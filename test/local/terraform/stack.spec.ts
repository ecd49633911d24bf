import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import type { LambdaBundle } from '../../../build/bundle-lambdas.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { readTemplate } from '../../../local/terraform/template.ts';
import type { Timeouts } from '../../../local/terraform/resource-type.ts';
import { toJson } from '../../../local/terraform/value.ts';
import { createWorkspace, type Workspace } from '../../../local/terraform/workspace.ts';
import { remediators } from '../../../remediators/registry.ts';
import { rules } from '../../../rules/registry.ts';
import { isJudgedByConfig } from '../../../rules/rule.ts';
import { synthesise } from '../../../stacks/synthesise.ts';
import { template } from '../../../stacks/template.ts';
import { assertTemplateError } from './support/assert-template-error.ts';
import { everyVariable } from './support/every-variable.ts';
import { fakeBundles } from './support/fake-bundles.ts';

const ruleId = 'security-group-restricted-ports';
const byDefault = rules.filter(({ enabledByDefault }) => enabledByDefault).map(({ id }) => id);

describe('The synthesised stack in a local account', () => {
  let bundles: LambdaBundle[];
  let file: unknown;
  let account: LocalAccount;
  before(() => {
    bundles = fakeBundles();
    file = template(bundles);
  });
  beforeEach(async () => {
    account = await startLocalAccount();
  });
  afterEach(() => account.stop());

  const workspace = (timeouts?: Timeouts): Workspace =>
    createWorkspace(account, file, { bundles, ...(timeouts === undefined ? {} : { timeouts }) });
  const config = (): ConfigServiceClient => new ConfigServiceClient(account.clientConfig());
  const ruleNames = async (): Promise<(string | undefined)[]> => {
    const { ConfigRules = [] } = await config().send(new DescribeConfigRulesCommand({}));
    return ConfigRules.map(({ ConfigRuleName = '' }) => ConfigRuleName).toSorted((a, b) => a.localeCompare(b));
  };
  const functionOf = async (name: string) =>
    new LambdaClient(account.clientConfig()).send(
      new GetFunctionConfigurationCommand({ FunctionName: `configmend-${name}` }),
    );
  const settingOf = async (name: string, variable: string): Promise<string | undefined> =>
    (await functionOf(name)).Environment?.Variables?.[variable];
  const gate = async (): Promise<[string | undefined, string | undefined]> => {
    const read = new GetParameterCommand({ Name: '/configmend/enable_auto_response' });
    const { Parameter } = await new SSMClient(account.clientConfig()).send(read);
    const described = new DescribeRuleCommand({ Name: 'configmend-schedule' });
    const { State } = await new EventBridgeClient(account.clientConfig()).send(described);
    return [Parameter?.Value, State];
  };

  it('is what a synthesis writes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'configmend-synth-'));
    const { configmend } = synthesise(folder, bundles);
    const written: unknown = JSON.parse(readFileSync(configmend, 'utf8'));
    rmSync(folder, { recursive: true });

    assert.deepEqual(file, withoutComments(written));
  });

  it('has every resource built and every expression evaluated, when every variable asks for something', async () => {
    const { resources, dataSources, outputs, variables } = readTemplate(file);
    const own = await workspace().apply(everyVariable);
    const other = await startLocalAccount();
    await putRecorder(other);
    const beside = await createWorkspace(other, file, { bundles }).apply({ create_config_recorder: false });
    await other.stop();

    const built = [...own.resources.keys(), ...beside.resources.keys()].map((address) => address.split('[')[0]);
    for (const { address } of resources) assert.include(built, address);
    assert.isAbove(resources.length, 50);
    assert.isNotEmpty(dataSources);
    assert.isNotEmpty(variables);
    assert.hasAllKeys(
      own.outputs,
      outputs.map(({ name }) => name),
    );
    for (const [name, value] of Object.entries(own.outputs)) assert.notInclude(toJson(value), '${', name);
  });

  it('has the second stack evaluated as well, of which the local account has nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'configmend-synth-'));
    const path = synthesise(folder, bundles)['configmend-cis-alarms'];
    const cis: unknown = JSON.parse(readFileSync(path, 'utf8'));
    rmSync(folder, { recursive: true });
    const { apply } = createWorkspace(account, cis, { bundles: [] });

    const off = await apply();
    await assertTemplateError(() => apply({ enabled: true }), 'cloudtrail_log_group');
    const on = await apply({ enabled: true, cloudtrail_log_group: 'trail' });

    assert.deepEqual(off.created, []);
    assert.lengthOf(on.created, 28, 'a filter and an alarm of each of fourteen');
    assert.lengthOf(on.skipped, 28);
  });

  it('leaves out only what the local account has nothing for', async () => {
    const { skipped } = await workspace().apply(everyVariable);

    const kinds = new Set(skipped.map(({ address, reason }) => `${address.split('.')[0]}: ${shape(reason)}`));
    assert.sameMembers(
      [...kinds],
      [
        'aws_cloudwatch_dashboard: the local account has no CloudWatch',
        'aws_cloudwatch_log_group: the local account keeps what functions print, and has no CloudWatch Logs',
        'aws_cloudwatch_log_metric_filter: the local account has no CloudWatch',
        'aws_cloudwatch_metric_alarm: the local account has no CloudWatch',
        "aws_config_config_rule: … is a rule of AWS's own",
        'aws_config_configuration_aggregator: the local account does not gather what AWS Config finds',
        'aws_iam_role_policy_attachment: what … allows is not known here',
        'aws_lambda_function_event_invoke_config: maximum_event_age_in_seconds has no counterpart in the local account',
        'aws_s3_bucket_lifecycle_configuration: objects do not expire in the local account',
      ],
    );
    assert.includeMembers(
      skipped.map(({ reason }) => reason),
      ["CLOUD_TRAIL_ENABLED is a rule of AWS's own"],
    );
  });

  it('gives every function a role of its own, with a policy', async () => {
    const { apply, roles } = workspace();
    await apply();

    const functions = [
      ...rules.filter(isJudgedByConfig).map(({ id }) => id),
      ...remediators.map(({ id }) => `remediator-${id}`),
    ];
    for (const name of [...functions, 'coordinator', 'notifier']) {
      const role = `configmend-eu-west-1-${name}`;
      assert.equal((await functionOf(name)).Role, `arn:aws:iam::123456789012:role/${role}`);
      assert.isNotEmpty(roles.get(role), role);
    }
  });

  it('has the gate closed, and opens it where the variable says so, and changes nothing else', async () => {
    const { apply } = workspace();
    await apply();
    const closed = await gate();

    const { updated, replaced, removed, created } = await apply({ enable_auto_response: true });

    assert.deepEqual(closed, ['false', 'DISABLED']);
    assert.deepEqual(await gate(), ['true', 'ENABLED']);
    // Which has nobody to wake while the gate is closed.
    const told = ['aws_lambda_function.fast-path', 'aws_lambda_function.sweep'];
    assert.sameMembers([...updated], ['aws_ssm_parameter.gate', 'aws_cloudwatch_event_rule.schedule', ...told]);
    assert.deepEqual([replaced, removed], [[], []]);
    for (const address of created) assert.match(address, /^aws_cloudwatch_metric_alarm\./);

    await apply();
    assert.deepEqual(await gate(), closed);
  });

  it('does nothing the second time', async () => {
    const { apply } = workspace();
    await apply();
    account.calls.clear();

    const { created, updated, replaced, removed } = await apply();

    assert.deepEqual([created, updated, replaced, removed], [[], [], [], []]);
    assert.deepEqual(account.calls.calls, []);
  });

  it('records by a recorder of its own', async () => {
    await workspace().apply();

    const { ConfigurationRecordersStatus } = await config().send(new DescribeConfigurationRecorderStatusCommand({}));
    assert.deepEqual(
      ConfigurationRecordersStatus?.map(({ name, recording }) => [name, recording]),
      [['default', true]],
    );
    const { DeliveryChannels } = await config().send(new DescribeDeliveryChannelsCommand({}));
    assert.equal(DeliveryChannels?.[0]?.snsTopicARN, 'arn:aws:sns:eu-west-1:123456789012:configmend-config');
  });

  it("leaves an account's own recorder and channel alone", async () => {
    await putRecorder(account);
    const { apply } = workspace();

    const { resources } = await apply({ create_config_recorder: false });

    const { DeliveryChannels } = await config().send(new DescribeDeliveryChannelsCommand({}));
    assert.deepEqual(DeliveryChannels, [{ name: 'theirs', s3BucketName: 'theirs' }]);
    assert.isEmpty([...resources.keys()].filter((address) => /recorder|delivery_channel/.test(address)));
    assert.deepEqual(await ruleNames(), byDefault.map((id) => `configmend-${id}`).toSorted());
  });

  it('fails where the account has a recorder and another is wanted', async () => {
    await putRecorder(account);

    const says = 'aws_config_configuration_recorder.recorder[0]: Failed to put configuration recorder';
    await assertTemplateError(() => workspace().apply(), says);
  });

  it('removes the rules that are no longer enabled, and mends by them no more', async () => {
    const { apply } = workspace();
    await apply();
    const before = await ruleNames();

    const { removed } = await apply({ enabled_rules: [ruleId] });

    assert.lengthOf(before, byDefault.length);
    assert.lengthOf(removed, byDefault.length - 1);
    assert.deepEqual(await ruleNames(), [`configmend-${ruleId}`]);
    const parameters = await settingOf('remediator-security-group', 'RULE_PARAMETERS');
    assert.deepEqual(JSON.parse(parameters ?? ''), { [ruleId]: {} });
  });

  it('passes parameters to the rule and to the remediators alike, and takes them back', async () => {
    const { apply } = workspace();
    const given = { [ruleId]: { ports: '22' } };
    const seen = async (): Promise<unknown[]> => {
      const asked = new DescribeConfigRulesCommand({ ConfigRuleNames: [`configmend-${ruleId}`] });
      const { ConfigRules } = await config().send(asked);
      const setting = await settingOf('remediator-security-group', 'RULE_PARAMETERS');
      return [ConfigRules?.[0]?.InputParameters, setting].map((text): unknown => JSON.parse(text ?? ''));
    };
    const none = Object.fromEntries(byDefault.filter((id) => id.startsWith('security-group-')).map((id) => [id, {}]));

    await apply({ rule_parameters: given });
    const set = await seen();
    await apply();

    assert.deepEqual(set, [given[ruleId], { ...none, ...given }]);
    assert.deepEqual(await seen(), [{}, none]);
  });

  it('has an observed rule judge and not mend', async () => {
    await workspace().apply({ rule_modes: { [ruleId]: 'observe' } });

    assert.equal(await settingOf(ruleId, 'RULE_MODE'), 'observe');
    const parameters = await settingOf('remediator-security-group', 'RULE_PARAMETERS');
    assert.notProperty(JSON.parse(parameters ?? ''), ruleId);
  });

  it('lets functions run as long as the template says, or as the options say', async () => {
    await workspace().apply();
    const stacks = [(await functionOf('coordinator')).Timeout ?? 0, (await functionOf('remediator-s3-bucket')).Timeout];
    const seconds = await settingOf('coordinator', 'REMEDIATOR_SECONDS');
    await account.stop();
    account = await startLocalAccount();
    await workspace({ coordinator: 23_000, remediators: 20_000 }).apply();

    assert.deepEqual([stacks[1], seconds], [300, '300']);
    assert.isAtLeast(stacks[0] ?? 0, 355);
    assert.equal((await functionOf('coordinator')).Timeout, 23);
    assert.equal((await functionOf('remediator-s3-bucket')).Timeout, 20);
    assert.equal((await functionOf(ruleId)).Timeout, 60);
    assert.equal(await settingOf('coordinator', 'REMEDIATOR_SECONDS'), '20');
  });

  const wrong: readonly [variables: object, says: string][] = [
    [{ region: 'Ireland' }, 'region must be the name of an AWS region'],
    [{ name_prefix: 'Config_Mend' }, 'name_prefix must be'],
    [{ enable_auto_response: 'perhaps' }, 'var.enable_auto_response: a bool is needed'],
    [{ slack_webhook_parameter: 'https://hooks.slack.com/services/T/B/x' }, 'slack_webhook_parameter must be the name'],
    [{ alert_email: 'nobody' }, 'alert_email must be an e-mail address'],
    [{ enabled_rules: ['no-such-rule'] }, 'enabled_rules may name only'],
    [{ rule_modes: { [ruleId]: 'always' } }, 'rule_modes must give auto or observe'],
    [{ rule_parameters: { [ruleId]: { prots: '22' } } }, `rule_parameters of ${ruleId} may name only`],
    [{ log_retention_days: 31 }, 'log_retention_days must be one of'],
    [{ enable_auto_responce: true }, 'the variable enable_auto_responce is not declared'],
  ];
  for (const [variables, says] of wrong) {
    it(`refuses ${JSON.stringify(variables)} with a sentence, and touches nothing`, async () => {
      await assertTemplateError(() => workspace().apply({ ...variables }), says);

      assert.deepEqual(account.calls.calls, []);
    });
  }

  it('refuses bundles that it was not synthesised from', async () => {
    const { apply } = createWorkspace(account, file, { bundles: [] });

    await assertTemplateError(() => apply(), 'source_code_hash: no bundle has the SHA-256');
  });
});

/** What the account had before. */
async function putRecorder(account: LocalAccount): Promise<void> {
  const config = new ConfigServiceClient(account.clientConfig());
  const ConfigurationRecorder = { name: 'theirs', roleARN: 'arn:aws:iam::123456789012:role/theirs' };
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder }));
  const DeliveryChannel = { name: 'theirs', s3BucketName: 'theirs' };
  await config.send(new PutDeliveryChannelCommand({ DeliveryChannel }));
  await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'theirs' }));
}

function withoutComments(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutComments);
  if (typeof data !== 'object' || data === null) return data;
  const kept = Object.entries(data).filter(([name]) => name !== '//');
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutComments(item)]));
}

/** The reason without what it names. */
function shape(reason: string): string {
  return reason.replace(/^[A-Z_\d]+ is a rule/, '… is a rule').replace(/arn:\S+/, '…');
}
