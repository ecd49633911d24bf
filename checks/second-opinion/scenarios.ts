import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  type EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { type Hybrid, hub, member } from './hybrid.ts';
import { recordedAccountBlock, recordedBucket, recordedGroup } from './recorded.ts';
import { region } from './sides.ts';

export interface Scenario {
  readonly name: string;
  /** Throws what is not as it should be. Leaves the queue empty. */
  run(hybrid: Hybrid): Promise<void>;
}

const tcp = (ports: number | readonly [number, number], ...cidrs: string[]): IpPermission => {
  const [FromPort, ToPort] = typeof ports === 'number' ? [ports, ports] : ports;
  const v6 = cidrs.filter((cidr) => cidr.includes(':'));
  return {
    IpProtocol: 'tcp',
    FromPort,
    ToPort,
    IpRanges: cidrs.filter((cidr) => !v6.includes(cidr)).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })),
  };
};

interface Spelling {
  readonly name: string;
  readonly open: readonly IpPermission[];
  /** What is left of it, a line for each rule. */
  readonly left: readonly string[];
}

/** Ways to open SSH to everyone, each beside what has to stay. */
const spellings: readonly Spelling[] = [
  {
    name: 'one range among others',
    open: [tcp(22, '0.0.0.0/0', '10.0.0.0/8', '203.0.113.0/24'), tcp(443, '0.0.0.0/0')],
    left: ['tcp 22-22 10.0.0.0/8', 'tcp 22-22 203.0.113.0/24', 'tcp 443-443 0.0.0.0/0'],
  },
  {
    name: 'IPv6',
    open: [tcp(22, '::/0', '2001:db8::/32', '10.0.0.0/8')],
    left: ['tcp 22-22 10.0.0.0/8', 'tcp 22-22 2001:db8::/32'],
  },
  {
    name: 'two halves of the internet',
    open: [tcp(22, '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8')],
    left: ['tcp 22-22 10.0.0.0/8'],
  },
  {
    name: 'all traffic',
    open: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }] }],
    left: ['-1 all 10.0.0.0/8'],
  },
  {
    name: 'a range of ports that SSH is in',
    open: [tcp([15, 22], '0.0.0.0/0', '10.0.0.0/8')],
    left: ['tcp 15-19 0.0.0.0/0', 'tcp 15-22 10.0.0.0/8'],
  },
];

