import { assert } from 'chai';
import { readTemplate } from '../../local/terraform/template.ts';
import { resolveVariables, unmet } from '../../local/terraform/variables.ts';
import { evaluated } from './support/evaluated.ts';
import { at, mainTemplate, resourceOf, resourcesOf, statementsIn } from './support/synthesised.ts';

const mapping = (variables: Readonly<Record<string, unknown>> = {}) => {
  const [found] = evaluated(variables).resources('aws_lambda_event_source_mapping');
  return found?.arguments ?? assert.fail('there is no event source mapping');
};

describe('the outbox', () => {
  it('takes messages from the two topics and the rule of compliance events, and from nothing else', () => {
    const policy = evaluated({ region: 'cn-north-1', name_prefix: 'team' })
      .resources('aws_sqs_queue_policy')
      .find(({ name }) => name === 'outbox-policy');

    const allowed = statementsIn(policy?.arguments['policy']).filter(({ Effect }) => Effect === 'Allow');

    assert.deepEqual(
      allowed.map(({ Action, Condition, ...rest }) => [at(rest, 'Principal.Service'), Action, Condition]),
      [
        [
          'sns.amazonaws.com',
          'sqs:SendMessage',
          {
            ArnEquals: {
              'aws:SourceArn': ['(aws_sns_topic.config-topic: arn)', '(aws_sns_topic.notices-topic: arn)'],
            },
          },
        ],
        [
          'events.amazonaws.com',
          'sqs:SendMessage',
          {
            ArnEquals: {
              'aws:SourceArn': [
                'arn:aws-cn:events:cn-north-1:111122223333:rule/team-compliance-events',
                'arn:aws-cn:events:cn-north-1:111122223333:rule/team-members/team-member-verdicts',
              ],
            },
          },
        ],
      ],
    );
  });

  it('lets the rule send that there is where the recorder is not ours', () => {
    const [rule] = evaluated({ create_config_recorder: false, name_prefix: 'team' })
      .resources('aws_cloudwatch_event_rule')
      .filter(({ name }) => name === 'compliance-events');

    assert.equal(rule?.arguments['name'], 'team-compliance-events');
  });

  it('gives up nothing that a peek or an outage of days has received often', () => {
    const { redrive_policy: redrive } = resourceOf(mainTemplate(), 'aws_sqs_queue', 'outbox');

    assert.deepEqual(JSON.parse(String(redrive)), {
      deadLetterTargetArn: '${aws_sqs_queue.outbox-dead-letters.arn}',
      maxReceiveCount: 1000,
    });
  });

  it('hides a message for longer than gathering it and six runs of the notifier take', () => {
    const notifier = resourceOf(mainTemplate(), 'aws_lambda_function', 'notifier');
    const queue = resourceOf(mainTemplate(), 'aws_sqs_queue', 'outbox');

    // AWS Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping".
    assert.isAtLeast(Number(queue['visibility_timeout_seconds']), 6 * Number(notifier['timeout']) + 300);
  });

  it('is worked by the notifier alone, without ever being throttled, which says what it has not finished', () => {
    assert.lengthOf(resourcesOf(mainTemplate(), 'aws_lambda_event_source_mapping'), 1);
    assert.deepInclude(mapping(), {
      event_source_arn: '(aws_sqs_queue.outbox: arn)',
      function_name: 'configmend-notifier',
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 2 },
    });
    const notifier = resourceOf(mainTemplate(), 'aws_lambda_function', 'notifier');
    assert.equal(notifier['reserved_concurrent_executions'], 2);
  });

  for (const [seconds, batch] of [
    [60, 1000],
    [300, 1000],
    [1, 1000],
    [0, 10],
  ] as const) {
    it(`is gathered for ${seconds} seconds, ${batch} messages at most`, () => {
      assert.deepInclude(mapping({ slack_digest_seconds: seconds }), {
        maximum_batching_window_in_seconds: seconds,
        batch_size: batch,
      });
    });
  }

  it('has a default webhook to fall back to, wherever there are routes', () => {
    const template = readTemplate(mainTemplate());
    const block = template.resources.find(({ type }) => type === 'aws_lambda_event_source_mapping');
    const refusal = (given: Readonly<Record<string, unknown>>): string =>
      unmet(block?.preconditions ?? [], { var: resolveVariables(template.variables, given) }).join();
    const slack_routes = [{ owners: ['web'], webhook_parameter: '/web' }];

    assert.equal(refusal({}), '');
    assert.equal(refusal({ slack_routes, slack_webhook_parameter: '/a' }), '');
    assert.match(refusal({ slack_routes }), /slack_routes need a slack_webhook_parameter/);
  });
});
