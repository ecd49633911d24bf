import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { EC2Client } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { GroupRule } from '../../contract/resource.ts';
import type { ApiCall } from '../../fast-path/api-call.ts';
import { recordChange } from '../../fast-path/record-change.ts';
import { ruleRequest } from '../../remediators/rule-revert.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { liveRules, ruleId } from '../support/recorded-changes.ts';
import { egress, groupId, ingress } from '../support/security-groups.ts';

const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const wide = ingress('tcp', 443, '2001:db8::/32');

const call = (given: Partial<ApiCall>): ApiCall => ({
  eventId: 'e-1',
  eventName: 'AuthorizeSecurityGroupIngress',
  eventSource: 'ec2.amazonaws.com',
  at: '2026-11-20T12:00:00Z',
  accountId: '123456789012',
  region: 'eu-west-1',
  actor: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice' },
  sourceAddress: '203.0.113.10',
  requestParameters: {},
  responseElements: {},
  ...given,
});
const modify = (at: number, asked: Record<string, unknown>): ApiCall =>
  call({
    eventName: 'ModifySecurityGroupRules',
    requestParameters: {
      ModifySecurityGroupRulesRequest: {
        GroupId: groupId,
        SecurityGroupRule: { SecurityGroupRuleId: ruleId(at), tag: 1, SecurityGroupRule: asked },
      },
    },
  });
