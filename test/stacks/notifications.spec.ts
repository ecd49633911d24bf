import { assert } from 'chai';
import * as v from 'valibot';
import { rules } from '../../rules/registry.ts';
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

    it(`bring the topic ${name} to the outbox as it was published, once that takes it`, () => {
      const subscription = resourceOf(mainTemplate(), 'aws_sns_topic_subscription', `${name}-to-outbox`);

      assert.deepInclude(subscription, {
        topic_arn: `\${aws_sns_topic.${name}-topic.arn}`,
        protocol: 'sqs',
        endpoint: '${aws_sqs_queue.outbox.arn}',
        raw_message_delivery: true,
        depends_on: ['aws_sqs_queue_policy.outbox-policy'],
      });
    });
  }

  it('pass on, of what Config sends, only verdicts that changed', () => {
    const subscription = resourceOf(mainTemplate(), 'aws_sns_topic_subscription', 'config-to-outbox');

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

    const settings = at(notifier, 'environment.variables');
    assert.equal(at(settings, 'SLACK_WEBHOOK_PARAMETER'), '${var.slack_webhook_parameter}');
    assert.equal(at(settings, 'SLACK_ROUTES'), '${jsonencode(var.slack_routes)}');
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

  it('may read the webhooks of routes and no others, each as what it is', () => {
    const planned = evaluated({
      slack_webhook_parameter: '/configmend/slack',
      slack_webhook_key_arn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      slack_routes: [
        { severities: ['critical'], webhook_parameter: '/team/on-call' },
        { owners: ['payments'], accounts: ['111122223333'], webhook_parameter: 'payments' },
        { owners: ['web'], webhook_parameter: '/aws/reference/secretsmanager/web/slack' },
        { owners: ['site'], webhook_parameter: '/team/on-call' },
      ],
    });

    const policies = planned.resources('aws_iam_role_policy').filter(({ name }) => name.startsWith('notifier-'));
    const allowed = policies.flatMap(({ arguments: { policy } }) => statementsIn(policy));
    const resources = (action: string) =>
      allowed.filter(({ Action }) => [Action].flat().includes(action)).flatMap(({ Resource }) => Resource);
    const ssm = 'arn:aws:ssm:eu-west-1:111122223333:parameter';
    assert.sameMembers(resources('ssm:GetParameter'), [
      `${ssm}/configmend/slack`,
      `${ssm}/team/on-call`,
      `${ssm}/payments`,
      `${ssm}/aws/reference/secretsmanager/web/slack`,
    ]);
    assert.deepEqual(resources('secretsmanager:GetSecretValue'), [
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:web/slack-??????',
    ]);
    const keys = allowed.filter(({ Action }) => [Action].flat().includes('kms:Decrypt'));
    assert.deepEqual(
      keys.map(({ Condition }) => at(Condition, 'StringEquals')),
      ['ssm', 'secretsmanager'].map((service) => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` })),
    );
    const names = policies.map((policy) => v.parse(v.string(), policy.arguments['name']));
    assert.lengthOf(new Set(names), names.length);
    // IAM API, PutRolePolicy.
    for (const name of names) assert.match(name, /^[\w+=,.@-]{1,128}$/);
  });

  it('tell the notifier how bad each Config rule is, as the deployment says', () => {
    const planned = evaluated({ name_prefix: 'team', rule_severities: { 's3-bucket-logging': 'critical' } });

    const [notifier] = planned.resources('aws_lambda_function').filter(({ name }) => name === 'notifier');
    const severities: unknown = JSON.parse(String(at(notifier?.arguments, 'environment.variables.RULE_SEVERITIES')));

    assert.deepInclude(severities, { 'team-s3-bucket-logging': 'critical' });
    assert.sameMembers(
      Object.keys(Object(severities)),
      rules.map(({ id }) => `team-${id}`),
    );
  });

  it('may use no key where none is named', () => {
    const planned = evaluated({ slack_webhook_parameter: '/configmend/slack' });

    assert.notInclude(
      planned.resources('aws_iam_role_policy').map(({ name }) => name),
      'notifier-key-policy',
    );
  });
});
