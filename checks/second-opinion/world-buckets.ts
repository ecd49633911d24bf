import type { PutPublicAccessBlockCommandInput } from '@aws-sdk/client-s3';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from './calls.ts';
import type { Step } from './step.ts';
import type { World } from './worlds.ts';

const { s3 } = calls;
const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };

const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';
const allow = (Principal: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::$bucket-1/*',
  ...more,
});
const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const tlsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::$bucket-1', 'arn:aws:s3:::$bucket-1/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
export const policies = {
  public: policy(allow('*')),
  own: policy(allow({ AWS: 'arn:aws:iam::$account-own:root' })),
  organization: policy(allow('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } })),
  both: policy(tlsOnly, allow({ AWS: 'arn:aws:iam::$account-own:root' })),
  none: '{"Version":',
  logs: policy({
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::$bucket-2/*',
  }),
};

const Bucket = fc.constantFrom('$bucket-1', '$bucket-1', '$bucket-1', '$bucket-1', '$bucket-1', '$bucket-none');
const owner = fc.constantFrom<{ ExpectedBucketOwner?: string }>(
  {},
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '$account-own' },
  { ExpectedBucketOwner: '999999999999' },
);
const of = <T extends object>(
  input: fc.Arbitrary<T>,
): fc.Arbitrary<T & { Bucket: string; ExpectedBucketOwner?: string }> =>
  fc.tuple(Bucket, owner, input).map(([Bucket, owner, input]) => ({ Bucket, ...owner, ...input }));
const alone = of(fc.constant({}));
const flag = fc.boolean();

export const block = (on: Partial<PutPublicAccessBlockCommandInput['PublicAccessBlockConfiguration']> = {}) => ({
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
  ...on,
});
const grants = (Permission: 'READ' | 'WRITE') => ({
  AccessControlPolicy: {
    Owner: { ID: '$owner-id' },
    Grants: [
      { Grantee: { Type: 'CanonicalUser' as const, ID: '$owner-id' }, Permission: 'FULL_CONTROL' as const },
      { Grantee: { Type: 'Group' as const, URI: everyone }, Permission },
    ],
  },
});
export const ofOwner = (ObjectOwnership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter') => ({
  OwnershipControls: { Rules: [{ ObjectOwnership }] },
});

const reading = [
  s3.acl,
  s3.policy,
  s3.block,
  s3.ownership,
  s3.encryption,
  s3.versioning,
  s3.logging,
  s3.tagging,
  s3.website,
] as const;

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: of(
      fc.constantFrom({ ACL: 'private' as const }, { ACL: 'public-read' as const }, grants('READ'), grants('WRITE')),
    ).map(s3.putAcl),
  },
  {
    weight: 3,
    arbitrary: of(fc.constantFrom(...Object.values(policies)).map((Policy) => ({ Policy }))).map(s3.putPolicy),
  },
  { weight: 1, arbitrary: alone.map(s3.deletePolicy) },
  {
    weight: 2,
    arbitrary: of(
      fc
        .record({ BlockPublicAcls: flag, IgnorePublicAcls: flag, BlockPublicPolicy: flag, RestrictPublicBuckets: flag })
        .map((PublicAccessBlockConfiguration) => ({ PublicAccessBlockConfiguration })),
    ).map(s3.putBlock),
  },
  { weight: 1, arbitrary: alone.map(s3.deleteBlock) },
  {
    weight: 3,
    arbitrary: of(
      fc
        .constantFrom('BucketOwnerEnforced' as const, 'BucketOwnerPreferred' as const, 'ObjectWriter' as const)
        .map(ofOwner),
    ).map(s3.putOwnership),
  },
  { weight: 1, arbitrary: alone.map(s3.deleteOwnership) },
  {
    weight: 1,
    arbitrary: of(
      fc
        .constantFrom(
          { SSEAlgorithm: 'AES256' as const },
          { SSEAlgorithm: 'aws:kms' as const },
          {
            SSEAlgorithm: 'aws:kms' as const,
            KMSMasterKeyID: 'arn:aws:kms:eu-west-1:$account-own:key/1234abcd-12ab-34cd-56ef-1234567890ab',
          },
        )
        .map((ApplyServerSideEncryptionByDefault) => ({
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
          },
        })),
    ).map(s3.putEncryption),
  },
  { weight: 1, arbitrary: alone.map(s3.deleteEncryption) },
  {
    weight: 1,
    arbitrary: of(
      fc
        .constantFrom('Enabled' as const, 'Suspended' as const)
        .map((Status) => ({ VersioningConfiguration: { Status } })),
    ).map(s3.putVersioning),
  },
  {
    weight: 1,
    arbitrary: of(
      fc.constantFrom(
        { BucketLoggingStatus: {} },
        { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: '$bucket-2', TargetPrefix: 'logs/' } } },
      ),
    ).map(s3.putLogging),
  },
  { weight: 1, arbitrary: fc.oneof(...reading.map((read) => alone.map(read))) },
  { weight: 1, arbitrary: fc.constant(s3.buckets({})) },
);

const Owned = v.object({ Owner: v.object({ ID: v.string() }), Grants: v.unknown() });

/** Two of them, without Block Public Access and with ACLs, as they were before April 2023; the second takes the first one's logs. */
export const bucketSettings: World = {
  prepare: [
    ...['$bucket-1', '$bucket-2'].flatMap((Bucket) => [
      s3.createBucket({ Bucket, CreateBucketConfiguration }),
      s3.deleteBlock({ Bucket }),
      s3.putOwnership({ Bucket, ...ofOwner('ObjectWriter') }),
    ]),
    s3.putPolicy({ Bucket: '$bucket-2', Policy: policies.logs }),
    s3.acl({ Bucket: '$bucket-1' }),
  ],
  steps,
  always: [
    [
      s3.putTagging({ Bucket: '$bucket-1', Tagging: { TagSet: [{ Key: 'owner', Value: 'payments' }] } }),
      s3.tagging({ Bucket: '$bucket-1' }),
      s3.putWebsite({ Bucket: '$bucket-1', WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } }),
      s3.website({ Bucket: '$bucket-1' }),
      s3.tagging({ Bucket: '$bucket-2' }),
      s3.website({ Bucket: '$bucket-2' }),
      s3.tagging({ Bucket: '$bucket-none' }),
      s3.website({ Bucket: '$bucket-none' }),
      s3.buckets({}),
    ],
    [
      ...reading.map((read) => read({ Bucket: '$bucket-1' })),
      s3.putVersioning({ Bucket: '$bucket-1', VersioningConfiguration: { Status: 'Enabled' } }),
      s3.putEncryption({
        Bucket: '$bucket-1',
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }],
        },
      }),
      s3.deleteEncryption({ Bucket: '$bucket-1' }),
      s3.putLogging({
        Bucket: '$bucket-1',
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket: '$bucket-2', TargetPrefix: 'logs/' } },
      }),
      s3.putPolicy({ Bucket: '$bucket-1', Policy: policies.both }),
      s3.deletePolicy({ Bucket: '$bucket-1' }),
      s3.putAcl({ Bucket: '$bucket-1', ...grants('READ') }),
      s3.putAcl({ Bucket: '$bucket-1', ACL: 'private' }),
      s3.putBlock({ Bucket: '$bucket-1', PublicAccessBlockConfiguration: block({ BlockPublicPolicy: true }) }),
      s3.deleteBlock({ Bucket: '$bucket-1' }),
      s3.putOwnership({ Bucket: '$bucket-1', ...ofOwner('BucketOwnerEnforced') }),
      s3.deleteOwnership({ Bucket: '$bucket-1' }),
    ],
  ],
  longest: 8,
  sequences: 40,
  reads: ({ operation, input }) =>
    /:(Get|List|Create)/.test(operation) || ('Bucket' in input && input.Bucket !== '$bucket-1')
      ? []
      : reading.slice(0, 7).map((read) => read({ Bucket: '$bucket-1' })),
  learn(_step, answer, names) {
    const owned = v.safeParse(Owned, answer);
    if (owned.success) names.set('$owner-id', owned.output.Owner.ID);
  },
};
