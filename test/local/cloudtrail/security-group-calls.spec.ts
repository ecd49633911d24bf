import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type CreateSecurityGroupCommandInput,
  DeleteSecurityGroupCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { refusalOf } from '../support/refusal.ts';
import { anyCall, type HeardEvent, onlyRecord, startTrail, type Trail } from '../support/trail.ts';

/**
 * Shapes of records published with their requests: invictus-ir/aws_dataset (2023, eventVersion 1.08) and DataDog/stratus-red-team
 * detonation logs (2024, 1.09).
 */
describe('The CloudTrail record of a call on a security group', () => {
  let trail: Trail;
  let heard: () => Promise<HeardEvent[]>;
  let groupId: string;
  beforeEach(async () => {
    trail = await startTrail();
    heard = await trail.listen(anyCall);
    groupId = await create();
    await heard();
  });
  afterEach(() => trail.account.stop());

  const create = async (more: Partial<CreateSecurityGroupCommandInput> = {}): Promise<string> => {
    const input = { GroupName: 'web', Description: 'Web servers', ...more };
    const { GroupId = '' } = await trail.ec2().send(new CreateSecurityGroupCommand(input));
    return GroupId;
  };
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const flat = { groupId: '', ipPermissions: {}, ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' };

  it('has permissions as items, with an empty object for a list of none, and the rules that came of it', async () => {
    const { SecurityGroupRules = [], $metadata } = await trail.ec2().send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          { ...ssh, FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '192.0.2.7/24', Description: 'TLS' }] },
          { ...ssh, UserIdGroupPairs: [{ GroupId: groupId, Description: 'among us' }] },
        ],
      }),
    );

    const record = await onlyRecord(heard);

    const none = { groups: {}, ipRanges: {}, ipv6Ranges: {}, prefixListIds: {} };
    const tls = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    const common = { groupOwnerId: '123456789012', groupId, isEgress: false };
    const [first, second] = SecurityGroupRules.map((rule) => rule.SecurityGroupRuleId ?? '');
    assert.deepEqual(record['requestParameters'], {
      groupId,
      ipPermissions: {
        items: [
          { ...none, ...tls, ipRanges: { items: [{ cidrIp: '192.0.2.7/24', description: 'TLS' }] } },
          {
            ...none,
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            groups: { items: [{ groupId, description: 'among us' }] },
          },
        ],
      },
    });
    assert.deepEqual(record['responseElements'], {
      requestId: $metadata.requestId,
      _return: true,
      securityGroupRuleSet: {
        items: [
          { ...common, securityGroupRuleId: first, ...tls, cidrIpv4: '192.0.2.0/24', description: 'TLS' },
          {
            ...common,
            securityGroupRuleId: second,
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            referencedGroupId: { groupId, userId: '123456789012' },
            description: 'among us',
          },
        ],
      },
    });
  });

  it('has the one rule of simple parameters flat, beside an empty list of permissions', async () => {
    await trail.ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, ...ssh, CidrIp: '0.0.0.0/0' }));

    const record = await onlyRecord(heard);

    assert.deepEqual(record['requestParameters'], { ...flat, groupId });
  });

  it('has the group by the name that the caller used', async () => {
    await trail.ec2().send(new AuthorizeSecurityGroupIngressCommand({ GroupName: 'web', ...ssh, CidrIp: '0.0.0.0/0' }));

    const record = await onlyRecord(heard);

    const { groupId: _, ...rest } = flat;
    assert.deepEqual(record['requestParameters'], { groupName: 'web', ...rest });
    assert.nestedPropertyVal(record, 'responseElements.securityGroupRuleSet.items[0].groupId', groupId);
  });

  it('has no ports in the request and -1 in the answer where they mean nothing', async () => {
    await trail.ec2().send(
      new AuthorizeSecurityGroupEgressCommand({
        GroupId: groupId,
        IpPermissions: [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
      }),
    );

    const record = await onlyRecord(heard);

    assert.deepEqual(record['requestParameters'], {
      groupId,
      ipPermissions: {
        items: [
          {
            ipProtocol: '-1',
            groups: {},
            ipRanges: {},
            ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
            prefixListIds: {},
          },
        ],
      },
    });
    assert.nestedInclude(record, {
      'responseElements.securityGroupRuleSet.items[0].isEgress': true,
      'responseElements.securityGroupRuleSet.items[0].fromPort': -1,
      'responseElements.securityGroupRuleSet.items[0].toPort': -1,
      'responseElements.securityGroupRuleSet.items[0].cidrIpv6': '::/0',
    });
  });

  it('of a revoke has the request in its form, and no rules in the answer', async () => {
    const rule = { GroupId: groupId, ...ssh, CidrIp: '0.0.0.0/0' };
    const ec2 = trail.ec2();
    const { SecurityGroupRules = [] } = await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    const securityGroupRuleId = SecurityGroupRules[0]?.SecurityGroupRuleId ?? '';
    await ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId: groupId, SecurityGroupRuleIds: [securityGroupRuleId] }),
    );
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    const { $metadata } = await ec2.send(new RevokeSecurityGroupIngressCommand(rule));

    const records = (await heard()).map(({ detail }) => detail);

    assert.deepEqual(records[1]?.['requestParameters'], {
      groupId,
      ipPermissions: {},
      securityGroupRuleIds: { items: [{ securityGroupRuleId }] },
    });
    assert.deepEqual(records[3]?.['requestParameters'], { ...flat, groupId });
    assert.deepEqual(records[3]?.['responseElements'], { requestId: $metadata.requestId, _return: true });
  });

  it('of a failed call has the code with whose fault it was, and no answer', async () => {
    const vpcGroup = new RevokeSecurityGroupEgressCommand({
      GroupId: 'sg-00000000000000000',
      IpPermissions: [{ IpProtocol: '-1', FromPort: 0, ToPort: 0, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
    });

    const refused = await refusalOf(trail.ec2().send(vpcGroup));

    const record = await onlyRecord(heard);
    assert.include(record, {
      eventName: 'RevokeSecurityGroupEgress',
      errorCode: `Client.${refused.name}`,
      errorMessage: refused.message,
      responseElements: null,
    });
    assert.nestedInclude(record, {
      'requestParameters.groupId': 'sg-00000000000000000',
      'requestParameters.ipPermissions.items[0].fromPort': 0,
    });
  });

  it('of a dry run says that it failed with DryRunOperation', async () => {
    await refusalOf(trail.ec2().send(new DeleteSecurityGroupCommand({ GroupId: groupId, DryRun: true })));

    const record = await onlyRecord(heard);

    assert.include(record, { eventName: 'DeleteSecurityGroup', errorCode: 'Client.DryRunOperation' });
    assert.deepEqual(record['requestParameters'], { groupId });
  });

  it('of a new group has its tags and id, and nothing of the egress rule that EC2 adds', async () => {
    const Tags = [{ Key: 'team', Value: 'web' }];
    const tagged = await create({
      GroupName: 'tagged',
      TagSpecifications: [{ ResourceType: 'security-group', Tags }],
    });

    const record = await onlyRecord(heard);

    const tags = [{ key: 'team', value: 'web' }];
    assert.deepEqual(record['requestParameters'], {
      groupName: 'tagged',
      groupDescription: 'Web servers',
      tagSpecificationSet: { items: [{ resourceType: 'security-group', tags }] },
    });
    assert.deepEqual(record['responseElements'], {
      requestId: record['requestID'],
      _return: true,
      groupId: tagged,
      tagSet: { items: tags },
    });
  });

  it('of a deleted group has what named it', async () => {
    await trail.ec2().send(new DeleteSecurityGroupCommand({ GroupName: 'web' }));

    const record = await onlyRecord(heard);

    assert.deepEqual(record['requestParameters'], { groupName: 'web' });
    assert.deepEqual(record['responseElements'], { requestId: record['requestID'], _return: true });
  });
});
