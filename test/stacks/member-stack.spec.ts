import { assert } from 'chai';
import * as v from 'valibot';
import { toText } from '../../local/terraform/value.ts';
import { judgingRules } from '../../stacks/rule-functions.ts';
import { ruleActions } from '../../stacks/rule-actions.ts';
import { type Evaluated, evaluated } from './support/evaluated.ts';
import { judgingItself, memberAccount, memberOf } from './support/members.ts';
import { at, memberTemplate, resourceOf, statementsIn } from './support/synthesised.ts';

const member = (over: Record<string, unknown> = {}, accountId = memberAccount): Evaluated =>
  evaluated(memberOf(over), memberTemplate(), accountId);
const judge = (planned: Evaluated, id: string): unknown => {
  const [rule] = planned.resources('aws_config_config_rule').filter(({ name }) => name === `${id}-rule`);
  return at(rule?.arguments, 'source.source_identifier');
};
const Settings = v.object({ variables: v.record(v.string(), v.string()) });
const countOf = (planned: Evaluated, type: string): number => planned.resources(type).length;

describe('a member that the hub judges', () => {
  it('has no function, no queue, and nothing that anybody may invoke', () => {
    for (const type of [
      'aws_lambda_function',
      'aws_lambda_permission',
      'aws_sqs_queue',
      'aws_cloudwatch_log_group',
      'aws_cloudwatch_metric_alarm',
    ]) {
      assert.equal(countOf(member(), type), 0, type);
    }
  });

  for (const [where, given, account] of [
    ['the hub', {}, '111122223333'],
    ['another account, where that is said', { judging_account_id: '999999999999' }, '999999999999'],
  ] as const) {
    it(`has the functions of ${where} judge in its own region`, () => {
      const planned = member({ ...given, region: 'us-east-1', name_prefix: 'mine' });

      for (const { id } of judgingRules.filter(({ enabledByDefault }) => enabledByDefault)) {
        assert.equal(judge(planned, id), `arn:aws:lambda:us-east-1:${account}:function:mine-${id}`);
      }
    });
  }

  it('has the Config rules that the hub has, with the same terms', () => {
    const given = {
      enabled_rules: ['security-group-restricted-ports', 's3-bucket-public-access-block'],
      rule_parameters: { 'security-group-restricted-ports': { ports: '22' } },
    };
    const rulesOf = (planned: Evaluated) =>
      planned.resources('aws_config_config_rule').map(({ address, arguments: rule }) => {
        const source = at(rule, 'source');
        return [address, { ...rule, source: { ...Object(source), source_identifier: '' } }];
      });

    assert.deepEqual(rulesOf(member(given)), rulesOf(evaluated(given)));
    assert.lengthOf(rulesOf(member(given)), 7);
  });

  it('records what an account has once in the region of its roles only', () => {
    const records = (planned: Evaluated): unknown => {
      const [recorder] = planned.resources('aws_config_configuration_recorder');
      return at(recorder?.arguments, 'recording_group.include_global_resource_types');
    };

    assert.equal(records(member()), true);
    assert.equal(records(member({ region: 'us-east-1' })), false);
    assert.equal(countOf(member({ create_config_recorder: false }), 'aws_config_configuration_recorder'), 0);
  });

  it('keeps what AWS Config delivers, and tells nobody but EventBridge of it', () => {
    const [channel] = member().resources('aws_config_delivery_channel');

    assert.notProperty(channel?.arguments, 'sns_topic_arn');
    assert.equal(countOf(member(), 'aws_sns_topic'), 0);
  });

  it('lets the hub’s aggregator in where it is told to', () => {
    assert.equal(countOf(member(), 'aws_config_aggregate_authorization'), 0);
    const [authorization] = member({ enable_aggregator_authorization: true }).resources(
      'aws_config_aggregate_authorization',
    );
    assert.include(authorization?.arguments, { account_id: '111122223333', authorized_aws_region: 'eu-west-1' });
  });
});

