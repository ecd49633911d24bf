import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createWorkspace, type Workspace } from '../../../local/terraform/workspace.ts';
import { assertRefused } from '../support/refusal.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

const member = '210987654321';
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const trustsHub = document({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:root' },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  Condition: { StringEquals: { 'sts:ExternalId': '${var.external_id}' } },
});
const listsQueues = document({ Effect: 'Allow', Action: 'sqs:GetQueueAttributes', Resource: '*' });

describe('A template that is applied in several accounts and regions', () => {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await startLocalAccount();
  });
  afterEach(() => account.stop());

  const template = {
    provider: { aws: [{ region: '${var.region}' }] },
    variable: {
      region: { type: 'string' },
      with_roles: { type: 'bool', default: true },
      external_id: { type: 'string', default: 'agreed' },
    },
    data: { aws_caller_identity: { me: {} }, aws_region: { here: {} } },
    resource: {
      aws_sqs_queue: { q: { name: 'q-${data.aws_caller_identity.me.account_id}-${data.aws_region.here.region}' } },
      aws_iam_role: {
        mender: {
          for_each: '${toset(var.region == "eu-west-1" && var.with_roles ? ["s3-bucket", "security-group"] : [])}',
          name: 'mender-${each.key}',
          assume_role_policy: trustsHub,
          max_session_duration: 7200,
        },
      },
      aws_iam_role_policy: {
        mender: {
          for_each: '${aws_iam_role.mender}',
          name: 'mends',
          role: '${each.value.name}',
          policy: listsQueues,
        },
      },
    },
    output: { roles: { value: '${[for role in aws_iam_role.mender : role.arn]}' } },
  };
  const workspace = (accountId: string, region: string, file: object = template): Workspace =>
    createWorkspace(account, file, { bundles: [], place: { accountId, region } });
  const apply = (accountId: string, region: string) => workspace(accountId, region).apply({ region });
  const assume = (RoleArn: string, ExternalId: string) =>
    new STSClient(account.clientConfig()).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'run', ExternalId }));

  it('is there in each, as its administrator made it', async () => {
    for (const [accountId, region] of [
      [account.accountId, 'eu-west-1'],
      [member, 'eu-west-1'],
      [member, 'us-east-1'],
    ] as const) {
      const { outputs } = await apply(accountId, region);

      const { QueueUrls } = await new SQSClient(account.clientConfig(region, accountId)).send(
        new ListQueuesCommand({}),
      );
      assert.deepEqual(QueueUrls, [`${account.endpoint}/${accountId}/q-${accountId}-${region}`]);
      assert.deepEqual(
        outputs['roles'],
        region === 'us-east-1'
          ? []
          : ['s3-bucket', 'security-group'].map((name) => `arn:aws:iam::${accountId}:role/mender-${name}`),
      );
    }
  });

  it('takes its place’s region where its provider names none', async () => {
    const output = { where: { value: '${data.aws_region.here.region}' } };
    const file = { data: { aws_region: { here: {} } }, output };

    assert.deepEqual((await workspace(member, 'us-east-1', file).apply()).outputs, { where: 'us-east-1' });
  });

  it('makes roles that trust whom their policies name, and may do what these say', async () => {
    await apply(account.accountId, 'eu-west-1');
    await apply(member, 'eu-west-1');
    const arn = `arn:aws:iam::${member}:role/mender-s3-bucket`;

    await assertRefused(assume(arn, 'guessed'), 'AccessDenied');
    const { Credentials } = await assume(arn, 'agreed');
    const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'x', sessionToken: 'x' };
    const sqs = new SQSClient({ ...account.clientConfig(), credentials, maxAttempts: 1 });

    await assertRefused(sqs.send(new ListQueuesCommand({})), 'AccessDenied');
    assert.deepInclude(account.decisions.at(-1), { role: 'mender-s3-bucket', accountId: member, allowed: false });
  });

  it('takes its roles away with it, and no other’s of that name', async () => {
    const there = workspace(member, 'eu-west-1');
    await apply(account.accountId, 'eu-west-1');
    await there.apply({ region: 'eu-west-1' });
    const named = [...there.roles.keys()];

    await there.apply({ region: 'eu-west-1', with_roles: false });

    assert.sameMembers(named, ['mender-s3-bucket', 'mender-security-group']);
    assert.isEmpty([...there.roles.keys()]);
    await assertRefused(assume(`arn:aws:iam::${member}:role/mender-s3-bucket`, 'agreed'), 'AccessDenied');
    await assume(`arn:aws:iam::${account.accountId}:role/mender-s3-bucket`, 'agreed');
  });

  it('cannot make a role that the account has already', async () => {
    await apply(member, 'eu-west-1');

    await assertTemplateError(
      () => workspace(member, 'us-east-1').apply({ region: 'eu-west-1' }),
      'EntityAlreadyExists',
    );
  });

  it('has event buses with policies, rules on them, and targets on those of others', async () => {
    const busArn = 'arn:aws:events:eu-west-1:123456789012:event-bus/members';
    const policy = document({
      Effect: 'Allow',
      Principal: { AWS: [member] },
      Action: 'events:PutEvents',
      Resource: busArn,
    });
    const event_pattern = JSON.stringify({ source: ['aws.ec2'], account: [{ exists: true }] });
    const hub = {
      resource: {
        aws_cloudwatch_event_bus: { members: { name: 'members' } },
        aws_cloudwatch_event_bus_policy: {
          members: { event_bus_name: '${aws_cloudwatch_event_bus.members.name}', policy },
        },
        aws_sqs_queue: { heard: { name: 'heard' } },
        aws_cloudwatch_event_rule: {
          heard: { name: 'heard', event_bus_name: '${aws_cloudwatch_event_bus.members.name}', event_pattern },
        },
        aws_cloudwatch_event_target: {
          heard: {
            rule: '${aws_cloudwatch_event_rule.heard.name}',
            event_bus_name: '${aws_cloudwatch_event_bus.members.name}',
            arn: '${aws_sqs_queue.heard.arn}',
          },
        },
      },
      output: { bus: { value: '${aws_cloudwatch_event_bus.members.arn}' } },
    };
    const trusted = document({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    const mayPut = document({ Effect: 'Allow', Action: 'events:PutEvents', Resource: '${var.bus}' });
    const forwarder = {
      variable: { bus: { type: 'string' } },
      resource: {
        aws_iam_role: { forwarder: { name: 'forwarder', assume_role_policy: trusted } },
        aws_iam_role_policy: { forwarder: { name: 'puts', role: '${aws_iam_role.forwarder.name}', policy: mayPut } },
        aws_cloudwatch_event_rule: { calls: { name: 'calls', event_pattern: '{"source":["aws.ec2"]}' } },
        aws_cloudwatch_event_target: {
          calls: {
            rule: '${aws_cloudwatch_event_rule.calls.name}',
            arn: '${var.bus}',
            role_arn: '${aws_iam_role.forwarder.arn}',
          },
        },
      },
    };
    const inHub = workspace(account.accountId, 'eu-west-1', hub);
    const { outputs } = await inHub.apply();
    await workspace(member, 'us-east-1', forwarder).apply({ bus: outputs['bus'] });
    const event = { source: 'aws.ec2', detailType: 'x', resources: [], detail: {} };

    account.services.events.emit(event, { accountId: member, region: 'us-east-1' });
    await account.settled();
    const { Policy } = await new EventBridgeClient(account.clientConfig()).send(
      new DescribeEventBusCommand({ Name: 'members' }),
    );
    const again = await inHub.apply();

    assert.equal(outputs['bus'], busArn);
    assert.equal(Policy, policy);
    assert.isEmpty(account.services.events.failedInvocations);
    const [message] = account.services.sqs.inspect('arn:aws:sqs:eu-west-1:123456789012:heard');
    assert.deepInclude(JSON.parse(message?.body ?? '{}'), { account: member, region: 'us-east-1' });
    assert.deepEqual([again.updated, again.created], [[], []]);
  });

  it('notes that nothing gathers what AWS Config finds', async () => {
    const resource = {
      aws_config_aggregate_authorization: { hub: { account_id: account.accountId, region: 'eu-west-1' } },
      aws_config_configuration_aggregator: { all: { name: 'all' } },
    };

    const { skipped } = await workspace(member, 'us-east-1', { resource }).apply();

    assert.sameMembers(
      skipped.map(({ address }) => address),
      ['aws_config_aggregate_authorization.hub', 'aws_config_configuration_aggregator.all'],
    );
  });
});