export const scenarios: readonly Scenario[] = [
  ...spellings.map(({ name, open, left }) => ({
    name: `a group opened by ${name}`,
    async run(hybrid: Hybrid) {
      const id = await createGroup(hybrid.hub.ec2, open);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      assert.equal((await hybrid.waiting()).length, 1, 'the rule queues one instruction on moto');

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), left);
      assertTold(hybrid, id);
    },
  })),
  {
    name: 'a bucket opened by its policy',
    async run(hybrid) {
      const Bucket = await createBucket(hybrid.hub.s3, 'policy');
      const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
      const auditor = { Sid: 'Auditor', ...statement, Principal: { AWS: `arn:aws:iam::${member}:role/auditor` } };
      const Version = '2012-10-17';
      const Policy = JSON.stringify({ Version, Statement: [auditor, { ...statement, Principal: '*' }] });
      await hybrid.hub.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      const left = await hybrid.hub.s3.send(new GetBucketPolicyCommand({ Bucket }));
      assert.deepEqual(JSON.parse(left.Policy ?? ''), { Version, Statement: [auditor] });
      assertTold(hybrid, Bucket);
    },
  },
  {
    name: 'a bucket opened by its ACL',
    async run(hybrid) {
      const Bucket = await createBucket(hybrid.hub.s3, 'acl');
      await hybrid.hub.s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      const { Grants = [] } = await hybrid.hub.s3.send(new GetBucketAclCommand({ Bucket }));
      assert.deepEqual(
        Grants.map(({ Grantee, Permission }) => [Grantee?.Type, Permission]),
        [['CanonicalUser', 'FULL_CONTROL']],
      );
    },
  },
  {
    name: 'an account whose Block Public Access is half off',
    async run(hybrid) {
      const half = {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      };
      const input = { AccountId: hub, PublicAccessBlockConfiguration: half };
      await hybrid.hub.s3Control.send(new PutPublicAccessBlockCommand(input));
      await hybrid.record(recordedAccountBlock(hub, half));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      const { PublicAccessBlockConfiguration } = await hybrid.hub.s3Control.send(
        new GetPublicAccessBlockCommand({ AccountId: hub }),
      );
      assert.deepEqual(PublicAccessBlockConfiguration, {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      });
    },
  },
  {
    name: 'a closed gate',
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [tcp(22, '0.0.0.0/0', '10.0.0.0/8')]);
      await hybrid.open(false);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));

      const whileClosed = await hybrid.drain();

      assert.deepEqual(whileClosed, {});
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), ['tcp 22-22 0.0.0.0/0', 'tcp 22-22 10.0.0.0/8']);
      assert.equal((await hybrid.waiting()).length, 1, 'the instruction waits on moto');

      await hybrid.open(true);
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), ['tcp 22-22 10.0.0.0/8']);
    },
  },
  {
    name: 'a message that nobody can read',
    async run(hybrid) {
      const id = await hybrid.send('{"version":1,"nonsense":true}');

      await hybrid.drain();

      const dead = await hybrid.waiting('dead letters');
      const told = dead.map(({ Body, MessageAttributes: attributes = {} }) => [
        Body,
        attributes['ReasonCode']?.StringValue,
        attributes['SourceMessageId']?.StringValue,
      ]);
      assert.deepEqual(told, [['{"version":1,"nonsense":true}', 'MESSAGE_INVALID', id]]);
      assert.equal((await hybrid.waiting()).length, 0, 'it is not in the queue any more');
    },
  },
  {
    name: 'a group of a member account, beside one of the hub',
    async run(hybrid) {
      const open = [tcp(22, '0.0.0.0/0', '10.0.0.0/8')];
      const theirs = await createGroup(hybrid.member.ec2, open);
      const ours = await createGroup(hybrid.hub.ec2, open);
      await assert.rejects(recordedGroup(hybrid.hub, hub, theirs), { name: 'InvalidGroup.NotFound' });
      await hybrid.record(await recordedGroup(hybrid.member, member, theirs));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), ['tcp 22-22 10.0.0.0/8']);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, ours), ['tcp 22-22 0.0.0.0/0', 'tcp 22-22 10.0.0.0/8']);
      assertTold(hybrid, theirs);
    },
  },
];

let made = 0;

export async function createGroup(ec2: EC2Client, permissions: readonly IpPermission[]): Promise<string> {
  made += 1;
  const input = { GroupName: `group-${made}`, Description: 'made by a scenario' };
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand(input));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [...permissions] }));
  return GroupId;
}

/** The ingress rules of a group, a line each, in order of their text. */
export async function ingressOf(ec2: EC2Client, groupId: string): Promise<string[]> {
  const Filters = [{ Name: 'group-id', Values: [groupId] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return SecurityGroupRules.filter(({ IsEgress }) => IsEgress === false)
    .map(({ IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6 }) => {
      const ports = IpProtocol === '-1' ? 'all' : `${FromPort}-${ToPort}`;
      return `${IpProtocol} ${ports} ${CidrIpv4 ?? CidrIpv6}`;
    })
    .toSorted();
}

async function createBucket(s3: S3Client, what: string): Promise<string> {
  made += 1;
  const Bucket = `second-opinion-${what}-${made}`;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  return Bucket;
}

function assertTold({ slack }: Hybrid, about: string): void {
  const told = slack.messages.map((message) => JSON.stringify(message)).filter((text) => text.includes(about));
  assert.ok(told.length > 0, `Slack is not told of ${about}`);
}