const flat = call({
  requestParameters: { groupId, ipPermissions: {}, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' },
});

const named = call({
  responseElements: {
    securityGroupRuleSet: {
      items: [
        {
          groupId,
          securityGroupRuleId: ruleId(3),
          isEgress: false,
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          cidrIpv4: '0.0.0.0/0',
        },
      ],
    },
  },
});

/** As DescribeSecurityGroupRules answers them. */
const described = (rules: readonly GroupRule[]) => ({
  SecurityGroupRules: liveRules(rules).map(({ id, rule }) => {
    const { ReferencedGroupId, ...request } = ruleRequest(rule);
    return {
      SecurityGroupRuleId: id,
      GroupId: groupId,
      IsEgress: rule.direction === 'egress',
      ...request,
      ...(ReferencedGroupId === undefined ? {} : { ReferencedGroupInfo: { GroupId: ReferencedGroupId } }),
    };
  }),
});
/** As AWS Config keeps it, in API form. */
const item = (rules: readonly GroupRule[], status = 'OK') => ({
  configurationItems: [
    {
      resourceType: 'AWS::EC2::SecurityGroup',
      resourceId: groupId,
      accountId: '123456789012',
      awsRegion: 'eu-west-1',
      configurationItemCaptureTime: new Date('2026-11-20T11:00:00Z'),
      configurationItemStatus: status,
      configuration: JSON.stringify({
        groupName: 'web',
        vpcId: 'vpc-1',
        ipPermissions: rules.map(({ protocol, fromPort, toPort, source, description }) => ({
          ipProtocol: protocol,
          fromPort,
          toPort,
          ipv4Ranges: source.kind === 'ipv4' ? [{ cidrIp: source.cidr, description }] : [],
          ipv6Ranges: source.kind === 'ipv6' ? [{ cidrIpv6: source.cidr, description }] : [],
        })),
        ipPermissionsEgress: [],
      }),
    },
  ],
});

function recorder(live: unknown, recorded: unknown = awsError('ResourceNotDiscoveredException')) {
  const bucket = objectBucket();
  const ec2 = answering(new EC2Client({ region: 'eu-west-1' }), { DescribeSecurityGroupRules: live });
  const config = answering(new ConfigServiceClient({ region: 'eu-west-1' }), { GetResourceConfigHistory: recorded });
  const pauses: number[] = [];
  const record = (about: ApiCall) =>
    recordChange(about, groupId, {
      s3: bucket.client,
      bucket: 'the-ledger',
      ec2: ec2.client,
      config: config.client,
      async pause(ms) {
        pauses.push(ms);
      },
    });
  const kept = (): unknown => JSON.parse(String([...bucket.objects.values()][0] ?? 'null'));
  return { record, kept, pauses, bucket, ec2: ec2.calls, config: config.calls };
}

describe('recording a change', () => {
  it('keeps who added which rule, by the event alone', async () => {
    const { record, kept, pauses, config } = recorder(described([https, office, wide, ssh]));
    assert.equal(await record(named), 'recorded');

    assert.deepEqual(kept(), {
      version: 1,
      eventId: 'e-1',
      eventName: 'AuthorizeSecurityGroupIngress',
      at: '2026-11-20T12:00:00Z',
      accountId: '123456789012',
      region: 'eu-west-1',
      groupId,
      actor: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice' },
      sourceAddress: '203.0.113.10',
      added: [{ id: ruleId(3), rule: ssh }],
      changed: [],
      unresolved: [],
    });
    assert.deepEqual([pauses, config], [[], []]);
  });

  it('is not done until EC2 shows the rule that was added, so that the group is not judged without it', async () => {
    for (const [live, expected] of [
      [inTurn(described([https]), described([https, office, wide, ssh])), [300]],
      [described([https]), [300, 1200]],
      [awsError('InvalidGroup.NotFound'), []],
    ] as const) {
      const { record, kept, pauses } = recorder(live);

      assert.equal(await record(named), 'recorded');

      assert.deepNestedInclude(kept(), { added: [{ id: ruleId(3), rule: ssh }] });
      assert.deepEqual(pauses, [...expected]);
    }
  });

  it('keeps nothing more of an event that comes again', async () => {
    const { record, bucket } = recorder(described([ssh]));
    await record(flat);
    const before = [...bucket.objects];

    assert.equal(await record({ ...flat, actor: { type: 'Root' } }), 'known');

    assert.deepEqual([...bucket.objects], before);
  });

  it('keeps nothing of a call that changes no rule', async () => {
    const { record, bucket } = recorder(new Error('not asked'));

    assert.equal(await record(call({ eventName: 'CreateSecurityGroup' })), 'nothing');

    assert.deepEqual(bucket.calls, []);
  });

  it('matches what an event does not name to the one live rule that is like it', async () => {
    const { record, kept, pauses } = recorder(described([https, ssh, egress('tcp', 22, '0.0.0.0/0')]));

    await record(flat);

    assert.deepNestedInclude(kept(), { 'added[0]': { id: ruleId(1), rule: ssh, matched: true }, unresolved: [] });
    assert.deepEqual(pauses, []);
  });

  it('waits for what EC2 does not show yet, and then says that it does not know', async () => {
    const { record, kept, pauses } = recorder(described([https]));

    await record(flat);

    assert.deepNestedInclude(kept(), { added: [], unresolved: [ssh] });
    assert.deepEqual(pauses, [300, 1200]);
  });

  it('keeps what a changed rule was, by the item of before the call', async () => {
    const { record, kept, config } = recorder(described([https, ssh]), item([https, office]));

    await record(modify(1, ruleRequest(ssh) as Record<string, unknown>));

    assert.deepNestedInclude(kept(), { 'changed[0]': { id: ruleId(1), rule: ssh, before: office }, added: [] });
    assert.deepInclude(inputsOf(config, 'GetResourceConfigHistory')[0], {
      resourceId: groupId,
      laterTime: new Date('2026-11-20T12:00:00Z'),
      chronologicalOrder: 'Reverse',
      limit: 1,
    });
  });

  it('spells what was asked for as EC2 does', async () => {
    const { record, kept } = recorder(described([wide]), item([https]));
    const asked = { IpProtocol: '6', FromPort: '443', ToPort: '443', CidrIpv6: '2001:0DB8:0::/32' };

    await record(modify(0, asked));

    assert.deepNestedInclude(kept(), { 'changed[0].rule': wide });
  });

  it('waits until EC2 shows the rule as it was asked for', async () => {
    const { record, kept, pauses } = recorder(inTurn(described([office]), described([ssh])), item([office]));

    await record(modify(0, ruleRequest(ssh) as Record<string, unknown>));

    assert.deepNestedInclude(kept(), { 'changed[0].before': office });
    assert.deepEqual(pauses, [300]);
  });

  for (const [what, history, says] of [
    ['has nothing of it', { configurationItems: [] }, 'AWS Config had recorded nothing of the group'],
    ['does not know it', awsError('ResourceNotDiscoveredException'), 'ResourceNotDiscoveredException'],
    [
      'has only the news of its end',
      item([https], 'ResourceDeleted'),
      "AWS Config's last item of the group is ResourceDeleted",
    ],
    ['had not recorded all of it', item([https]), '0 of the rules that AWS Config had recorded'],
  ] as const) {
    it(`leaves a change to people where AWS Config ${what}`, async () => {
      const { record, kept } = recorder(described([https, ssh]), history);

      await record(modify(1, ruleRequest(ssh) as Record<string, unknown>));

      const { changed } = kept() as { changed: { unmendable: string }[] };
      assert.include(changed[0]?.unmendable, says);
      assert.notProperty(changed[0], 'before');
    });
  }

  it('has the event come again where AWS Config or EC2 cannot be asked for a passing reason', async () => {
    const throttled = awsError('ThrottlingException');
    for (const made of [recorder(described([ssh]), throttled), recorder(throttled)]) {
      await made.record(modify(0, ruleRequest(ssh) as Record<string, unknown>)).then(
        () => assert.fail('it was recorded'),
        (error: unknown) => assert.equal(error, throttled),
      );
      assert.isEmpty(made.bucket.objects);
    }
  });

  it('has the event come again where the record cannot be written', async () => {
    const made = recorder(described([ssh]));
    Object.assign(made.bucket.client, { send: () => Promise.reject(awsError('SlowDown', { status: 503 })) });

    await assertRejects(made.record(flat), 'CHANGE_NOT_RECORDED', 'SlowDown');
  });

  it('keeps nothing where the group is gone', async () => {
    const { record, bucket } = recorder(awsError('InvalidGroup.NotFound'));

    assert.equal(await record(flat), 'nothing');
    assert.isEmpty(bucket.objects);
  });

  it('says so, where the event cannot be read', async () => {
    const { record, kept } = recorder(described([ssh]));

    await record(call({ requestParameters: { groupId } }));

    assert.deepInclude(kept(), {
      unread: 'neither responseElements nor requestParameters name a rule',
    });
  });
});
