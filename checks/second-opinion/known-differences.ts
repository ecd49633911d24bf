/* oxlint-disable max-lines -- one list, so that a difference is excused in one place only */
import { calls } from './calls.ts';
import { answered } from './differences.ts';
import type { KnownDifference } from './known-difference.ts';
import {
  all,
  asks,
  blocks,
  countOf,
  errors,
  leftBy,
  localLacks,
  memberOf,
  motoHasFewer,
  motoHasMore,
  motoLacks,
  type When,
  withoutAcls,
} from './when.ts';
import {
  askedRules,
  asksRule,
  asksTwice,
  changesSourceKind,
  type GivenRule,
  givenRule,
  keepsDescription,
  keysBefore,
} from './when-rules.ts';
import { block, ofOwner, policies } from './world-buckets.ts';
import { noSuchGroup } from './world-groups.ts';
import { receive } from './world-queues.ts';

const { ec2, s3, sqs, sts } = calls;
const Bucket = '$bucket-1';
const QueueUrl = '$queue-work';
const GroupId = '$group-1';
const ofGroup = [{ Name: 'group-id', Values: ['$group-1'] }];
const roleArn = 'arn:aws:iam::$account-own:role/second-opinion';
const authorised = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress'];
const revoked = ['ec2:RevokeSecurityGroupIngress', 'ec2:RevokeSecurityGroupEgress'];
const groupReads = ['ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroupRules'];
const interfaceAnswers = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces'];
const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const someone = { ExpectedBucketOwner: '999999999999' };

/** What a rule of the group may say that is left out in the request. */
const undescribed = asksRule(({ description }) => description === undefined);
const given = (holds: (rule: GivenRule) => boolean) => (input: object) => {
  const rule = givenRule(input);
  return rule !== undefined && holds(rule);
};
/** The policy that is none of that bucket's. */
const ofAnotherBucket = (input: object): string | undefined =>
  memberOf(input, 'Bucket') === '$bucket-2' ? undefined : policies.logs;
const toIpv6 = asksRule(({ kind }) => kind === 'Ipv6Ranges');
const publicAcl = (input: unknown): boolean => /"public-read"|AllUsers/.test(JSON.stringify(input));
const updated = ['ec2:UpdateSecurityGroupRuleDescriptionsIngress', 'ec2:UpdateSecurityGroupRuleDescriptionsEgress'];
const modified = ['ec2:ModifySecurityGroupRules'];
const inDefaultVpc: When = ({ earlier }) => earlier.every(({ operation }) => operation !== 'ec2:CreateVpc');
const withUnknown: When = ({ within }) => countOf(memberOf(within, 'UnknownIpPermissions')) > 0;

