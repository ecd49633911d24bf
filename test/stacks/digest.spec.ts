import { assert } from 'chai';
import { evaluated } from './support/evaluated.ts';
import { at, mainTemplate, resourceOf } from './support/synthesised.ts';

const schedules = (variables: Readonly<Record<string, unknown>> = {}) =>
  evaluated(variables)
    .resources('aws_cloudwatch_event_rule')
    .filter(({ name }) => name === 'digest-schedule')
    .map(({ arguments: { schedule_expression: expression } }) => expression);

describe('the digest', () => {
  for (const [time, expression] of [
    ['07:00', 'cron(0 7 * * ? *)'],
    ['00:05', 'cron(5 0 * * ? *)'],
    ['23:59', 'cron(59 23 * * ? *)'],
  ] as const) {
    it(`comes at ${time}`, () => {
      assert.deepEqual(schedules({ digest_time_utc: time }), [expression]);
    });
  }

  it('comes unless told otherwise, and not where no time is given', () => {
    assert.deepEqual(schedules(), ['cron(0 7 * * ? *)']);
    assert.deepEqual(schedules({ digest_time_utc: '' }), []);
    const left = evaluated({ digest_time_utc: '' });
    for (const type of ['aws_cloudwatch_event_target', 'aws_lambda_permission']) {
      assert.isEmpty(left.resources(type).filter(({ name }) => name.startsWith('digest')));
    }
  });

  it('is started by its schedule only, and kept with its error where it fails for good', () => {
    const permission = resourceOf(mainTemplate(), 'aws_lambda_permission', 'digest-schedule-permission');
    const retries = resourceOf(mainTemplate(), 'aws_lambda_function_event_invoke_config', 'digest-retries');

    assert.include(permission, {
      function_name: '${aws_lambda_function.digest.function_name}',
      principal: 'events.amazonaws.com',
      source_arn: '${aws_cloudwatch_event_rule.digest-schedule[0].arn}',
    });
    assert.equal(at(retries, 'destination_config.on_failure.destination'), '${aws_sqs_queue.failed-invocations.arn}');
  });

  it('begins with a count of no-ops that only the coordinator writes', () => {
    const object = resourceOf(mainTemplate(), 'aws_s3_object', 'no-op-count');
    const writers = Object.entries(mainTemplate().resource['aws_iam_role_policy'] ?? {})
      .filter(([, { policy }]) => /s3:PutObject"\],"Resource":\[[^\]]*no-op-count/.test(String(policy)))
      .map(([name]) => name);

    assert.include(object, { key: 'digest/no-ops.json', content: '{"version":1,"spans":[]}' });
    assert.deepEqual(object['lifecycle'], { ignore_changes: ['content'] });
    assert.deepEqual(writers, ['coordinator-policy']);
  });
});
