import { assert } from 'chai';
import { readTemplate, type Template } from '../../local/terraform/template.ts';
import { remediators } from '../../remediators/registry.ts';
import { alarmedQueues, alarmNameOf } from '../../simulator/host/alarms.ts';
import { functionSettings, queueAttributes, queueNames } from '../../simulator/host/deployment.ts';
import { scenarioOf, troubles } from '../../simulator/host/draw-scenario.ts';
import { batchSize, pollers } from '../../simulator/host/outbox-poller.ts';
import type { Scenario } from '../../simulator/host/scenario.ts';
import { template } from '../../stacks/template.ts';
import { builtBundles } from '../end-to-end/support/built-bundles.ts';

const mends = remediators.map(({ id }) => `remediator-${id}`);
const names = ['security-group-restricted-ports', 'coordinator', 'fast-path', 'sweep', 'notifier', ...mends];
const scenario: Scenario = {
  ...scenarioOf(1),
  rules: ['security-group-restricted-ports'],
  // As deployed: the longer time of trouble, one coordinator, which polls for most of a minute.
  troubleMs: troubles[1],
  overlap: false,
  pollMs: 55_000,
};

describe('What the simulator deploys', () => {
  const settings = functionSettings(scenario);
  let resources: Template['resources'];
  before(async () => {
    resources = readTemplate(template(await builtBundles())).resources;
  });

  const deployed = (address: string): Readonly<Record<string, unknown>> => {
    const found = resources.find((resource) => resource.address === address);
    assert.isDefined(found, address);
    return found?.arguments ?? {};
  };

  for (const name of names) {
    it(`is ${name} with the names of its settings, its time-out and its concurrency`, () => {
      const lambda = deployed(`aws_lambda_function.${name}`);
      const { environment, timeoutMs, concurrency } = settings.get(name) ?? assert.fail(name);

      for (const key of Object.keys(environment)) assert.include(JSON.stringify(lambda), `"${key}"`);
      assert.equal(timeoutMs, 1000 * Number(lambda['timeout']));
      assert.equal(concurrency, lambda['reserved_concurrent_executions']);
    });

    // Nobody invokes the notifier but the outbox, which brings again what was not told.
    if (name === 'notifier') continue;
    it(`is ${name} with its retries, and what becomes of an event that it fails on`, () => {
      const invoked = deployed(`aws_lambda_function_event_invoke_config.${name}-retries`);
      const { retries, forgetsFailures = false } = settings.get(name) ?? assert.fail(name);

      assert.equal(retries, invoked['maximum_retry_attempts']);
      assert.equal(forgetsFailures, invoked['destination_config'] === undefined);
    });
  }

  for (const name of queueNames) {
    it(`is the queue ${name} with its times and its largest message`, () => {
      const { visibility_timeout_seconds, message_retention_seconds, max_message_size } = deployed(
        `aws_sqs_queue.${name}`,
      );

      assert.deepEqual(queueAttributes, {
        VisibilityTimeout: String(visibility_timeout_seconds),
        MessageRetentionPeriod: String(message_retention_seconds),
        MaximumMessageSize: String(max_message_size),
      });
    });
  }

  it('is a poller of the outbox with as many batches at once, as great where nothing is gathered', () => {
    const { batch_size, scaling_config, function_response_types } = deployed(
      'aws_lambda_event_source_mapping.outbox-to-notifier',
    );

    assert.include(String(batch_size), `var.slack_digest_seconds == 0 ? ${batchSize} :`);
    assert.deepEqual(scaling_config, { maximum_concurrency: pollers });
    assert.deepEqual(function_response_types, ['ReportBatchItemFailures']);
  });

  for (const queue of alarmedQueues) {
    it(`is the alarm of ${queue}, to the notices topic`, () => {
      const alarm = deployed(`aws_cloudwatch_metric_alarm.${queue}-waiting-alarm`);

      assert.equal(alarm['alarm_name'], alarmNameOf(queue).replace('configmend', '${var.name_prefix}'));
      assert.deepEqual(alarm['dimensions'], { QueueName: `\${aws_sqs_queue.${queue}.name}` });
      assert.deepEqual(alarm['alarm_actions'], ['${aws_sns_topic.notices-topic.arn}']);
      assert.deepInclude(alarm, { threshold: 0, evaluation_periods: 1, comparison_operator: 'GreaterThanThreshold' });
    });
  }
});