/**
 * Every difference between the local account and moto that was looked into. What is not here fails a run, and so does what is here and
 * no longer so.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    id: 'rule-owner',
    operations: ['ec2:DescribeSecurityGroupRules', ...authorised],
    path: /^SecurityGroupRules\[\]\.GroupOwnerId$/,
    when: all(motoLacks, ({ local }) => local === '$account-own'),
    what: 'moto leaves out the account that owns the group.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'rule-arn',
    operations: ['ec2:DescribeSecurityGroupRules', ...authorised],
    path: /^SecurityGroupRules\[\]\.SecurityGroupRuleArn$/,
    when: motoLacks,
    what: 'moto leaves out the ARN of a rule.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'authorized-ports-of-all-traffic',
    operations: authorised,
    path: /^SecurityGroupRules\[\]\.(From|To)Port$/,
    when: all(motoLacks, ({ local }) => local === -1),
    what: 'moto answers rules of all traffic without ports; EC2 answers -1 for both.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({
          GroupId,
          IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '203.0.113.7/32' }] }],
        }),
      ],
    },
  },
  {
    id: 'authorized-rules-of-last-permission',
    operations: authorised,
    path: /^SecurityGroupRules$/,
    when: ({ input, local }) => countOf(local) === askedRules(input).length,
    what: 'moto answers the rules of the last permission only, and one rule for several sources that are not IPv4; the state is right.',
    right: 'local',
    source: 'EC2 API Reference, AuthorizeSecurityGroupIngress, securityGroupRuleSet',
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({
          GroupId,
          IpPermissions: [
            { ...https, IpRanges: [{ CidrIp: '203.0.113.0/24' }] },
            { IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '203.0.113.0/24' }] },
          ],
        }),
      ],
    },
  },
  {
    id: 'description-of-other-sources',
    operations: ['ec2:DescribeSecurityGroupRules', ...authorised],
    path: /^SecurityGroupRules\[\]\.Description$/,
    when: all(
      motoLacks,
      ({ within }) =>
        memberOf(within, 'ReferencedGroupInfo') !== undefined || memberOf(within, 'PrefixListId') !== undefined,
    ),
    what: 'moto leaves out the description of a rule whose source is a group or a prefix list.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'revoked-rules',
    operations: revoked,
    path: /^RevokedSecurityGroupRules$/,
    when: motoLacks,
    what: 'moto does not say which rules it revoked.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupIngress, revokedSecurityGroupRuleSet',
    shown: {
      world: 'groups',
      steps: [ec2.revokeIngress({ GroupId, IpPermissions: [{ ...ssh, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] })],
    },
  },
  {
    id: 'revoke-without-description',
    operations: revoked,
    path: /^error$/,
    when: all(
      errors(answered, 'InvalidPermission.NotFound'),
      ({ input, within }) =>
        asksRule(({ kind }) => kind === 'UserIdGroupPairs')(input) &&
        countOf(memberOf(within, 'UnknownIpPermissions')) === 0,
    ),
    what: 'moto does not find a rule whose description is left out; EC2 asks for protocol, ports and source only.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupIngress: the description need not be given',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.revokeIngress({ GroupId, IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: '$group-2' }] }] }),
      ],
    },
  },
  {
    id: 'revoke-is-not-atomic',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: all(
      leftBy(
        revoked,
        'InvalidPermission.NotFound',
        'InvalidPermission.NotFound',
        (input) => askedRules(input).length > 1,
      ),
      motoHasFewer,
    ),
    what: 'moto revokes those that it finds and then refuses the rest; EC2 revokes nothing.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupIngress: all or nothing outside a default VPC',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.revokeIngress({
          GroupId,
          IpPermissions: [
            { ...ssh, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
            { ...ssh, IpRanges: [{ CidrIp: '203.0.113.7/32' }] },
          ],
        }),
      ],
    },
  },
  {
    id: 'revoke-egress-ipv6',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: all(leftBy(['ec2:RevokeSecurityGroupEgress'], answered, answered, toIpv6), motoHasMore),
    what: 'moto leaves what is asked of IPv6 out where the VPC has no IPv6 addresses, and answers that it revoked it.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupEgress: removes the specified outbound rules',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeEgress({ GroupId, IpPermissions: [{ ...https, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] }),
        ec2.revokeEgress({ GroupId, IpPermissions: [{ ...https, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] }),
      ],
    },
  },
  {
    id: 'revoke-egress-unknown-ipv6',
    operations: ['ec2:RevokeSecurityGroupEgress'],
    path: /^error$/,
    when: all(errors('InvalidPermission.NotFound', answered), ({ input }) => toIpv6(input)),
    what: 'For the same reason moto does not miss such a rule either.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupEgress: InvalidPermission.NotFound outside a default VPC',
    parts: true,
    shown: {
      world: 'groups',
      steps: [ec2.revokeEgress({ GroupId, IpPermissions: [{ ...https, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] })],
    },
  },
  {
    id: 'revoke-in-default-vpc',
    operations: revoked,
    path: /^error$/,
    when: all(errors(answered, 'InvalidPermission.NotFound'), inDefaultVpc, withUnknown),
    what: 'moto refuses what EC2 answers in a default VPC with UnknownIpPermissions.',
    right: 'local',
    source: 'EC2 API Reference, RevokeSecurityGroupIngress, unknownIpPermissionSet',
    parts: true,
    shown: {
      world: 'groups of the default VPC',
      steps: [ec2.revokeIngress({ GroupId, IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: '203.0.113.7/32' }] }] })],
    },
  },
  {
    id: 'unknown-rule-id',
    operations: revoked,
    path: /^error$/,
    when: errors('InvalidSecurityGroupRuleId.NotFound', 'InvalidPermission.NotFound'),
    what: 'moto has another code for the id of a rule that is not there.',
    right: 'local',
    source: 'EC2 API Reference, Error codes, InvalidSecurityGroupRuleId.NotFound',
    parts: true,
    shown: {
      world: 'groups',
      steps: [ec2.revokeIngress({ GroupId, SecurityGroupRuleIds: ['sgr-0123456789abcdef0'] })],
    },
  },
  {
    id: 'modify-ipv6',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: all(
      leftBy(
        modified,
        answered,
        answered,
        given(({ member }) => member === 'CidrIpv6'),
      ),
      ({ path, within }) => path.includes('Ipv6Ranges') || memberOf(within, 'CidrIpv6') !== undefined,
    ),
    what: 'moto keeps the source of a rule, unless it is IPv4.',
    right: 'local',
    source: 'EC2 API Reference, ModifySecurityGroupRules',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.modifyRules({
          GroupId,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: '$rule-0',
              SecurityGroupRule: { ...ssh, CidrIpv6: '2001:db8::/32', Description: 'offices' },
            },
          ],
        }),
      ],
    },
  },
  {
    id: 'modify-empty-description',
    operations: groupReads,
    path: /Description$/,
    when: all(
      leftBy(
        modified,
        answered,
        answered,
        given(({ description }) => description === ''),
      ),
      ({ local, moto }) => local === undefined && moto === '',
    ),
    what: 'moto keeps an empty description as a text.',
    right: 'local',
    source: 'EC2 API Reference, UpdateSecurityGroupRuleDescriptionsIngress: omitting the description removes it',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.modifyRules({
          GroupId,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: '$rule-1',
              SecurityGroupRule: { ...ssh, CidrIpv4: '203.0.113.0/24', Description: '' },
            },
          ],
        }),
      ],
    },
  },
  {
    id: 'modify-protocol-number',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: all(
      leftBy(
        modified,
        answered,
        answered,
        given(({ protocol }) => protocol === '6'),
      ),
      ({ path, moto }) => path.endsWith('SecurityGroupRuleId') || JSON.stringify([moto]).includes('"6"'),
    ),
    what: 'moto keeps the number of a protocol that EC2 gives its name.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule, ipProtocol: the name of tcp, udp, icmp and icmpv6',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.modifyRules({
          GroupId,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: '$rule-1',
              SecurityGroupRule: { ...ssh, IpProtocol: '6', CidrIpv4: '203.0.113.0/24', Description: 'offices' },
            },
          ],
        }),
      ],
    },
  },
  {
    id: 'modify-into-duplicate',
    operations: ['ec2:ModifySecurityGroupRules'],
    path: /^error$/,
    when: all(errors('InvalidPermission.Duplicate', answered), (difference) =>
      keysBefore(difference).has(givenRule(difference.input)?.key ?? ''),
    ),
    what: 'moto changes a rule into one that the group has already.',
    right: 'local',
    source: 'EC2 API Reference, Error codes, InvalidPermission.Duplicate',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.modifyRules({
          GroupId,
          SecurityGroupRules: [
            { SecurityGroupRuleId: '$rule-1', SecurityGroupRule: { ...ssh, CidrIpv4: '10.0.0.0/8' } },
          ],
        }),
      ],
    },
  },
  {
    id: 'modify-source-kind',
    operations: ['ec2:ModifySecurityGroupRules'],
    path: /^error$/,
    when: all(errors('InvalidParameterValue', answered), changesSourceKind),
    what: 'moto takes another kind of source for a rule.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRuleRequest: when you modify a rule, you cannot change the rule type',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.modifyRules({
          GroupId,
          SecurityGroupRules: [
            { SecurityGroupRuleId: '$rule-1', SecurityGroupRule: { ...ssh, CidrIpv6: '2001:db8::/32' } },
          ],
        }),
      ],
    },
  },
  {
    id: 'describe-unknown-rule',
    operations: updated,
    path: /^error$/,
    when: all(errors('InvalidPermission.NotFound', answered), (difference) => {
      const before = keysBefore(difference);
      return askedRules(difference.input).some(({ key }) => !before.has(key));
    }),
    what: 'moto accepts descriptions of rules that are not there.',
    right: 'local',
    source: 'EC2 API Reference, UpdateSecurityGroupRuleDescriptionsIngress',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.describeIngress({
          GroupId,
          IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: '203.0.113.7/32', Description: 'offices' }] }],
        }),
      ],
    },
  },
  {
    id: 'describe-return',
    operations: updated,
    path: /^Return$/,
    when: all(motoLacks, ({ local }) => local === true),
    what: 'moto answers nothing where EC2 answers true.',
    right: 'local',
    source: 'EC2 API Reference, UpdateSecurityGroupRuleDescriptionsIngress, return',
    shown: {
      world: 'groups',
      steps: [
        ec2.describeIngress({
          GroupId,
          IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'all' }] }],
        }),
      ],
    },
  },
  {
    id: 'twice-in-one-request',
    operations: authorised,
    path: /^error$/,
    when: all(errors('InvalidParameterValue', 'InvalidPermission.Duplicate'), asksTwice),
    what: 'Another code for a rule that one request has twice.',
    right: 'local',
    source:
      'EC2 API Reference, AuthorizeSecurityGroupIngress: InvalidParameterValue, the same permission must not appear multiple times',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({
          GroupId,
          IpPermissions: [{ ...https, IpRanges: [{ CidrIp: '203.0.113.7/32' }, { CidrIp: '203.0.113.7/32' }] }],
        }),
      ],
    },
  },
  {
    id: 'bucket-encryption-by-default',
    operations: ['s3:GetBucketEncryption'],
    path: /^error$/,
    when: all(errors(answered, 'ServerSideEncryptionConfigurationNotFoundError'), ({ within }) =>
      JSON.stringify(within).includes('"AES256"'),
    ),
    what: 'moto has no encryption in a new bucket, nor after DeleteBucketEncryption; every bucket has SSE-S3 since January 2023.',
    right: 'local',
    source: 'Amazon S3 User Guide, Default encryption FAQ',
    shown: { world: 'bucket settings', steps: [s3.encryption({ Bucket })] },
  },
  {
    id: 'owner-display-name',
    operations: ['s3:GetBucketAcl', 's3:ListBuckets'],
    path: /DisplayName$/,
    when: ({ local }) => local === undefined,
    what: 'moto answers the display name of an owner, which S3 stopped to return in November 2025.',
    right: 'local',
    source: 'Amazon S3 API Reference, Owner',
    shown: { world: 'bucket settings', steps: [s3.acl({ Bucket })] },
  },
  {
    id: 'owner-of-all-buckets',
    operations: ['s3:ListBuckets'],
    path: /^Owner\.ID$/,
    when: ({ local }) => local === '$owner-id',
    what: 'moto gives ListBuckets another canonical user than GetBucketAcl, the same for every account.',
    right: 'local',
    source: 'Amazon S3 API Reference, ListBuckets, Owner',
    shown: { world: 'bucket settings', steps: [s3.acl({ Bucket }), s3.buckets({})] },
  },
  {
    id: 'expected-owner',
    operations: [
      's3:GetBucketAcl',
      's3:GetBucketPolicy',
      's3:GetPublicAccessBlock',
      's3:GetBucketOwnershipControls',
      's3:GetBucketEncryption',
      's3:GetBucketVersioning',
      's3:GetBucketLogging',
      's3:GetBucketTagging',
      's3:GetBucketWebsite',
      's3:PutBucketAcl',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
      's3:PutPublicAccessBlock',
      's3:DeletePublicAccessBlock',
      's3:PutBucketOwnershipControls',
      's3:DeleteBucketOwnershipControls',
      's3:PutBucketEncryption',
      's3:DeleteBucketEncryption',
      's3:PutBucketVersioning',
      's3:PutBucketLogging',
    ],
    path: /^error$/,
    when: all(
      errors('AccessDenied', /^an answer$|^NoSuch|NotFoundError$/),
      asks('ExpectedBucketOwner', (owner) => owner === someone.ExpectedBucketOwner),
    ),
    what: 'moto does not ask whose the bucket is; S3 refuses where it is not the expected owner’s.',
    right: 'local',
    source: 'Amazon S3 User Guide, Verifying bucket ownership with bucket owner condition',
    parts: true,
    shown: {
      world: 'bucket settings',
      steps: [s3.putVersioning({ Bucket, ...someone, VersioningConfiguration: { Status: 'Enabled' } })],
    },
  },
  {
    id: 'malformed-policy',
    operations: ['s3:PutBucketPolicy'],
    path: /^error$/,
    when: all(errors('MalformedPolicy', answered), ({ input }) =>
      [policies.none, ofAnotherBucket(input)].includes(String(memberOf(input, 'Policy'))),
    ),
    what: 'moto stores a policy that is not JSON, or of another bucket.',
    right: 'local',
    source: 'Amazon S3 API Reference, Error codes, MalformedPolicy',
    parts: true,
    shown: { world: 'bucket settings', steps: [s3.putPolicy({ Bucket, Policy: policies.none })] },
  },
  {
    id: 'ignored-public-acls',
    operations: ['s3:GetBucketAcl'],
    path: /^Grants$/,
    when: all(
      blocks('IgnorePublicAcls'),
      ({ local, moto }) => publicAcl(moto) && !publicAcl(local) && countOf(local) === countOf(moto) - 1,
    ),
    what: 'moto shows public grants while IgnorePublicAcls is on; S3 answers the effective ACL.',
    right: 'local',
    source: 'Amazon S3 User Guide, Blocking public access: IgnorePublicAcls',
    parts: true,
    shown: {
      world: 'bucket settings',
      steps: [
        s3.putAcl({ Bucket, ACL: 'public-read' }),
        s3.putBlock({ Bucket, PublicAccessBlockConfiguration: block({ IgnorePublicAcls: true }) }),
      ],
    },
  },
  {
    id: 'redrive-policy-text',
    operations: ['sqs:GetQueueAttributes'],
    path: /^Attributes\.RedrivePolicy$/,
    when: ({ local, moto }) => JSON.stringify(JSON.parse(String(local))) === JSON.stringify(JSON.parse(String(moto))),
    what: 'The same JSON, which moto writes with spaces.',
    right: 'both',
    source: 'SQS API Reference, SetQueueAttributes: a JSON object, of whose spaces nothing is said',
    shown: { world: 'queues', steps: [sqs.attributes({ QueueUrl, AttributeNames: ['RedrivePolicy'] })] },
  },
  {
    id: 'role-that-is-not-there',
    operations: ['sts:AssumeRole'],
    path: /^error$/,
    when: all(
      errors('AccessDenied', answered),
      asks('RoleArn', (arn) => String(arn).endsWith(':role/nobody')),
    ),
    what: 'moto hands out sessions of roles that do not exist.',
    right: 'local',
    source: 'STS API Reference, AssumeRole: the role has to trust the caller',
    shown: {
      world: 'sessions',
      steps: [sts.assume({ RoleArn: 'arn:aws:iam::$account-own:role/nobody', RoleSessionName: 'configmend-1' })],
    },
  },
  {
    id: 'packed-policy-size',
    operations: ['sts:AssumeRole'],
    path: /^PackedPolicySize$/,
    when: ({ moto }) => moto === 6,
    what: 'moto answers a constant, whatever was passed; it is the share that session policies and tags take up of what they may.',
    right: 'local',
    source: 'STS API Reference, AssumeRole, PackedPolicySize',
    shown: { world: 'sessions', steps: [sts.assume({ RoleArn: roleArn, RoleSessionName: 'configmend-1' })] },
  },
  {
    id: 'prefix-list-description',
    operations: ['ec2:DescribeSecurityGroups'],
    path: /PrefixListIds\[\]\.Description$/,
    when: motoLacks,
    what: 'moto leaves out the description of a prefix list.',
    right: 'local',
    source: 'EC2 API Reference, PrefixListId, description',
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({
          GroupId,
          IpPermissions: [{ ...https, PrefixListIds: [{ PrefixListId: '$list-1', Description: 'offices' }] }],
        }),
      ],
    },
  },
  {
    id: 'describe-other-sources',
    operations: ['ec2:DescribeSecurityGroups'],
    path: /(PrefixListIds|UserIdGroupPairs)\[\]\.Description$/,
    when: all(leftBy(updated, answered, answered), keepsDescription),
    what: 'moto leaves the description of a group or a prefix list as it was.',
    right: 'local',
    source: 'EC2 API Reference, UpdateSecurityGroupRuleDescriptionsIngress',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.describeIngress({
          GroupId,
          IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: '$group-2', Description: 'all' }] }],
        }),
      ],
    },
  },
  {
    id: 'acl-where-disabled',
    operations: ['s3:PutBucketAcl'],
    path: /^error$/,
    when: all(errors('AccessControlListNotSupported', answered), withoutAcls),
    what: 'moto takes an ACL for a bucket whose ACLs are disabled.',
    right: 'local',
    source: 'Amazon S3 API Reference, PutBucketAcl: AccessControlListNotSupported under BucketOwnerEnforced',
    parts: true,
    shown: {
      world: 'bucket settings',
      steps: [s3.putOwnership({ Bucket, ...ofOwner('BucketOwnerEnforced') }), s3.putAcl({ Bucket, ACL: 'private' })],
    },
  },
  {
    id: 'checksum-type',
    operations: ['s3:PutObject', 's3:ListObjectsV2', 's3:GetObject'],
    path: /ChecksumType$/,
    when: all(motoLacks, ({ local }) => local === 'FULL_OBJECT'),
    what: 'moto does not say that a checksum is of the full object.',
    right: 'local',
    source: 'Amazon S3 API Reference, PutObject, x-amz-checksum-type',
    shown: { world: 'objects', steps: [s3.putObject({ Bucket, Key: 'a', Body: 'a' })] },
  },
  {
    id: 'object-encryption',
    operations: ['s3:PutObject', 's3:GetObject'],
    path: /^ServerSideEncryption$/,
    when: all(motoLacks, ({ local }) => local === 'AES256'),
    what: 'moto does not encrypt a new object unless asked; S3 does, with SSE-S3.',
    right: 'local',
    source: 'Amazon S3 User Guide, Default encryption FAQ',
    shown: { world: 'objects', steps: [s3.putObject({ Bucket, Key: 'a', Body: 'a' })] },
  },
  {
    id: 'sender',
    operations: ['sqs:ReceiveMessage'],
    path: /^Messages\[\]\.Attributes\.SenderId$/,
    when: ({ local, moto }) => String(local).startsWith('AROA') && String(moto).startsWith('AIDA'),
    what: 'moto names the same sender for all; SQS the id of the role and the name of the session.',
    right: 'local',
    source: 'SQS API Reference, ReceiveMessage, SenderId',
    shown: { world: 'queues', steps: [sqs.send({ QueueUrl, MessageBody: 'a' }), receive] },
  },
  {
    id: 'session-name',
    operations: ['sts:AssumeRole'],
    path: /^error$/,
    when: all(
      errors('ValidationError', answered),
      asks('RoleSessionName', (name) => !/^[\w+=,.@-]{2,64}$/.test(String(name))),
    ),
    what: 'moto takes a session name with characters that STS refuses, or too short a one.',
    right: 'local',
    source: 'STS API Reference, AssumeRole, RoleSessionName: 2 to 64 of [\\w+=,.@-]',
    shown: { world: 'sessions', steps: [sts.assume({ RoleArn: roleArn, RoleSessionName: 'a b' })] },
  },
  {
    id: 'session-length',
    operations: ['sts:AssumeRole'],
    path: /^error$/,
    when: all(
      errors('ValidationError', answered),
      asks('DurationSeconds', (seconds) => Number(seconds) < 900),
    ),
    what: 'moto makes sessions shorter than STS makes any.',
    right: 'local',
    source: 'STS API Reference, AssumeRole, DurationSeconds: 900 seconds at least',
    shown: {
      world: 'sessions',
      steps: [sts.assume({ RoleArn: roleArn, RoleSessionName: 'configmend-1', DurationSeconds: 60 })],
    },
  },
  {
    id: 'authorize-is-not-atomic',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: all(
      leftBy(
        authorised,
        'InvalidPermission.Duplicate',
        'InvalidPermission.Duplicate',
        (input) => askedRules(input).length > 1,
      ),
      motoHasMore,
    ),
    what: 'moto refuses a request that has a rule of the group, and has added what stands before it; EC2 adds nothing.',
    right: 'local',
    source: 'EC2 API Reference, AuthorizeSecurityGroupIngress: an error is of the whole request',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({
          GroupId,
          IpPermissions: [
            { ...https, IpRanges: [{ CidrIp: '203.0.113.0/24' }] },
            { ...ssh, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        }),
      ],
    },
  },
  {
    id: 'empty-message',
    operations: ['sqs:SendMessage'],
    path: /^error$/,
    when: all(
      errors('MissingParameter', answered),
      asks('MessageBody', (body) => body === ''),
    ),
    what: 'moto takes a message without a body.',
    right: 'local',
    source: 'SQS API Reference, SendMessage: the minimum size is one character',
    parts: true,
    shown: { world: 'queues', steps: [sqs.send({ QueueUrl, MessageBody: '' })] },
  },
  {
    id: 'visibility-of-message-that-is-gone',
    operations: ['sqs:ChangeMessageVisibilityBatch'],
    path: /^Failed\[\]\.Code$/,
    when: errors('InvalidParameterValue', 'ReceiptHandleIsInvalid'),
    what: 'Another code where the handle is good and its message is not in flight any more.',
    right: 'undecided',
    source: 'SQS API Reference, BatchResultErrorEntry, which names no codes; users report the local account’s',
    shown: {
      world: 'queues',
      steps: [
        sqs.send({ QueueUrl, MessageBody: 'a' }),
        receive,
        sqs.deleteBatch({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle: '$receipt-0' }] }),
        sqs.visibilityBatch({ QueueUrl, Entries: [{ Id: '0', ReceiptHandle: '$receipt-0', VisibilityTimeout: 0 }] }),
      ],
    },
  },
  {
    id: 'duplicate-with-other-description',
    operations: authorised,
    path: /^error$/,
    when: all(errors('InvalidPermission.Duplicate', answered), (difference) => {
      const before = keysBefore(difference);
      return askedRules(difference.input).some(({ kind, key }) => kind === 'UserIdGroupPairs' && before.has(key));
    }),
    what: 'moto adds a rule again that differs from one of the group in its description only.',
    right: 'local',
    source: 'EC2 API Reference, AuthorizeSecurityGroupIngress: a rule is its protocol, ports and source',
    parts: true,
    shown: {
      world: 'groups',
      steps: [
        ec2.authorizeIngress({ GroupId, IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: '$group-2' }] }] }),
      ],
    },
  },
  {
    id: 'blocked-public-policy',
    operations: ['s3:PutBucketPolicy'],
    path: /^error$/,
    when: all(
      errors('AccessDenied', answered),
      blocks('BlockPublicPolicy'),
      asks('Policy', (policy) => policy === policies.public),
    ),
    what: 'moto takes a public policy while BlockPublicPolicy is on.',
    right: 'local',
    source: 'Amazon S3 User Guide, Blocking public access: BlockPublicPolicy',
    parts: true,
    shown: {
      world: 'bucket settings',
      steps: [
        s3.putBlock({ Bucket, PublicAccessBlockConfiguration: block({ BlockPublicPolicy: true }) }),
        s3.putPolicy({ Bucket, Policy: policies.public }),
      ],
    },
  },
  {
    id: 'blocked-public-acl',
    operations: ['s3:PutBucketAcl'],
    path: /^error$/,
    when: all(errors('AccessDenied', answered), blocks('BlockPublicAcls'), ({ input }) => publicAcl(input)),
    what: 'moto takes a public ACL while BlockPublicAcls is on.',
    right: 'local',
    source: 'Amazon S3 User Guide, Blocking public access: BlockPublicAcls',
    parts: true,
    shown: {
      world: 'bucket settings',
      steps: [
        s3.putBlock({ Bucket, PublicAccessBlockConfiguration: block({ BlockPublicAcls: true }) }),
        s3.putAcl({ Bucket, ACL: 'public-read' }),
      ],
    },
  },
  {
    id: 'filter-by-group-that-is-gone',
    operations: ['ec2:DescribeSecurityGroupRules'],
    path: /^error$/,
    when: all(errors('InvalidGroup.NotFound', answered), ({ input }) => JSON.stringify(input).includes(noSuchGroup)),
    what: 'moto answers no rules where the filter names a group that is not there; the local account refuses with InvalidGroup.NotFound.',
    right: 'undecided',
    source: 'EC2 API Reference, DescribeSecurityGroupRules, which does not say; users report both of EC2',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: [{ Name: 'group-id', Values: [noSuchGroup] }] })] },
  },
  {
    id: 'prefix-list-that-is-not-there',
    operations: ['ec2:GetManagedPrefixListEntries'],
    path: /^error$/,
    when: all(
      errors('InvalidPrefixListID.NotFound', answered),
      asks('PrefixListId', (id) => id !== '$list-1'),
    ),
    what: 'moto answers no entries of a prefix list that is not there.',
    right: 'local',
    source: 'EC2 API Reference, Error codes, InvalidPrefixListID.NotFound',
    shown: { world: 'groups', steps: [ec2.prefixListEntries({ PrefixListId: 'pl-0123456789abcdef0' })] },
  },
  {
    id: 'regions-not-opted-in',
    operations: ['ec2:DescribeRegions'],
    path: /^Regions$/,
    when: ({ local, moto }) => countOf(moto) > countOf(local),
    what: 'moto answers regions that the account has not opted in to, and those of other partitions, though not asked for all.',
    right: 'local',
    source: 'EC2 API Reference, DescribeRegions, AllRegions',
    shown: { world: 'groups', steps: [ec2.regions({ AllRegions: false })] },
  },
  {
    id: 'description-left-out',
    operations: groupReads,
    path: /(SecurityGroupRules|IpRanges|Ipv6Ranges)\[\]\.Description$/,
    when: all(leftBy(updated, answered, answered, undescribed), ({ local }) => local === undefined),
    what: 'moto keeps the description of a rule for which none is given; EC2 takes it away.',
    right: 'local',
    source: 'EC2 API Reference, UpdateSecurityGroupRuleDescriptionsIngress: omitting the description removes it',
    parts: true,
    shown: {
      world: 'groups',
      steps: [ec2.describeIngress({ GroupId, IpPermissions: [{ ...ssh, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] })],
    },
  },
  {
    id: 'visibility-of-message-that-nobody-holds',
    operations: ['sqs:ChangeMessageVisibilityBatch'],
    path: /^(Failed|Successful)$/,
    when: ({ path, local, moto }) =>
      path === 'Failed' ? JSON.stringify(local).includes('MessageNotInflight') : countOf(moto) > countOf(local),
    what: 'moto changes the visibility of a message that is not in flight.',
    right: 'local',
    source:
      'SQS API Reference, ChangeMessageVisibility, MessageNotInflight; users have seen SQS succeed and change nothing',
    parts: true,
    shown: {
      world: 'queues',
      steps: [
        sqs.send({ QueueUrl, MessageBody: 'a' }),
        receive,
        ...[1, 2].map(() =>
          sqs.visibilityBatch({
            QueueUrl,
            Entries: [{ Id: '0', ReceiptHandle: '$receipt-0', VisibilityTimeout: 0 }],
          }),
        ),
      ],
    },
  },
  {
    id: 'prefix-list-at-once',
    operations: ['ec2:CreateManagedPrefixList'],
    path: /^PrefixList\.State$/,
    when: ({ local, moto }) => local === 'create-in-progress' && moto === 'create-complete',
    what: 'moto answers a new prefix list as complete, the local account as still being made.',
    right: 'both',
    source: 'EC2 API Reference, ManagedPrefixList, state: either is one of a list that is made',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'location-of-bucket',
    operations: ['s3:CreateBucket'],
    path: /^Location$/,
    when: ({ local, moto }) =>
      /^http:\/\/\$bucket-[12]\.s3\.amazonaws\.com\/$/.test(String(local)) && /^\/\$bucket-[12]$/.test(String(moto)),
    what: 'The local account answers the URL of a bucket outside us-east-1, moto a slash and its name.',
    right: 'both',
    source:
      'Amazon S3 API Reference, CreateBucket: Location is a slash and the name; its code examples of other Regions answer the URL',
    shown: { world: 'bucket settings', steps: [s3.acl({ Bucket })] },
  },
  {
    id: 'subnet-in-short',
    operations: ['ec2:CreateSubnet'],
    path: /^Subnet\.(AssignIpv6AddressOnCreation|AvailabilityZoneId|AvailableIpAddressCount|Ipv6Native|PrivateDnsNameOptionsOnLaunch)$/,
    when: localLacks,
    what: 'The local account says no more of a subnet than an interface needs.',
    right: 'moto',
    source: 'EC2 API Reference, Subnet',
    shown: { world: 'interfaces', steps: [ec2.interfaces({ Filters: ofGroup })] },
  },
  {
    id: 'interface-in-short',
    operations: interfaceAnswers,
    path: /^NetworkInterfaces?(\[\])?\.(MacAddress|RequesterId)$/,
    when: localLacks,
    what: 'The local account leaves out the MAC address of an interface and who asked for it, which the product does not read.',
    right: 'moto',
    source: 'EC2 API Reference, NetworkInterface',
    shown: {
      world: 'interfaces',
      steps: [ec2.createInterface({ SubnetId: '$subnet-1', Groups: [GroupId] })],
    },
  },
  {
    id: 'interface-address',
    operations: interfaceAnswers,
    path: /\.PrivateIpAddress$/,
    when: ({ local, moto }) => [local, moto].every((one) => String(one).startsWith('10.1.1.')),
    what: 'Another free address of the subnet.',
    right: 'both',
    source:
      'EC2 API Reference, CreateNetworkInterface, PrivateIpAddress: EC2 selects one of the subnet where none is asked for',
    shown: {
      world: 'interfaces',
      steps: [ec2.createInterface({ SubnetId: '$subnet-1', Groups: [GroupId] })],
    },
  },
];
