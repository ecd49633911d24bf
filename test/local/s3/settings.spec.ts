import {
  DeleteBucketTaggingCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  type S3Client,
  type ServerSideEncryptionByDefault,
  type Tag,
  type VersioningConfiguration,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import {
  assertFails,
  createBucket,
  createOpenBucket,
  type LocalS3,
  otherAccount,
  outcomeOf,
  startS3,
} from '../support/s3.ts';

describe('local S3: encryption, versioning, tagging and logging of a bucket', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createBucket(client);
  });

  after(() => local.close());

  describe('encryption', () => {
    const put = (byDefault: ServerSideEncryptionByDefault) =>
      client.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: true }],
          },
        }),
      );

    it('answers the rule that was put', async () => {
      await put({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' });

      const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
      assert.deepEqual(answer.ServerSideEncryptionConfiguration?.Rules, [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' },
          BucketKeyEnabled: true,
        },
      ]);
    });

    it('refuses an unknown algorithm, and a key without KMS', async () => {
      await assertFails(put({ SSEAlgorithm: 'ROT13' as 'AES256' }), 'MalformedXML 400');
      await assertFails(put({ SSEAlgorithm: 'AES256', KMSMasterKeyID: 'alias/data' }), 'InvalidArgument 400');
    });
  });

  describe('versioning', () => {
    const put = (VersioningConfiguration: VersioningConfiguration) =>
      client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));

    it('is enabled and suspended', async () => {
      const told: unknown[] = [];
      for (const Status of ['Enabled', 'Suspended'] as const) {
        await put({ Status });
        told.push((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status);
      }

      assert.deepEqual(told, ['Enabled', 'Suspended']);
    });

    it('refuses what it is not told or cannot do', async () => {
      await assertFails(put({}), 'IllegalVersioningConfigurationException 400');
      await assertFails(put({ Status: 'Off' as 'Enabled' }), 'MalformedXML 400');
      await assertFails(put({ Status: 'Enabled', MFADelete: 'Enabled' }), 'NotImplemented 501', /MfaDelete/);
    });
  });

  describe('tagging', () => {
    const put = (TagSet: Tag[]) => client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));

    it('replaces all tags, and deletes them', async () => {
      await put([{ Key: 'a', Value: '1' }]);
      await put([
        { Key: 'b', Value: '' },
        { Key: ' c ', Value: '<2>' },
      ]);

      const { TagSet } = await client.send(new GetBucketTaggingCommand({ Bucket }));
      assert.deepEqual(TagSet, [
        { Key: 'b', Value: '' },
        { Key: ' c ', Value: '<2>' },
      ]);
      await client.send(new DeleteBucketTaggingCommand({ Bucket }));
      await assertFails(client.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet 404');
    });

    const refused: [what: string, tags: Tag[], outcome: string][] = [
      ['a key twice', ['a', 'a'].map((Key) => ({ Key, Value: '' })), 'InvalidTag 400'],
      ['a key of AWS', [{ Key: 'aws:owner', Value: '' }], 'InvalidTag 400'],
      ['an empty key', [{ Key: '', Value: '' }], 'InvalidTag 400'],
      ['a value of 257 characters', [{ Key: 'a', Value: 'x'.repeat(257) }], 'InvalidTag 400'],
      ['51 tags', Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })), 'BadRequest 400'],
    ];
    for (const [what, tags, outcome] of refused) {
      it(`refuses ${what}`, async () => {
        assert.equal(await outcomeOf(put(tags)), outcome);
      });
    }
  });

  describe('logging', () => {
    const put = (TargetBucket: string, more = {}) =>
      client.send(
        new PutBucketLoggingCommand({
          Bucket,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix: 'logs/', ...more } },
        }),
      );
    const logsPolicy = (target: string) =>
      new PutBucketPolicyCommand({
        Bucket: target,
        Policy: JSON.stringify({
          Statement: {
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: ['s3:PutObject'],
            Resource: `arn:aws:s3:::${target}/logs/*`,
          },
        }),
      });

    it('goes to a bucket whose policy lets the log delivery service write, and is switched off', async () => {
      const target = await createBucket(client);
      await assertFails(put(target), 'InvalidTargetBucketForLogging 400', /log-delivery/);
      await client.send(logsPolicy(target));

      await put(target);

      const on = await client.send(new GetBucketLoggingCommand({ Bucket }));
      assert.deepEqual(on.LoggingEnabled, { TargetBucket: target, TargetPrefix: 'logs/' });
      await client.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
      assert.isUndefined((await client.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled);
    });

    it('goes to a bucket whose ACL lets the log delivery group write', async () => {
      const target = await createOpenBucket(client);
      const group = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';
      await client.send(new PutBucketAclCommand({ Bucket: target, GrantWrite: group }));
      await assertFails(put(target), 'InvalidTargetBucketForLogging 400', /READ_ACP/);
      await client.send(new PutBucketAclCommand({ Bucket: target, GrantWrite: group, GrantReadACP: group }));

      assert.equal(await outcomeOf(put(target)), 'ok');
    });

    it('refuses a target that is missing, of another account or of another region', async () => {
      const foreign = await createBucket(local.client({ accountId: otherAccount }));
      const far = await createBucket(local.client({ region: 'us-east-1' }));

      await assertFails(put('missing'), 'InvalidTargetBucketForLogging 400', /does not exist/);
      await assertFails(put(foreign), 'InvalidTargetBucketForLogging 400', /owner/);
      await assertFails(put(far), 'CrossLocationLoggingProhibitted 403');
    });

    it('refuses what is not emulated rather than lose it', async () => {
      const TargetGrants = [{ Grantee: { Type: 'CanonicalUser', ID: 'a'.repeat(64) }, Permission: 'READ' }];

      await assertFails(put('any', { TargetGrants }), 'NotImplemented 501', /TargetGrants/);
      await assertFails(
        put('any', { TargetObjectKeyFormat: { SimplePrefix: {} } }),
        'NotImplemented 501',
        /TargetObjectKeyFormat/,
      );
    });
  });
});