describe('a member that judges itself', () => {
  const given = { ...judgingItself, region: 'us-east-1', judged_accounts: ['777788889999'] };
  const planned = (): Evaluated => member(given, '111122223333');

  it('has the function of every rule, which queues in the hub and reads there what is exempt', () => {
    const functions = planned().resources('aws_lambda_function');

    assert.sameMembers(
      functions.map(({ arguments: made }) => made['function_name']),
      judgingRules.map(({ id }) => `configmend-${id}`),
    );
    for (const { name, arguments: made } of functions) {
      const { variables } = v.parse(Settings, made['environment']);
      assert.deepInclude(
        variables,
        {
          QUEUE_URL: judgingItself.hub_queue_url,
          EXEMPTIONS_BUCKET: judgingItself.hub_bucket,
          HUB_REGION: 'eu-west-1',
          RULE_MODE: 'auto',
        },
        name,
      );
      assert.equal(
        judge(member({ ...given, enabled_rules: [name] }, '111122223333'), name),
        `arn:aws:lambda:us-east-1:111122223333:function:configmend-${name}`,
      );
    }
  });

  it('may do there what the rule’s function of the hub may, and be a reader in the accounts it judges', () => {
    for (const rule of judgingRules) {
      const policies = planned()
        .resources('aws_iam_role_policy')
        .filter(({ arguments: made }) => made['role'] === `configmend-us-east-1-${rule.id}`)
        .flatMap(({ arguments: made }) => statementsIn(made['policy']));

      assert.sameMembers(
        [...new Set(policies.flatMap(({ Action }) => Action))],
        [
          ...new Set([
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            'sqs:SendMessage',
            's3:GetObject',
            'sts:AssumeRole',
            ...ruleActions(rule),
          ]),
        ],
      );
      assert.deepInclude(policies, {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Resource: ['arn:aws:iam::777788889999:role/configmend-reader'],
      });
      assert.deepInclude(policies, {
        Effect: 'Allow',
        Action: ['sqs:SendMessage'],
        Resource: [judgingItself.hub_queue_arn],
      });
      assert.deepInclude(policies, {
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: [`arn:aws:s3:::${judgingItself.hub_bucket}/accounts.json`],
      });
    }
  });

  it('judges for its own AWS Config and for that of the accounts that are named', () => {
    const permissions = planned().resources('aws_lambda_permission');

    assert.sameDeepMembers(
      permissions.map(({ arguments: made }) => [made['function_name'], made['principal'], made['source_account']]),
      judgingRules.flatMap(({ id }) =>
        ['111122223333', '777788889999'].map((account) => [`configmend-${id}`, 'config.amazonaws.com', account]),
      ),
    );
  });

  it('keeps what its functions failed on for good, and says so where there is a topic', () => {
    const alarm_topic_arn = 'arn:aws:sns:us-east-1:111122223333:alarms';
    const alarms = (over: object): unknown[] =>
      member({ ...given, ...over })
        .resources('aws_cloudwatch_metric_alarm')
        .map(({ arguments: made }) => made['alarm_actions']);

    assert.deepEqual(alarms({}), [[]]);
    assert.deepEqual(alarms({ alarm_topic_arn }), [[alarm_topic_arn]]);
    const retries = resourceOf(
      memberTemplate(),
      'aws_lambda_function_event_invoke_config',
      's3-bucket-logging-retries',
    );
    assert.include(JSON.stringify(retries['destination_config']), 'aws_sqs_queue.failed-invocations[0].arn');
  });

  it('refers by index to what is counted, everywhere', () => {
    const text = JSON.stringify(memberTemplate());

    for (const { id } of judgingRules) {
      assert.notMatch(
        text,
        new RegExp(`\\$\\{aws_(lambda_function|iam_role|cloudwatch_log_group)\\.${id}(-role|-logs)?\\.`),
      );
    }
  });
});

describe('a member is refused', () => {
  const wrong: readonly (readonly [says: RegExp, given: Record<string, unknown>, account?: string])[] = [
    [/^This is the account and region of the hub/, {}, '111122223333'],
    [/judge = local needs hub_queue_url, hub_queue_arn and hub_bucket/, { judge: 'local' }],
    [/judge = local needs/, { ...judgingItself, hub_bucket: '' }],
    [/judged_accounts needs judge = local/, { judged_accounts: ['777788889999'] }],
  ];
  for (const [says, given, account = memberAccount] of wrong) {
    it(`with ${JSON.stringify(given)} in ${account}`, () => {
      assert.match(member(given, account).refused.join('\n'), says);
    });
  }

  it('nowhere else', () => {
    assert.isEmpty(member().refused);
    assert.isEmpty(member({ region: 'us-east-1' }, '111122223333').refused);
    assert.isEmpty(member({ ...judgingItself, judged_accounts: ['777788889999'] }).refused);
  });
});

describe('what a member hears', () => {
  const told = (planned: Evaluated) => planned.resources('aws_cloudwatch_event_rule');
  const patternsOf = (planned: Evaluated) =>
    Object.fromEntries(
      told(planned)
        .filter(({ name }) => name.startsWith('member-'))
        .map(({ name, arguments: rule }) => [name, JSON.parse(toText(rule['event_pattern'] ?? null, name)) as unknown]),
    );

  it('is what the hub’s bus listens for', () => {
    const hub = evaluated({
      enable_fast_path: true,
      external_id: 'an-external-id',
      member_accounts: { [memberAccount]: { name: 'payments', mode: 'auto', regions: ['eu-west-1'] } },
    });

    const heard = patternsOf(member({ enable_fast_path: true }));

    assert.sameMembers(Object.keys(heard), ['member-verdicts', 'member-calls-ec2', 'member-calls-s3']);
    assert.deepEqual(heard, patternsOf(hub));
    for (const { name, arguments: rule } of told(hub)) {
      const isOnBus = name.startsWith('member-');
      assert.equal(rule['event_bus_name'], isOnBus ? 'configmend-members' : undefined, name);
    }
  });

  it('is verdicts alone, without the fast path', () => {
    assert.deepEqual(Object.keys(patternsOf(member())), ['member-verdicts']);
  });

  it('goes to the hub’s bus, with a role that may do nothing else', () => {
    const planned = member({ enable_fast_path: true });

    const bus = 'arn:aws:events:eu-west-1:111122223333:event-bus/configmend-members';
    const targets = planned.resources('aws_cloudwatch_event_target');
    assert.lengthOf(targets, 3);
    for (const { arguments: target } of targets) {
      assert.include(target, { arn: bus, role_arn: '(aws_iam_role.forwarder-role: arn)' });
    }
    const [policy] = planned.resources('aws_iam_role_policy').filter(({ name }) => name === 'forwarder-policy');
    assert.deepEqual(statementsIn(policy?.arguments['policy']), [
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus] },
    ]);
    const [role] = planned.resources('aws_iam_role').filter(({ name }) => name === 'forwarder-role');
    assert.deepEqual(statementsIn(role?.arguments['assume_role_policy']), [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': memberAccount } },
      },
    ]);
  });
});
