import { assert } from 'chai';
import * as v from 'valibot';
import { enabledRules } from '../../fast-path/settings.ts';
import { rules } from '../../rules/registry.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { mainTemplate, resourceOf, statementsIn } from './support/synthesised.ts';

const Variables = v.object({ variables: v.record(v.string(), v.string()) });
const find = (planned: Evaluated, type: string, name: string) =>
  planned.resources(type).find((one) => one.name === name)?.arguments;
const settingsWith = (given: Record<string, unknown>): Record<string, string> =>
  v.parse(Variables, find(evaluated(given), 'aws_lambda_function', 'sweep')?.['environment']).variables;
const parts = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target', 'aws_lambda_permission'] as const;

describe('the sweep of the stack', () => {
  it('starts once a day unless told otherwise, and by nothing but its schedule', () => {
    assert.equal(find(evaluated({}), parts[0], 'sweep-schedule')?.['schedule_expression'], 'rate(24 hours)');
    const permissions = evaluated({})
      .resources('aws_lambda_permission')
      .filter(({ arguments: given }) => given['function_name'] === 'configmend-sweep');
    assert.deepEqual(
      permissions.map(({ name, arguments: given }) => [name, given['principal'], given['source_account']]),
      [['sweep-schedule-permission', 'events.amazonaws.com', '111122223333']],
    );
  });

  it('can have another schedule, and none', () => {
    const rate = 'cron(0 3 * * ? *)';
    assert.equal(find(evaluated({ sweep_schedule: rate }), parts[0], 'sweep-schedule')?.['schedule_expression'], rate);
    for (const type of parts) {
      const left = evaluated({ sweep_schedule: '' }).resources(type);
      assert.isEmpty(
        left.filter(({ name }) => name.startsWith('sweep-schedule')),
        type,
      );
    }
    assert.isNotEmpty(settingsWith({ sweep_schedule: '' }));
  });

  it('judges by every rule that is enabled, also what is only observed, with the terms of the fast path', () => {
    const given = {
      name_prefix: 'mine',
      enabled_rules: ['security-group-restricted-ports', 's3-bucket-versioning', 's3-bucket-logging'],
      rule_modes: { 's3-bucket-logging': 'observe' },
      rule_severities: { 's3-bucket-versioning': 'high' },
      grace_periods: { 's3-bucket-versioning': '24h' },
    };

    const settings = settingsWith(given);

    assert.deepEqual(
      enabledRules(settings, rules).map(({ rule, terms, configRule }) => [rule.id, terms, configRule]),
      [
        [
          'security-group-restricted-ports',
          { severity: 'critical', graceMs: 0 },
          'mine-security-group-restricted-ports',
        ],
        ['s3-bucket-versioning', { severity: 'high', graceMs: 86_400_000 }, 'mine-s3-bucket-versioning'],
        ['s3-bucket-logging', { severity: 'low', graceMs: 0 }, 'mine-s3-bucket-logging'],
      ],
    );
    assert.equal(settings['SWEEP_FUNCTION'], 'mine-sweep');
    assert.equal(settings['COORDINATOR'], '');
    assert.equal(settingsWith({ enable_auto_response: true })['COORDINATOR'], 'configmend-coordinator');
  });

  it('has settings that Lambda takes, with every rule enabled: at most 4 KB', () => {
    const settings = settingsWith({ enabled_rules: rules.map(({ id }) => id), name_prefix: 'a-name-of-16-let' });

    assert.isAtMost(Buffer.byteLength(JSON.stringify(settings)), 4096);
  });

  it('starts itself and the coordinator, and nothing else', () => {
    const policy = find(evaluated({}), 'aws_iam_role_policy', 'sweep-policy')?.['policy'];

    const invoking = statementsIn(policy).filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'));

    assert.deepEqual(
      invoking.map(({ Resource }) => Resource),
      [['(aws_lambda_function.coordinator: arn)'], ['arn:aws:lambda:eu-west-1:111122223333:function:configmend-sweep']],
    );
    assert.equal(find(evaluated({}), 'aws_lambda_function', 'sweep')?.['function_name'], 'configmend-sweep');
  });

  it('has as long as Lambda gives, and keeps what it failed on for good', () => {
    assert.include(resourceOf(mainTemplate(), 'aws_lambda_function', 'sweep'), { timeout: 900, memory_size: 1024 });
    const retries = resourceOf(mainTemplate(), 'aws_lambda_function_event_invoke_config', 'sweep-retries');
    assert.include(JSON.stringify(retries['destination_config']), 'aws_sqs_queue.failed-invocations.arn');
  });
});
