import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import {
  type BucketCannedACL,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalAccount } from '../../local/local-account.ts';

export interface WorldResource {
  readonly id: string;
  readonly name: string;
  /** What it is, as its owner would say. */
  readonly about: string;
}

export interface World {
  readonly groups: readonly WorldResource[];
  readonly buckets: readonly WorldResource[];
  /** The group whose mend AWS will deny. */
  readonly guardedGroup: string;
  /** The group whose range will be split. */
  readonly rangedGroup: string;
  /** The group that a person will have mended before configmend gets to it. */
  readonly handMendedGroup: string;
}

interface GroupPlan {
  readonly name: string;
  readonly about: string;
  permissions(lists: { offices: string; partners: string }, appGroup: string): IpPermission[];
}

const tcp = (
  from: number,
  to: number,
  rest: Omit<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>,
): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...rest,
});
const v4 = (
  ...cidrs: [cidr: string, description?: string][]
): { IpRanges: { CidrIp: string; Description?: string }[] } => ({
  IpRanges: cidrs.map(([CidrIp, Description]) => ({ CidrIp, ...(Description === undefined ? {} : { Description }) })),
});

const groupPlans: readonly GroupPlan[] = [
  {
    name: 'app',
    about: 'private application tier',
    permissions: () => [tcp(8080, 8080, v4(['10.0.0.0/8', 'internal']))],
  },
  {
    name: 'web',
    about: 'public web, 80 and 443',
    permissions: () => [tcp(443, 443, v4(['0.0.0.0/0'])), tcp(80, 80, v4(['0.0.0.0/0']))],
  },
  {
    name: 'bastion',
    about: 'ssh to the world, v4 and v6, beside the office',
    permissions: () => [
      tcp(22, 22, {
        ...v4(['0.0.0.0/0', 'test, remove!'], ['10.0.0.0/8', 'corp vpn']),
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      }),
    ],
  },
  {
    name: 'halves',
    about: 'rdp to the world in two halves',
    permissions: () => [tcp(3389, 3389, v4(['0.0.0.0/1'], ['128.0.0.0/1'], ['198.51.100.7/32', 'jump host']))],
  },
  {
    name: 'wide-range',
    about: 'tcp 8000-9000 to the world, three risky ports inside',
    permissions: () => [tcp(8000, 9000, v4(['0.0.0.0/0', 'staging'], ['203.0.113.0/24', 'partner']))],
  },
  {
    name: 'everything',
    about: 'all traffic from the world',
    permissions: () => [{ IpProtocol: '-1', ...v4(['0.0.0.0/0', 'debug']) }],
  },
  {
    name: 'listed',
    about: 'postgres to a prefix list that holds the world',
    permissions: ({ partners }) => [
      tcp(5432, 5432, { PrefixListIds: [{ PrefixListId: partners, Description: 'partners' }] }),
    ],
  },
  {
    name: 'offices',
    about: 'postgres to a prefix list of two offices',
    permissions: ({ offices }) => [tcp(5432, 5432, { PrefixListIds: [{ PrefixListId: offices }] })],
  },
  {
    name: 'voip',
    about: 'udp 22 to the world, which is not ssh',
    permissions: () => [{ IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...v4(['0.0.0.0/0']) }],
  },
  {
    name: 'database',
    about: 'mysql from the app group only',
    permissions: (_, appGroup) => [
      tcp(3306, 3306, { UserIdGroupPairs: [{ GroupId: appGroup, Description: 'app tier' }] }),
    ],
  },
  {
    name: 'guarded',
    about: 'telnet to the world; its changes are denied',
    permissions: () => [tcp(23, 23, v4(['0.0.0.0/0']))],
  },
  {
    name: 'forgotten',
    about: 'ssh from all of global IPv6 (2000::/3)',
    permissions: () => [tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6: '2000::/3', Description: 'temp' }] })],
  },
];

interface BucketPlan {
  readonly name: string;
  readonly about: string;
  readonly ownership?: ObjectOwnership;
  /** Keep what AWS gives a new bucket, all four settings of Block Public Access on. */
  readonly blocked?: boolean;
  readonly acl?: BucketCannedACL;
  statements?(arn: string): object[];
  /** Block Public Access as somebody sets it after the policy was made public. */
  readonly restrictLater?: boolean;
}

