import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { lambdaSources } from '../../build/lambdas.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import { putBackSeconds } from '../../notifier/put-back.ts';
import { mainTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

const alarm = (name: string) => resourceOf(mainTemplate(), 'aws_cloudwatch_metric_alarm', `${name}-alarm`);

describe('the alarms', () => {
  it('go to the notices topic, and rest while there is nothing to measure', () => {
    const all = resourcesOf(mainTemplate(), 'aws_cloudwatch_metric_alarm');

    assert.isNotEmpty(all);
    for (const [name, { alarm_actions: actions, ...settings }] of all) {
      assert.deepEqual(actions, ['${aws_sns_topic.notices-topic.arn}'], name);
      assert.include(settings, { treat_missing_data: 'notBreaching', comparison_operator: 'GreaterThanThreshold' });
    }
  });

  it('each say in a sentence what happened, and after the colon what to do next', () => {
    const verbs = ['read', 'see', 'search', 'find'].join('|');

    for (const [name, { alarm_description: description }] of resourcesOf(
      mainTemplate(),
      'aws_cloudwatch_metric_alarm',
    )) {
      // Slack shows it, and CloudWatch takes 1,024 characters (CloudWatch API, PutMetricAlarm).
      assert.isAtMost(String(description).length, 300, name);
      assert.match(String(description), new RegExp(`^[A-Z][^:]+: (${verbs}) [^:]+\\.$`), name);
    }
  });

  for (const [name, queue] of [
    ['dead-letters-waiting', 'dead-letters'],
    ['failed-invocations-waiting', 'failed-invocations'],
    ['outbox-dead-letters-waiting', 'outbox-dead-letters'],
  ] as const) {
    it(`go off as soon as there is one message of ${queue}`, () => {
      assert.deepInclude(alarm(name), {
        namespace: 'AWS/SQS',
        metric_name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: `\${aws_sqs_queue.${queue}.name}` },
        threshold: 0,
        evaluation_periods: 1,
      });
    });
  }

  it('go off for an old message with the gate open only', () => {
    assert.deepInclude(alarm('remediation-stalled'), {
      count: '${var.enable_auto_response ? 1 : 0}',
      metric_name: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: '${aws_sqs_queue.remediation.name}' },
      threshold: 1800,
    });
  });

  it('go off for as long as the coordinator says that the breaker has tripped', () => {
    const filter = resourceOf(mainTemplate(), 'aws_cloudwatch_log_metric_filter', 'breaker-tripped-filter');
    const metric = filter['metric_transformation'];

    assert.equal(filter['log_group_name'], '${aws_cloudwatch_log_group.coordinator-logs.name}');
    assert.equal(filter['pattern'], '"drained" "tripped"');
    const named = { namespace: '${var.name_prefix}-pipeline' };
    assert.deepInclude(metric, { ...named, name: 'BreakerTripped', value: '1' });
    assert.deepInclude(alarm('breaker-tripped'), {
      ...named,
      metric_name: 'BreakerTripped',
      statistic: 'Sum',
      threshold: 0,
    });
  });

  it('go off when Slack refuses a webhook or a message, or one cannot be made: what the notifier logs then', async () => {
    const filter = resourceOf(mainTemplate(), 'aws_cloudwatch_log_metric_filter', 'slack-refused-filter');
    const source = await readFile(join(repositoryRoot(), 'notifier/tell-outbox.ts'), 'utf8');
    const terms = [...String(filter['pattern']).matchAll(/\?"([^"]+)"/g)].map(([, term = '']) => term);

    assert.equal(filter['log_group_name'], '${aws_cloudwatch_log_group.notifier-logs.name}');
    assert.lengthOf(terms, 3);
    for (const term of terms) assert.include(source, `'error', '${term}'`);
    assert.include(alarm('slack-refused'), {
      metric_name: 'SlackRefused',
      statistic: 'Sum',
      threshold: 0,
      period: 300,
    });
  });

  it('go off when Slack is not there for two spans, each longer than the wait between two attempts', async () => {
    const filter = resourceOf(mainTemplate(), 'aws_cloudwatch_log_metric_filter', 'slack-unreachable-filter');
    const source = await readFile(join(repositoryRoot(), 'notifier/tell-outbox.ts'), 'utf8');

    assert.equal(filter['pattern'], '"Slack cannot be reached"');
    assert.include(source, `'warn', 'Slack cannot be reached'`);
    assert.include(alarm('slack-unreachable'), {
      metric_name: 'SlackUnreachable',
      period: 1200,
      evaluation_periods: 2,
    });
    assert.isAbove(1200, putBackSeconds(1000) + 240);
  });

  for (const { name } of lambdaSources()) {
    it(`go off when ${name} fails`, () => {
      assert.deepInclude(alarm(`${name}-errors`), {
        namespace: 'AWS/Lambda',
        metric_name: 'Errors',
        statistic: 'Sum',
        threshold: 0,
        dimensions: { FunctionName: `\${aws_lambda_function.${name}.function_name}` },
      });
    });
  }

  it('go off for a throttled function, unless it is made to run once at a time', () => {
    const throttles = resourcesOf(mainTemplate(), 'aws_cloudwatch_metric_alarm')
      .filter(([, { metric_name: metric }]) => metric === 'Throttles')
      .map(([name]) => name);

    const single = ['coordinator', 'notifier'];
    const expected = lambdaSources().flatMap(({ name }) => (single.includes(name) ? [] : [`${name}-throttles-alarm`]));
    assert.sameMembers(throttles, expected);
  });
});
