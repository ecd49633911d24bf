import { assert } from 'chai';
import { lambdaSources } from '../../build/lambdas.ts';
import { at, mainTemplate, resourceOf, resourcesOf } from './support/synthesised.ts';

const alarm = (name: string) => resourceOf(mainTemplate(), 'aws_cloudwatch_metric_alarm', `${name}-alarm`);

describe('the alarms', () => {
  it('go to the notices topic, and rest while there is nothing to measure', () => {
    const all = resourcesOf(mainTemplate(), 'aws_cloudwatch_metric_alarm');

    assert.isNotEmpty(all);
    for (const [name, { alarm_actions: actions, ...settings }] of all) {
      assert.deepEqual(actions, ['${aws_sns_topic.notices-topic.arn}'], name);
      assert.include(settings, { treat_missing_data: 'notBreaching', comparison_operator: 'GreaterThanThreshold' });
      assert.isNotEmpty(settings['alarm_description'], name);
    }
  });

  for (const [name, queue] of [
    ['dead-letters-waiting', 'dead-letters'],
    ['failed-invocations-waiting', 'failed-invocations'],
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

describe('the dashboard', () => {
  const dashboard = () => resourceOf(mainTemplate(), 'aws_cloudwatch_dashboard', 'dashboard');
  const body = (): string => String(dashboard()['dashboard_body']);

  it('is of one region, since dashboards are an account’s', () => {
    assert.equal(dashboard()['dashboard_name'], '${var.name_prefix}-${var.region}-pipeline');
    assert.notInclude(body(), '"region":"eu');
  });

  it('shows the queues, every function and the outcomes', () => {
    for (const queue of ['remediation', 'dead-letters', 'failed-invocations']) {
      assert.include(body(), `\${aws_sqs_queue.${queue}.name}`);
    }
    for (const { name } of lambdaSources()) assert.include(body(), `\${aws_lambda_function.${name}.function_name}`);
    for (const metric of [
      'Invocations',
      'Errors',
      'Duration',
      'ApproximateAgeOfOldestMessage',
      'by outcome',
      'by rule',
    ]) {
      assert.include(body(), metric);
    }
  });

  it('lays its widgets side by side without overlap', () => {
    const widgets = at(JSON.parse(body()), 'widgets');

    const places = (Array.isArray(widgets) ? widgets : []).map((widget) =>
      JSON.stringify([at(widget, 'x'), at(widget, 'y')]),
    );

    assert.lengthOf(places, 8);
    assert.lengthOf(new Set(places), 8);
  });
});