const read = (arn: string, more: object): object => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
  ...more,
});
const bucketPlans: readonly BucketPlan[] = [
  { name: 'invoices', about: 'as AWS makes a new bucket: private', blocked: true },
  { name: 'holiday-photos', about: 'ACL public-read', ownership: 'ObjectWriter', acl: 'public-read' },
  { name: 'dropbox', about: 'ACL lets any AWS account read', ownership: 'ObjectWriter', acl: 'authenticated-read' },
  {
    name: 'reports',
    about: 'policy: one public statement beside a good one',
    statements: (arn) => [
      read(arn, { Sid: 'Auditor', Principal: { AWS: 'arn:aws:iam::210987654321:role/auditor' } }),
      read(arn, { Sid: 'ShareQuick', Principal: { AWS: ['*'] } }),
    ],
  },
  {
    name: 'website-old',
    about: 'policy: nothing but a public statement',
    statements: (arn) => [read(arn, { Principal: '*' })],
  },
  {
    name: 'network-only',
    about: 'Principal *, but from one VPC endpoint only',
    statements: (arn) => [
      read(arn, { Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } } }),
    ],
  },
  {
    name: 'contained',
    about: 'public policy, contained by Block Public Access',
    statements: (arn) => [read(arn, { Principal: '*' })],
    restrictLater: true,
  },
  {
    name: 'half-the-world',
    about: 'Principal *, from 0.0.0.0/1 and an office',
    statements: (arn) => [
      read(arn, { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '0.0.0.0/1'] } } }),
    ],
  },
];

/** Fills an account with twelve security groups and eight buckets, some fine, some broken, each in its own way. */
export async function buildWorld(account: LocalAccount): Promise<World> {
  const ec2 = new EC2Client(account.clientConfig());
  const s3 = new S3Client(account.clientConfig());
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const lists = {
    offices: await prefixList(ec2, 'offices', ['198.51.100.0/24', '203.0.113.0/24']),
    partners: await prefixList(ec2, 'partners', ['198.51.100.0/24', '0.0.0.0/0']),
  };
  const groups: WorldResource[] = [];
  for (const plan of groupPlans) {
    const VpcId = Vpcs?.[0]?.VpcId;
    const created = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: plan.name,
        Description: plan.about,
        ...(VpcId === undefined ? {} : { VpcId }),
      }),
    );
    const id = created.GroupId ?? '';
    const IpPermissions = plan.permissions(lists, groups[0]?.id ?? id);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
    groups.push({ id, name: plan.name, about: plan.about });
  }
  const buckets: WorldResource[] = [];
  for (const plan of bucketPlans) buckets.push(await bucket(s3, account, plan));
  const idOf = (name: string): string => groups.find((group) => group.name === name)?.id ?? '';
  return {
    groups,
    buckets,
    guardedGroup: idOf('guarded'),
    rangedGroup: idOf('wide-range'),
    handMendedGroup: idOf('forgotten'),
  };
}

async function prefixList(ec2: EC2Client, name: string, cidrs: readonly string[]): Promise<string> {
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: name,
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      Entries: cidrs.map((Cidr) => ({ Cidr })),
    }),
  );
  return PrefixList?.PrefixListId ?? '';
}

async function bucket(s3: S3Client, account: LocalAccount, plan: BucketPlan): Promise<WorldResource> {
  const Bucket = `acme-${plan.name}`;
  const LocationConstraint = account.region as 'eu-west-1';
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  if (plan.blocked !== true) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  if (plan.ownership !== undefined) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: plan.ownership }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  }
  if (plan.acl !== undefined) await s3.send(new PutBucketAclCommand({ Bucket, ACL: plan.acl }));
  if (plan.statements !== undefined) {
    const Policy = JSON.stringify(
      { Version: '2012-10-17', Statement: plan.statements(`arn:aws:s3:::${Bucket}`) },
      null,
      2,
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
  if (plan.restrictLater === true) {
    const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: on }));
  }
  return { id: Bucket, name: Bucket, about: plan.about };
}
