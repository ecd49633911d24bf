import {
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import {
  account,
  createBucket,
  createOpenBucket,
  home,
  type LocalS3,
  otherAccount,
  outcomeOf,
  startS3,
} from '../support/s3.ts';

const type = 'AWS::S3::Bucket';
const here = { accountId: account, region: home };

describe('local S3: what AWS Config records of a bucket', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createOpenBucket(client);
  });

  after(() => local.close());

  const recorded = () => {
    const state = local.s3.recordedState(type, Bucket, here);
    assert.isDefined(state);
    return state;
  };
  const aclOf = (): { grantList: { grantee: unknown; permission: string }[] } =>
    JSON.parse(String(recorded().supplementaryConfiguration['AccessControlList']));

  it('records a fresh bucket in the stream form', async () => {
    Bucket = await createBucket(client);

    const { supplementaryConfiguration, configuration, ...rest } = recorded();

    const created = '2026-11-20T10:00:00.000Z';
    const owner = configuration['owner'];
    assert.deepEqual(rest, {
      resourceName: Bucket,
      arn: `arn:aws:s3:::${Bucket}`,
      availabilityZone: 'Regional',
      resourceCreationTime: created,
      tags: {},
      relationships: [],
    });
    assert.deepEqual(configuration, { name: Bucket, owner, creationDate: created });
    assert.hasAllKeys(owner, ['id', 'displayName']);
    const { AccessControlList, ...settings } = supplementaryConfiguration;
    assert.deepEqual(JSON.parse(String(AccessControlList)), {
      grantSet: null,
      grantList: [{ grantee: { ...(owner as object) }, permission: 'FullControl' }],
      owner,
      isRequesterCharged: false,
    });
    assert.deepEqual(settings, {
      BucketAccelerateConfiguration: { status: null },
      BucketLoggingConfiguration: { destinationBucketName: null, logFilePrefix: null },
      BucketNotificationConfiguration: { configurations: {} },
      BucketPolicy: { policyText: null },
      BucketVersioningConfiguration: { status: 'Off', isMfaDeleteEnabled: null },
      IsRequesterPaysEnabled: false,
      PublicAccessBlockConfiguration: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      ServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256', kmsMasterKeyID: null },
            bucketKeyEnabled: false,
          },
        ],
      },
    });
  });

  it('records groups as plain strings and permissions in its own spelling', async () => {
    const uri = (name: string) => `uri="http://acs.amazonaws.com/groups/${name}"`;
    await client.send(
      new PutBucketAclCommand({
        Bucket,
        GrantRead: uri('global/AllUsers'),
        GrantReadACP: uri('global/AuthenticatedUsers'),
        GrantWrite: uri('s3/LogDelivery'),
        GrantWriteACP: `id="${'a'.repeat(64)}"`,
      }),
    );

    assert.sameDeepMembers(aclOf().grantList, [
      { grantee: 'AllUsers', permission: 'Read' },
      { grantee: 'AuthenticatedUsers', permission: 'ReadAcp' },
      { grantee: 'LogDelivery', permission: 'Write' },
      { grantee: { id: 'a'.repeat(64), displayName: null }, permission: 'WriteAcp' },
    ]);
  });

  it('records the ACL in force: no public grants while they are ignored', async () => {
    await client.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } }),
    );

    assert.lengthOf(aclOf().grantList, 1);
  });

  it('records no Block Public Access where it was deleted', () => {
    assert.notProperty(recorded().supplementaryConfiguration, 'PublicAccessBlockConfiguration');
  });

  const policyText = () =>
    `{ "Statement": [{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::${Bucket}"}] }`;
  const logTo = (TargetBucket: string) =>
    client.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'l/' } },
      }),
    );

  it('records policy, tags, versioning, logging and encryption', async () => {
    const group = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
    const target = await createOpenBucket(client);
    await client.send(new PutBucketAclCommand({ Bucket: target, GrantWrite: group, GrantReadACP: group }));
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: policyText() }));
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await logTo(target);
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/a' } }],
        },
      }),
    );

    assert.deepEqual(recorded().tags, { a: 'b' });
    assert.deepInclude(recorded().supplementaryConfiguration, {
      BucketPolicy: { policyText: policyText() },
      BucketTaggingConfiguration: { tagSets: [{ tags: { a: 'b' } }] },
      BucketVersioningConfiguration: { status: 'Enabled', isMfaDeleteEnabled: null },
      BucketLoggingConfiguration: { destinationBucketName: target, logFilePrefix: 'l/' },
      ServerSideEncryptionConfiguration: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'alias/a' },
            bucketKeyEnabled: false,
          },
        ],
      },
    });
  });

  it('tells AWS Config of every change of configuration, and of no refused one or object', async () => {
    const rules = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }] };
    const owned = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    const changes: (() => Promise<unknown>)[] = [
      () => client.send(new PutBucketAclCommand({ Bucket, ACL: 'private' })),
      () => client.send(new PutBucketPolicyCommand({ Bucket, Policy: policyText() })),
      () => client.send(new DeleteBucketPolicyCommand({ Bucket })),
      () => client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
      () => client.send(new DeletePublicAccessBlockCommand({ Bucket })),
      () => client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: rules })),
      () => client.send(new DeleteBucketEncryptionCommand({ Bucket })),
      () => client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
      () => client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
      () => client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: owned })),
      () => client.send(new DeleteBucketOwnershipControlsCommand({ Bucket })),
      () => client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
      () => client.send(new DeleteBucketTaggingCommand({ Bucket })),
      () => client.send(new DeleteBucketCommand({ Bucket })),
    ];
    const before = local.changes.length;

    for (const [index, change] of changes.entries()) {
      await change();
      assert.lengthOf(local.changes, before + index + 1);
      assert.deepEqual(local.changes.at(-1), { ...here, resourceType: type, resourceId: Bucket });
    }
    assert.isUndefined(local.s3.recordedState(type, Bucket, here), 'the bucket is gone');

    const quiet = await createBucket(client);
    const after = local.changes.length;
    await client.send(new PutObjectCommand({ Bucket: quiet, Key: 'k', Body: 'b' }));
    assert.equal(
      await outcomeOf(client.send(new PutBucketAclCommand({ Bucket: quiet, ACL: 'private' }))),
      'AccessControlListNotSupported 400',
    );
    assert.lengthOf(local.changes, after);
  });

  it('tells which buckets there are, by account and region', async () => {
    const far = await createBucket(local.client({ region: 'us-east-1' }));
    const foreign = await createBucket(local.client({ accountId: otherAccount }));

    assert.include(local.s3.resourceIds(type, here), Bucket);
    assert.deepEqual(local.s3.resourceIds(type, { accountId: account, region: 'us-east-1' }), [far]);
    assert.deepEqual(local.s3.resourceIds(type, { accountId: otherAccount, region: home }), [foreign]);
    assert.deepEqual(local.s3.resourceIds('AWS::S3::AccessPoint', here), []);
    assert.isUndefined(local.s3.recordedState(type, far, here));
    assert.isUndefined(local.s3.recordedState(type, foreign, here));
  });
});
