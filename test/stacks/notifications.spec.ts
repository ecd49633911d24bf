import { assert } from 'chai';
import { at, mainTemplate, resourceOf, resourcesOf, statementsIn, synthesiseMain } from './support/synthesised.ts';

describe('the notifications', () => {
  for (const [name, service] of [
    ['config', 'config.amazonaws.com'],
    ['notices', 'cloudwatch.amazonaws.com'],
  ] as const) {
    it(`let ${service} of this account publish to the topic ${name}, over TLS only`, () => {
      const { policy } = resourceOf(mainTemplate(), 'aws_sns_topic_policy', `${name}-topic-policy`);

      const [publish, deny, ...more] = statementsIn(policy);

      assert.deepInclude(publish, {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sns:Publish',
        Condition: { StringEquals: { 'aws:SourceAccount': '${data.aws_caller_identity.caller.account_id}' } },
      });
      assert.deepInclude(deny, { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
      assert.isEmpty(more);
    });

    it(`bring the topic ${name} to the notifier, and let that topic alone invoke it`, () => {
      const subscription = resourceOf(mainTemplate(), 'aws_sns_topic_subscription', `${name}-to-notifier`);
      const permission = resourceOf(mainTemplate(), 'aws_lambda_permission', `${name}-may-invoke-notifier`);

      assert.include(subscription, {
        topic_arn: `\${aws_sns_topic.${name}-topic.arn}`,
        protocol: 'lambda',
        endpoint: '${aws_lambda_function.notifier.arn}',
      });
      assert.include(permission, {
        principal: 'sns.amazonaws.com',
        source_arn: `\${aws_sns_topic.${name}-topic.arn}`,
      });
    });
  }

  it('pass on, of what Config sends, only verdicts that changed', () => {
    const subscription = resourceOf(mainTemplate(), 'aws_sns_topic_subscription', 'config-to-notifier');

    assert.equal(subscription['filter_policy_scope'], 'MessageBody');
    assert.deepEqual(JSON.parse(String(subscription['filter_policy'])), {
      messageType: ['ComplianceChangeNotification'],
    });
  });

  it('are sent by e-mail if there is an address', () => {
    assert.include(resourceOf(mainTemplate(), 'aws_sns_topic_subscription', 'notices-to-email'), {
      count: '${var.alert_email == "" ? 0 : 1}',
      topic_arn: '${aws_sns_topic.notices-topic.arn}',
      protocol: 'email',
      endpoint: '${var.alert_email}',
    });
  });

  it('know the Slack webhook by the name of its parameter only', () => {
    const notifier = resourceOf(mainTemplate(), 'aws_lambda_function', 'notifier');

    assert.deepEqual(at(notifier, 'environment.variables'), {
      SLACK_WEBHOOK_PARAMETER: '${var.slack_webhook_parameter}',
    });
    assert.notInclude(synthesiseMain(), 'hooks.slack');
    assert.notProperty(mainTemplate().resource, 'aws_secretsmanager_secret_version');
    assert.deepEqual(
      resourcesOf(mainTemplate(), 'aws_ssm_parameter').map(([name]) => name),
      ['gate'],
    );
  });

  it('may use a key of the operator’s through SSM only, if there is one', () => {
    const extra = resourceOf(mainTemplate(), 'aws_iam_role_policy', 'notifier-key-policy');

    assert.equal(extra['count'], '${var.slack_webhook_key_arn == "" ? 0 : 1}');
    assert.deepEqual(statementsIn(extra['policy']), [
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: ['${var.slack_webhook_key_arn}'],
        Condition: {
          StringEquals: { 'kms:ViaService': 'ssm.${var.region}.${data.aws_partition.partition.dns_suffix}' },
        },
      },
    ]);
  });
});
