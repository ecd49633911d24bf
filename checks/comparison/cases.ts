import type { IpPermission } from '@aws-sdk/client-ec2';

/** One resource whose exposure AWS's documentation decides. Port 22 is the one that the internet must not reach. */
export interface Case {
  readonly name: string;
  /** In the words of the table. */
  readonly says: string;
  readonly exposed: boolean;
}

export interface GroupCase extends Case {
  /** `LIST` stands for the id of a customer's prefix list with these entries. */
  readonly prefixList?: readonly string[];
  readonly permission: IpPermission;
}

export interface BucketCase extends Case {
  /** The one statement of its policy; `Resource` is added. */
  readonly statement?: Readonly<Record<string, unknown>>;
  readonly acl?: 'public-read' | 'authenticated-read';
  readonly blocked?: true;
}

const ssh = (cidrs: readonly string[]): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: cidrs.map((CidrIp) => ({ CidrIp })),
});
const ssh6 = (cidr: string): IpPermission => ({ ...ssh([]), Ipv6Ranges: [{ CidrIpv6: cidr }] });
const world = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const blocks = Array.from({ length: 28 }, (_, at) => `${at * 8}.0.0.0/5`);
const listed = { ...ssh([]), PrefixListIds: [{ PrefixListId: 'LIST' }] };

export const groupCases: readonly GroupCase[] = [
  { name: 'world-v4', says: '22 from 0.0.0.0/0', exposed: true, permission: ssh(['0.0.0.0/0']) },
  { name: 'world-v6', says: '22 from ::/0', exposed: true, permission: ssh6('::/0') },
  {
    name: 'range',
    says: '20-25 from 0.0.0.0/0',
    exposed: true,
    permission: { IpProtocol: 'tcp', FromPort: 20, ToPort: 25, ...world },
  },
  {
    name: 'all-traffic',
    says: 'all traffic from 0.0.0.0/0',
    exposed: true,
    permission: { IpProtocol: '-1', ...world },
  },
  {
    name: 'two-halves',
    says: '22 from 0.0.0.0/1 and 128.0.0.0/1',
    exposed: true,
    permission: ssh(['0.0.0.0/1', '128.0.0.0/1']),
  },
  { name: 'many-blocks', says: '22 from 28 blocks of /5', exposed: true, permission: ssh(blocks) },
  { name: 'unicast-v6', says: '22 from 2000::/3, all of IPv6 in use', exposed: true, permission: ssh6('2000::/3') },
  {
    name: 'world-list',
    says: '22 from a prefix list of the world',
    exposed: true,
    prefixList: ['0.0.0.0/1', '128.0.0.0/1'],
    permission: listed,
  },
  {
    name: 'private',
    says: '22 from private networks',
    exposed: false,
    permission: ssh(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']),
  },
  { name: 'office', says: '22 from one office', exposed: false, permission: ssh(['198.51.100.0/24']) },
  {
    name: 'office-list',
    says: '22 from a prefix list of one office',
    exposed: false,
    prefixList: ['198.51.100.0/24'],
    permission: listed,
  },
  {
    name: 'udp',
    says: 'udp 22 from 0.0.0.0/0',
    exposed: false,
    permission: { IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...world },
  },
  {
    name: 'https',
    says: '443 from 0.0.0.0/0',
    exposed: false,
    permission: { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...world },
  },
];

const allow = (Principal: unknown, Condition?: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  ...(Condition === undefined ? {} : { Condition }),
});
const partner = 'arn:aws:iam::111111111111:root';
const endpoint = 'vpce-0a1b2c3d4e5f60718';

export const bucketCases: readonly BucketCase[] = [
  { name: 'star', says: 'Principal `*`', exposed: true, statement: allow('*') },
  {
    name: 'aws-star',
    says: 'Principal AWS `*`, among others',
    exposed: true,
    statement: allow({ AWS: [partner, '*'] }),
  },
  {
    name: 'half',
    says: '`*` from half the internet (aws:SourceIp 0.0.0.0/1)',
    exposed: true,
    statement: allow('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }),
  },
  {
    name: 'any-vpc',
    says: '`*` from any VPC (StringLike vpc-*)',
    exposed: true,
    statement: allow('*', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }),
  },
  {
    name: 'agent',
    says: '`*` with a user agent that anybody can send',
    exposed: true,
    statement: allow('*', { StringEquals: { 'aws:UserAgent': 'mine' } }),
  },
  {
    name: 'if-exists',
    says: '`*` with …IfExists on a VPC endpoint',
    exposed: true,
    statement: allow('*', { StringEqualsIfExists: { 'aws:SourceVpce': endpoint } }),
  },
  {
    name: 'not-principal',
    says: 'Allow with NotPrincipal',
    exposed: true,
    statement: { Effect: 'Allow', NotPrincipal: { AWS: partner }, Action: 's3:GetObject' },
  },
  { name: 'acl-all', says: 'ACL for everybody', exposed: true, acl: 'public-read' },
  { name: 'acl-any-account', says: 'ACL for any AWS account', exposed: true, acl: 'authenticated-read' },
  {
    name: 'one-endpoint',
    says: '`*` from one VPC endpoint',
    exposed: false,
    statement: allow('*', { StringEquals: { 'aws:SourceVpce': endpoint } }),
  },
  {
    name: 'one-office',
    says: '`*` from one office',
    exposed: false,
    statement: allow('*', { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }),
  },
  {
    name: 'own-org',
    says: '`*` of one organization',
    exposed: false,
    statement: allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
  },
  {
    name: 'tls-only',
    says: 'Deny `*` over plain HTTP',
    exposed: false,
    statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  },
  { name: 'partner', says: 'one other account', exposed: false, statement: allow({ AWS: partner }) },
  {
    name: 'acl-ignored',
    says: 'ACL for everybody, under Block Public Access',
    exposed: false,
    acl: 'public-read',
    blocked: true,
  },
  {
    name: 'policy-restricted',
    says: 'Principal `*`, under Block Public Access',
    exposed: false,
    statement: allow('*'),
    blocked: true,
  },
];
