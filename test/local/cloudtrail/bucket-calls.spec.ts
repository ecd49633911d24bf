import * as s3 from '@aws-sdk/client-s3';
import { DeletePublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { canonicalId } from '../../../local/s3/bucket.ts';
import { refusalOf } from '../support/refusal.ts';
import { anyCall, type HeardEvent, type Json, onlyRecord, startTrail, type Trail } from '../support/trail.ts';

const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';
const Bucket = 'acme-logs';
const PublicAccessBlockConfiguration = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: true };
const publicRead = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
};

/**
 * Shapes of records published with their requests: invictus-ir/aws_dataset (2023, eventVersion 1.08), panther-labs/panther-analysis,
 * airbnb/streamalert (PutBucketAcl with a body).
 */
describe('The CloudTrail record of a call on a bucket', () => {
  let trail: Trail;
  let heard: () => Promise<HeardEvent[]>;
  before(async () => {
    trail = await startTrail();
    heard = await trail.listen(anyCall);
    await trail.s3().send(new s3.CreateBucketCommand({ Bucket, ...inIreland }));
    await trail.s3().send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
    const Rules = [{ ObjectOwnership: 'ObjectWriter' as const }];
    await trail.s3().send(new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
  });
  beforeEach(() => heard());
  after(() => trail.account.stop());

  const inIreland = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } };
  const common = { bucketName: Bucket, Host: 's3.eu-west-1.amazonaws.com' };
  const group = 'http://acs.amazonaws.com/groups/global/AllUsers';
  const instance = 'http://www.w3.org/2001/XMLSchema-instance';
  const Owner = { ID: canonicalId('123456789012') };
  const toAll = { Grantee: { Type: 'Group' as const, URI: group }, Permission: 'READ' as const };
  const Tagging = { TagSet: [{ Key: 'team', Value: 'web' }] };

  const calls: { name: string; call: (client: s3.S3Client) => Promise<unknown>; asked: Json }[] = [
    {
      name: 'PutBucketPolicy',
      call: (client) => client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(publicRead) })),
      asked: { policy: '', bucketPolicy: publicRead },
    },
    {
      name: 'DeleteBucketPolicy',
      call: (client) => client.send(new s3.DeleteBucketPolicyCommand({ Bucket })),
      asked: { policy: '' },
    },
    {
      name: 'PutBucketAcl',
      call: (client) => client.send(new s3.PutBucketAclCommand({ Bucket, ACL: 'public-read' })),
      asked: { acl: '', 'x-amz-acl': 'public-read' },
    },
    {
      name: 'PutBucketAcl',
      call: (client) => client.send(new s3.PutBucketAclCommand({ Bucket, GrantRead: `uri="${group}"` })),
      asked: { acl: '', 'x-amz-grant-read': `uri="${group}"` },
    },
    {
      name: 'PutBucketAcl',
      call: (client) =>
        client.send(new s3.PutBucketAclCommand({ Bucket, AccessControlPolicy: { Grants: [toAll], Owner } })),
      asked: {
        acl: '',
        AccessControlPolicy: {
          xmlns,
          AccessControlList: {
            Grant: { Grantee: { 'xmlns:xsi': instance, 'xsi:type': 'Group', URI: group }, Permission: 'READ' },
          },
          Owner,
        },
      },
    },
    {
      name: 'PutBucketPublicAccessBlock',
      call: (client) => client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })),
      asked: { publicAccessBlock: '', PublicAccessBlockConfiguration: { xmlns, ...PublicAccessBlockConfiguration } },
    },
    {
      name: 'DeleteBucketPublicAccessBlock',
      call: (client) => client.send(new s3.DeletePublicAccessBlockCommand({ Bucket })),
      asked: { publicAccessBlock: '' },
    },
    {
      name: 'PutBucketOwnershipControls',
      call: (client) =>
        client.send(
          new s3.PutBucketOwnershipControlsCommand({
            Bucket,
            OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
          }),
        ),
      asked: {
        ownershipControls: '',
        OwnershipControls: { xmlns, Rule: { ObjectOwnership: 'BucketOwnerPreferred' } },
      },
    },
    {
      name: 'DeleteBucketOwnershipControls',
      call: (client) => client.send(new s3.DeleteBucketOwnershipControlsCommand({ Bucket })),
      asked: { ownershipControls: '' },
    },
    {
      name: 'PutBucketVersioning',
      call: (client) =>
        client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
      asked: { versioning: '', VersioningConfiguration: { xmlns, Status: 'Enabled' } },
    },
    {
      name: 'DeleteBucketEncryption',
      call: (client) => client.send(new s3.DeleteBucketEncryptionCommand({ Bucket })),
      asked: { encryption: '' },
    },
    {
      name: 'PutBucketLogging',
      call: (client) => client.send(new s3.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
      asked: { logging: '', BucketLoggingStatus: { xmlns } },
    },
    {
      name: 'PutBucketTagging',
      call: (client) => client.send(new s3.PutBucketTaggingCommand({ Bucket, Tagging })),
      asked: { tagging: '', Tagging: { xmlns, TagSet: { Tag: { Key: 'team', Value: 'web' } } } },
    },
    {
      name: 'DeleteBucketWebsite',
      call: (client) => client.send(new s3.DeleteBucketWebsiteCommand({ Bucket })),
      asked: { website: '' },
    },
  ];
  for (const { name, call, asked } of calls) {
    it(`${name} with ${Object.keys(asked).join(' and ')}`, async () => {
      await call(trail.s3());

      const record = await onlyRecord(heard);

      assert.include(record, { eventName: name, eventSource: 's3.amazonaws.com', responseElements: null });
      assert.notProperty(record, 'errorCode');
      assert.deepEqual(record['requestParameters'], { ...common, ...asked });
      assert.deepEqual(record['resources'], [
        { accountId: '123456789012', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${Bucket}` },
      ]);
    });
  }

  it('CreateBucket and DeleteBucket', async () => {
    const other = 'acme-more-logs';
    await trail.s3().send(new s3.CreateBucketCommand({ Bucket: other, ...inIreland, ACL: 'private' }));
    await trail.s3().send(new s3.DeleteBucketCommand({ Bucket: other }));

    const [created, deleted] = await heard();

    const named = { bucketName: other, Host: 's3.eu-west-1.amazonaws.com' };
    assert.deepEqual(created?.detail['requestParameters'], {
      ...named,
      'x-amz-acl': 'private',
      CreateBucketConfiguration: { xmlns, LocationConstraint: 'eu-west-1' },
    });
    assert.equal(created?.detail.eventName, 'CreateBucket');
    assert.deepEqual(deleted?.detail['requestParameters'], named);
    assert.equal(deleted?.detail.eventName, 'DeleteBucket');
  });

  it('names the host that the caller used', async () => {
    await trail.virtualHostedS3().send(new s3.DeleteBucketPolicyCommand({ Bucket }));

    const record = await onlyRecord(heard);

    assert.deepEqual(record['requestParameters'], {
      bucketName: Bucket,
      Host: `${Bucket}.s3.eu-west-1.amazonaws.com`,
      policy: '',
    });
  });

  it('says why the call failed, without an answer', async () => {
    const missing = new s3.DeletePublicAccessBlockCommand({ Bucket: 'acme-missing' });
    await refusalOf(trail.s3().send(missing));

    const record = await onlyRecord(heard);

    assert.include(record, {
      errorCode: 'NoSuchBucket',
      errorMessage: 'The specified bucket does not exist',
      responseElements: null,
    });
  });

  it("of an account's block names the account in the host, and no bucket", async () => {
    const AccountId = '123456789012';
    const control = trail.s3Control();
    await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }));
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }));

    const [put, deleted] = (await heard()).map(({ detail }) => detail);

    const asked = { Host: `${AccountId}.s3-control.eu-west-1.amazonaws.com` };
    assert.include(put, { eventName: 'PutAccountPublicAccessBlock', eventSource: 's3.amazonaws.com' });
    assert.deepEqual(put?.['requestParameters'], {
      ...asked,
      PublicAccessBlockConfiguration: {
        xmlns: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
        ...PublicAccessBlockConfiguration,
      },
    });
    assert.equal(deleted?.eventName, 'DeleteAccountPublicAccessBlock');
    assert.deepEqual(deleted?.['requestParameters'], asked);
    assert.notProperty(deleted, 'resources');
  });
});
