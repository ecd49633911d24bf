/* oxlint-disable max-lines -- one list, so that a difference is excused in one place only */
import { calls } from './calls.ts';
import type { Difference } from './differences.ts';
import type { KnownDifference } from './known-difference.ts';
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
const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const someone = { ExpectedBucketOwner: '999999999999' };

const errors =
  (local: string | RegExp, moto: string | RegExp) =>
  (difference: Difference): boolean =>
    matches(difference.local, local) && matches(difference.moto, moto);
const matches = (value: unknown, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? value === wanted : wanted.test(String(value));
const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const missing = ({ moto }: Difference): boolean => moto === undefined;

/**
 * Every difference between the local account and moto that was looked into. What is not here fails a run, and so does what is here and
 * no longer so.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    id: 'rule-owner',
    operations: ['ec2:DescribeSecurityGroupRules', ...authorised],
    path: /^SecurityGroupRules\[\]\.GroupOwnerId$/,
    when: missing,
    what: 'moto leaves out the account that owns the group.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'rule-arn',
    operations: ['ec2:DescribeSecurityGroupRules', ...authorised],
    path: /^SecurityGroupRules\[\]\.SecurityGroupRuleArn$/,
    when: missing,
    what: 'moto leaves out the ARN of a rule.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'authorized-ports-of-all-traffic',
    operations: authorised,
    path: /^SecurityGroupRules\[\]\.(From|To)Port$/,
    when: missing,
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
    when: missing,
    what: 'moto leaves out the description of a rule whose source is a group or a prefix list.',
    right: 'local',
    source: 'EC2 API Reference, SecurityGroupRule',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: ofGroup })] },
  },
  {
    id: 'revoked-rules',
    operations: revoked,
    path: /^RevokedSecurityGroupRules$/,
    when: missing,
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
    when: errors('an answer', 'InvalidPermission.NotFound'),
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
    when: ({ after, path }) => revoked.includes(after ?? '') && !path.endsWith('Description'),
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
    id: 'revoke-in-default-vpc',
    operations: revoked,
    path: /^error$/,
    when: errors('an answer', 'InvalidPermission.NotFound'),
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
    when: ({ after }) => after === 'ec2:ModifySecurityGroupRules',
    what: 'moto ignores what ModifySecurityGroupRules says of a source that is not IPv4, and keeps an empty description as text.',
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
    id: 'modify-into-duplicate',
    operations: ['ec2:ModifySecurityGroupRules'],
    path: /^error$/,
    when: errors('InvalidPermission.Duplicate', 'an answer'),
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
    when: errors('InvalidParameterValue', 'an answer'),
    what: 'moto takes another kind of source for a rule, which the local account refuses.',
    right: 'undecided',
    source: 'EC2 API Reference, ModifySecurityGroupRules, which does not say; the product keeps the kind',
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
    operations: ['ec2:UpdateSecurityGroupRuleDescriptionsIngress', 'ec2:UpdateSecurityGroupRuleDescriptionsEgress'],
    path: /^error$/,
    when: errors('InvalidPermission.NotFound', 'an answer'),
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
    operations: ['ec2:UpdateSecurityGroupRuleDescriptionsIngress', 'ec2:UpdateSecurityGroupRuleDescriptionsEgress'],
    path: /^Return$/,
    when: missing,
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
    when: errors('InvalidParameterValue', /./),
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
    when: errors('an answer', 'ServerSideEncryptionConfigurationNotFoundError'),
    what: 'moto has no encryption in a new bucket, nor after DeleteBucketEncryption; every bucket has SSE-S3 since January 2023.',
    right: 'local',
    source: 'Amazon S3 User Guide, Default encryption FAQ',
    shown: { world: 'bucket settings', steps: [s3.encryption({ Bucket })] },
  },
  {
    id: 'owner-display-name',
    operations: ['s3:GetBucketAcl', 's3:ListBuckets'],
    path: /DisplayName$/,
    what: 'moto answers the display name of an owner, which S3 stopped to return in November 2025.',
    right: 'local',
    source: 'Amazon S3 API Reference, Owner',
    shown: { world: 'bucket settings', steps: [s3.acl({ Bucket })] },
  },
  {
    id: 'owner-of-all-buckets',
    operations: ['s3:ListBuckets'],
    path: /^Owner\.ID$/,
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
    when: ({ input, local }) =>
      local === 'AccessDenied' &&
      'ExpectedBucketOwner' in input &&
      input.ExpectedBucketOwner === someone.ExpectedBucketOwner,
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
    when: errors('MalformedPolicy', 'an answer'),
    what: 'moto stores a policy that is not JSON.',
    right: 'local',
    source: 'Amazon S3 API Reference, Error codes, MalformedPolicy',
    parts: true,
    shown: { world: 'bucket settings', steps: [s3.putPolicy({ Bucket, Policy: policies.none })] },
  },
  {
    id: 'ignored-public-acls',
    operations: ['s3:GetBucketAcl'],
    path: /^Grants$/,
    when: ({ after, moto }) => JSON.stringify(moto).includes('AllUsers') && after !== undefined,
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
    when: errors('AccessDenied', 'an answer'),
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
    what: 'moto answers a constant, whatever was passed; it is the share that session policies and tags take up of what they may.',
    right: 'local',
    source: 'STS API Reference, AssumeRole, PackedPolicySize',
    shown: { world: 'sessions', steps: [sts.assume({ RoleArn: roleArn, RoleSessionName: 'configmend-1' })] },
  },
  {
    id: 'prefix-list-description',
    operations: ['ec2:DescribeSecurityGroups'],
    path: /PrefixListIds\[\]\.Description$/,
    when: missing,
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
    operations: groupReads,
    path: /Description$/,
    when: ({ after, path }) => (after ?? '').startsWith('ec2:Update') && path.includes('IpPermissions'),
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
    when: errors('AccessControlListNotSupported', 'an answer'),
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
    when: missing,
    what: 'moto does not say that a checksum is of the full object.',
    right: 'local',
    source: 'Amazon S3 API Reference, PutObject, x-amz-checksum-type',
    shown: { world: 'objects', steps: [s3.putObject({ Bucket, Key: 'a', Body: 'a' })] },
  },
  {
    id: 'object-encryption',
    operations: ['s3:PutObject', 's3:GetObject'],
    path: /^ServerSideEncryption$/,
    when: missing,
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
    when: errors('ValidationError', 'an answer'),
    what: 'moto takes a session name with characters that STS refuses, or too short a one.',
    right: 'local',
    source: 'STS API Reference, AssumeRole, RoleSessionName: 2 to 64 of [\\w+=,.@-]',
    shown: { world: 'sessions', steps: [sts.assume({ RoleArn: roleArn, RoleSessionName: 'a b' })] },
  },
  {
    id: 'authorize-is-not-atomic',
    operations: groupReads,
    path: /^SecurityGroup/,
    when: ({ after, local, moto }) => authorised.includes(after ?? '') && countOf(moto) > countOf(local),
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
    when: errors('MissingParameter', 'an answer'),
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
    right: 'both',
    source: 'SQS API Reference, ChangeMessageVisibility: the code of a batch entry is not documented',
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
    when: errors('InvalidPermission.Duplicate', 'an answer'),
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
    when: ({ input, local, moto }) =>
      local === 'AccessDenied' &&
      moto === 'an answer' &&
      !('ExpectedBucketOwner' in input && input.ExpectedBucketOwner === someone.ExpectedBucketOwner),
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
    when: ({ input, local, moto }) =>
      local === 'AccessDenied' &&
      moto === 'an answer' &&
      !('ExpectedBucketOwner' in input && input.ExpectedBucketOwner === someone.ExpectedBucketOwner),
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
    when: errors('InvalidGroup.NotFound', 'an answer'),
    what: 'moto answers no rules where the filter names a group that is not there; the local account refuses with InvalidGroup.NotFound.',
    right: 'undecided',
    source: 'EC2 API Reference, DescribeSecurityGroupRules, which does not say; users report both of EC2',
    shown: { world: 'groups', steps: [ec2.rules({ Filters: [{ Name: 'group-id', Values: [noSuchGroup] }] })] },
  },
  {
    id: 'prefix-list-that-is-not-there',
    operations: ['ec2:GetManagedPrefixListEntries'],
    path: /^error$/,
    when: errors('InvalidPrefixListID.NotFound', 'an answer'),
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
    operations: ['ec2:DescribeSecurityGroupRules'],
    path: /^SecurityGroupRules\[\]\.Description$/,
    when: ({ after, local }) => (after ?? '').startsWith('ec2:Update') && local === undefined,
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
];
