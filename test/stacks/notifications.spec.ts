import { assert } from 'chai';
import { evaluated } from './support/evaluated.ts';
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

  it('have the right to read one secret, and only if it is what the parameter refers to', () => {
    const extra = resourceOf(mainTemplate(), 'aws_iam_role_policy', 'notifier-secret-policy');

    assert.equal(
      extra['count'],
      '${can(regex("^/aws/reference/secretsmanager/", var.slack_webhook_parameter)) ? 1 : 0}',
    );
    assert.deepEqual(
      statementsIn(extra['policy']).map(({ Action }) => Action),
      [['secretsmanager:GetSecretValue']],
    );
  });

  const parameters: readonly [parameter: string, read: string, secret: string | undefined, via: string][] = [
    ['/configmend/slack', 'parameter/configmend/slack', undefined, 'ssm'],
    ['slack', 'parameter/slack', undefined, 'ssm'],
    [
      '/aws/reference/secretsmanager/team/slack',
      'parameter/aws/reference/secretsmanager/team/slack',
      'secret:team/slack-??????',
      'secretsmanager',
    ],
  ];
  for (const [partition, suffix, region] of [
    ['aws', 'amazonaws.com', 'eu-west-1'],
    ['aws-us-gov', 'amazonaws.com', 'us-gov-west-1'],
    ['aws-cn', 'amazonaws.com.cn', 'cn-north-1'],
  ] as const) {
    for (const [parameter, read, secret, via] of parameters) {
      it(`may read ${parameter} in ${region}, with the operator’s key through ${via}, and nothing else`, () => {
        const key = `arn:${partition}:kms:${region}:111122223333:key/1`;
        const planned = evaluated({ region, slack_webhook_parameter: parameter, slack_webhook_key_arn: key });

        const policies = planned.resources('aws_iam_role_policy').filter(({ name }) => name.startsWith('notifier-'));
        const allowed = policies.flatMap(({ arguments: { policy } }) => statementsIn(policy));
        const of = (action: string) => allowed.filter(({ Action }) => [Action].flat().includes(action));

        assert.deepEqual(
          of('ssm:GetParameter').map(({ Resource }) => Resource),
          [[`arn:${partition}:ssm:${region}:111122223333:${read}`]],
        );
        assert.deepEqual(
          of('secretsmanager:GetSecretValue').map(({ Resource }) => Resource),
          secret === undefined ? [] : [[`arn:${partition}:secretsmanager:${region}:111122223333:${secret}`]],
        );
        assert.deepEqual(of('kms:Decrypt'), [
          {
            Effect: 'Allow',
            Action: ['kms:Decrypt'],
            Resource: [key],
            Condition: { StringEquals: { 'kms:ViaService': `${via}.${region}.${suffix}` } },
          },
        ]);
      });
    }
  }

  it('may use no key where none is named', () => {
    const planned = evaluated({ slack_webhook_parameter: '/configmend/slack' });

    assert.notInclude(
      planned.resources('aws_iam_role_policy').map(({ name }) => name),
      'notifier-key-policy',
    );
  });
});
