import {
  CreateTagsCommand,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  DeleteSecurityGroupCommand,
  paginateDescribeSecurityGroups,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  admit,
  createGroup,
  createVpc,
  describedGroup,
  letOut,
  type ServedEc2,
  startEc2,
  tcp,
} from '../support/ec2.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId } from '../support/served.ts';

describe('DescribeSecurityGroups of the local EC2', () => {
  let served: ServedEc2;
  beforeEach(async () => {
    served = await startEc2();
  });
  afterEach(() => served.stop());

  const describe_ = async (input: DescribeSecurityGroupsCommandInput): Promise<string[]> => {
    const { SecurityGroups = [] } = await served.ec2.send(new DescribeSecurityGroupsCommand(input));
    return SecurityGroups.map(({ GroupId = '' }) => GroupId);
  };
  const filtered = (Name: string, ...Values: string[]): Promise<string[]> => describe_({ Filters: [{ Name, Values }] });

  it('puts the sources of equal protocol and ports into one permission, each with its description', async () => {
    const other = await createGroup(served.ec2);
    const group = await createGroup(served.ec2);
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
    await admit(served.ec2, group, {
      ...ssh,
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corp' }, { CidrIp: '192.0.2.0/24' }],
    });
    await admit(served.ec2, group, {
      IpProtocol: 'icmp',
      FromPort: 8,
      ToPort: -1,
      IpRanges: [{ CidrIp: '10.0.0.0/8' }],
    });
    await admit(
      served.ec2,
      group,
      { ...ssh, Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'six' }] },
      { ...ssh, UserIdGroupPairs: [{ GroupId: other, Description: 'bastion' }] },
      { IpProtocol: '50', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    );

    const { IpPermissions } = await describedGroup(served.ec2, group);

    const none = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
    assert.deepEqual(IpPermissions, [
      {
        ...ssh,
        IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'corp' }, { CidrIp: '192.0.2.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'six' }],
        PrefixListIds: [],
        UserIdGroupPairs: [{ GroupId: other, UserId: accountId, Description: 'bastion' }],
      },
      { ...none, IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      { ...none, IpProtocol: '50', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ]);
  });

  it('pages through groups, passing none over and showing none twice while others are deleted', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await createGroup(served.ec2));
    const seen: string[] = [];

    const pages = paginateDescribeSecurityGroups({ client: served.ec2, pageSize: 5 }, {});
    for await (const { SecurityGroups = [] } of pages) {
      assert.isAtMost(SecurityGroups.length, 5);
      seen.push(...SecurityGroups.map(({ GroupId = '' }) => GroupId));
      if (seen.length === 5) await served.ec2.send(new DeleteSecurityGroupCommand({ GroupId: ids[0] }));
    }

    assert.deepEqual(seen.slice(1), ids);
    assert.equal(served.calls.count({ operation: 'DescribeSecurityGroups' }), 3);
  });

  it('gives no token with the last page, and everything without MaxResults', async () => {
    for (let count = 0; count < 4; count += 1) await createGroup(served.ec2);

    const full = await served.ec2.send(new DescribeSecurityGroupsCommand({ MaxResults: 5 }));
    const all = await served.ec2.send(new DescribeSecurityGroupsCommand({}));

    assert.lengthOf(full.SecurityGroups ?? [], 5);
    assert.isUndefined(full.NextToken);
    assert.deepEqual(all.SecurityGroups, full.SecurityGroups);
  });

  for (const { input, refused, says } of [
    { input: { MaxResults: 4 }, refused: 'InvalidParameterValue', says: /Expecting a value greater than 5/ },
    { input: { MaxResults: 1001 }, refused: 'InvalidParameterValue', says: /maxResults/ },
    { input: { NextToken: 'made up' }, refused: 'InvalidNextToken', says: /made up/ },
    {
      input: { Filters: [{ Name: 'colour', Values: ['red'] }] },
      refused: 'InvalidParameterValue',
      says: /The filter 'colour' is invalid/,
    },
    {
      input: { Filters: [{ Name: 'ip-permission.colour', Values: ['red'] }] },
      refused: 'InvalidParameterValue',
      says: /ip-permission\.colour/,
    },
    {
      input: { GroupNames: ['nobody'] },
      refused: 'InvalidGroup.NotFound',
      says: /'nobody' does not exist in default VPC/,
    },
    { input: { GroupIds: ['web'] }, refused: 'InvalidGroupId.Malformed', says: /"web" \(expecting "sg-\.\.\."\)/ },
    { input: { GroupIds: ['sg-123'] }, refused: 'InvalidGroupId.Malformed', says: /Invalid id: "sg-123"/ },
    { input: { GroupIds: ['sg-00000000', 'x'] }, refused: 'InvalidGroupId.Malformed', says: /"x"/ },
  ]) {
    it(`refuses ${JSON.stringify(input)}: ${refused}`, async () => {
      await assertRefused(describe_(input), refused, says);
    });
  }

  it('takes 200 filter values and 50 filters in a call, and no more', async () => {
    const values = (count: number) => Array.from({ length: count }, (_, index) => `sg-${index}`);
    const describeBy = (...counts: number[]) =>
      served.ec2.send(
        new DescribeSecurityGroupsCommand({
          Filters: counts.map((count) => ({ Name: 'group-name', Values: values(count) })),
        }),
      );

    const { SecurityGroups } = await describeBy(150, 50);

    assert.deepEqual(SecurityGroups, []);
    await assertRefused(describeBy(201), 'FilterLimitExceeded');
    await assertRefused(describeBy(101, 100), 'FilterLimitExceeded');
    await assertRefused(describeBy(...values(51).map(() => 1)), 'FilterLimitExceeded');
  });

  it('fails a whole call for groups that do not exist, naming them all and no other', async () => {
    const group = await createGroup(served.ec2);
    const gone = ['sg-00000000', 'sg-00000000000000000'];

    const error = await refusalOf(describe_({ GroupIds: [group, ...gone] }));

    assert.equal(error.name, 'InvalidGroup.NotFound');
    assert.equal(error.message, "The security groups 'sg-00000000, sg-00000000000000000' do not exist");
  });

  it('leaves out groups that a filter names and that do not exist', async () => {
    const group = await createGroup(served.ec2);

    assert.deepEqual(await filtered('group-id', 'sg-00000000', group), [group]);
    assert.deepEqual(await filtered('group-id', 'sg-00000000'), []);
  });

  it('filters by group, VPC and tag, with wildcards', async () => {
    const VpcId = await createVpc(served.ec2);
    const group = await createGroup(served.ec2, VpcId);
    const other = await createGroup(served.ec2);
    await served.ec2.send(
      new CreateTagsCommand({
        Resources: [group],
        Tags: [
          { Key: 'team', Value: 'web.eu' },
          { Key: 'a*b', Value: '' },
        ],
      }),
    );
    const { GroupName = '' } = await describedGroup(served.ec2, group);

    const all = await describe_({});
    for (const [name, value] of [
      ['group-name', GroupName],
      ['tag:team', 'web.eu'],
      ['tag:team', 'web*'],
      ['tag:team', 'we?.eu'],
      ['tag-key', 'team'],
      ['tag-key', String.raw`a\*b`],
      ['tag-value', 'web.eu'],
    ] as const) {
      assert.deepEqual(await filtered(name, value), [group], `${name}=${value}`);
    }
    for (const [name, value] of [
      ['tag:team', 'webxeu'],
      ['tag:team', 'web'],
      ['tag:other', 'web.eu'],
      ['tag-key', String.raw`te\*`],
    ] as const) {
      assert.deepEqual(await filtered(name, value), [], `${name}=${value}`);
    }
    assert.include(await filtered('vpc-id', VpcId), group);
    assert.notInclude(await filtered('vpc-id', VpcId), other);
    assert.deepEqual(await filtered('owner-id', accountId), all);
    assert.deepEqual(await filtered('description', 'for a test'), [group, other]);
  });

  it('filters by what rules say; several filters may be met by different rules, values of one are alternatives', async () => {
    const peer = await createGroup(served.ec2);
    const group = await createGroup(served.ec2);
    await admit(served.ec2, group, tcp(22, '0.0.0.0/0'), {
      ...tcp(443),
      Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      UserIdGroupPairs: [{ GroupId: peer }],
    });
    await letOut(served.ec2, group, tcp(5432, '10.0.0.0/8'));
    const { GroupName = '' } = await describedGroup(served.ec2, peer);

    for (const [name, value] of [
      ['ip-permission.cidr', '0.0.0.0/0'],
      ['ip-permission.ipv6-cidr', '::/0'],
      ['ip-permission.from-port', '22'],
      ['ip-permission.to-port', '443'],
      ['ip-permission.protocol', 'tcp'],
      ['ip-permission.group-id', peer],
      ['ip-permission.group-name', GroupName],
      ['egress.ip-permission.cidr', '10.0.0.0/8'],
      ['egress.ip-permission.from-port', '5432'],
    ] as const) {
      assert.deepEqual(await filtered(name, value), [group], name);
    }
    assert.deepEqual(await filtered('ip-permission.cidr', '10.0.0.0/8'), []);
    assert.deepEqual(
      await describe_({
        Filters: [
          { Name: 'ip-permission.cidr', Values: ['192.0.2.0/24', '0.0.0.0/0'] },
          { Name: 'ip-permission.from-port', Values: ['443'] },
        ],
      }),
      [group],
    );
  });
});
