import {
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteBucketWebsiteCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import {
  account,
  assertFails,
  createBucket,
  failureOf,
  home,
  type LocalS3,
  otherAccount,
  outcomeOf,
  startS3,
} from '../support/s3.ts';

type BucketInput = { Bucket: string; ExpectedBucketOwner?: string };
type Send = (client: S3Client, input: BucketInput) => Promise<unknown>;

const calls: Readonly<Record<string, Send>> = {
  DeleteBucket: (c, i) => c.send(new DeleteBucketCommand(i)),
  DeleteBucketEncryption: (c, i) => c.send(new DeleteBucketEncryptionCommand(i)),
  DeleteBucketOwnershipControls: (c, i) => c.send(new DeleteBucketOwnershipControlsCommand(i)),
  DeleteBucketPolicy: (c, i) => c.send(new DeleteBucketPolicyCommand(i)),
  DeleteBucketTagging: (c, i) => c.send(new DeleteBucketTaggingCommand(i)),
  DeleteBucketWebsite: (c, i) => c.send(new DeleteBucketWebsiteCommand(i)),
  DeleteObject: (c, i) => c.send(new DeleteObjectCommand({ ...i, Key: 'k' })),
  DeleteObjects: (c, i) => c.send(new DeleteObjectsCommand({ ...i, Delete: { Objects: [{ Key: 'k' }] } })),
  DeletePublicAccessBlock: (c, i) => c.send(new DeletePublicAccessBlockCommand(i)),
  GetBucketAcl: (c, i) => c.send(new GetBucketAclCommand(i)),
  GetBucketEncryption: (c, i) => c.send(new GetBucketEncryptionCommand(i)),
  GetBucketLocation: (c, i) => c.send(new GetBucketLocationCommand(i)),
  GetBucketLogging: (c, i) => c.send(new GetBucketLoggingCommand(i)),
  GetBucketOwnershipControls: (c, i) => c.send(new GetBucketOwnershipControlsCommand(i)),
  GetBucketPolicy: (c, i) => c.send(new GetBucketPolicyCommand(i)),
  GetBucketPolicyStatus: (c, i) => c.send(new GetBucketPolicyStatusCommand(i)),
  GetBucketTagging: (c, i) => c.send(new GetBucketTaggingCommand(i)),
  GetBucketVersioning: (c, i) => c.send(new GetBucketVersioningCommand(i)),
  GetBucketWebsite: (c, i) => c.send(new GetBucketWebsiteCommand(i)),
  GetObject: (c, i) => c.send(new GetObjectCommand({ ...i, Key: 'k' })),
  GetPublicAccessBlock: (c, i) => c.send(new GetPublicAccessBlockCommand(i)),
  ListObjectVersions: (c, i) => c.send(new ListObjectVersionsCommand(i)),
  ListObjectsV2: (c, i) => c.send(new ListObjectsV2Command(i)),
  PutBucketAcl: (c, i) => c.send(new PutBucketAclCommand({ ...i, ACL: 'private' })),
  PutBucketEncryption: (c, i) =>
    c.send(
      new PutBucketEncryptionCommand({
        ...i,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    ),
  PutBucketLogging: (c, i) => c.send(new PutBucketLoggingCommand({ ...i, BucketLoggingStatus: {} })),
  PutBucketOwnershipControls: (c, i) =>
    c.send(
      new PutBucketOwnershipControlsCommand({
        ...i,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    ),
  PutBucketPolicy: (c, i) => c.send(new PutBucketPolicyCommand({ ...i, Policy: '{}' })),
  PutBucketTagging: (c, i) => c.send(new PutBucketTaggingCommand({ ...i, Tagging: { TagSet: [] } })),
  PutBucketVersioning: (c, i) =>
    c.send(new PutBucketVersioningCommand({ ...i, VersioningConfiguration: { Status: 'Enabled' } })),
  PutBucketWebsite: (c, i) =>
    c.send(new PutBucketWebsiteCommand({ ...i, WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } } })),
  PutObject: (c, i) => c.send(new PutObjectCommand({ ...i, Key: 'k', Body: 'b' })),
  PutPublicAccessBlock: (c, i) => c.send(new PutPublicAccessBlockCommand({ ...i, PublicAccessBlockConfiguration: {} })),
};

/** Their answers have no body, so the SDK knows the status only. */
const heads: Readonly<Record<string, Send>> = {
  HeadBucket: (c, i) => c.send(new HeadBucketCommand(i)),
  HeadObject: (c, i) => c.send(new HeadObjectCommand({ ...i, Key: 'k' })),
};

describe('local S3: whose bucket, and where', () => {
  let local: LocalS3;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    Bucket = await createBucket(local.client());
  });

  after(() => local.close());

  for (const [name, send] of [...Object.entries(calls), ...Object.entries(heads)]) {
    const isHead = name in heads;

    it(`${name} knows a missing bucket, another region, another account and another expected owner`, async () => {
      const attempts: [Promise<unknown>, string][] = [
        [send(local.client(), { Bucket: 'missing' }), isHead ? 'NotFound 404' : 'NoSuchBucket 404'],
        [send(local.client({ region: 'ap-south-1' }), { Bucket }), isHead ? 'Unknown 301' : 'PermanentRedirect 301'],
        [send(local.client({ accountId: otherAccount }), { Bucket }), isHead ? 'Unknown 403' : 'AccessDenied 403'],
        [
          send(local.client(), { Bucket, ExpectedBucketOwner: otherAccount }),
          isHead ? 'Unknown 403' : 'AccessDenied 403',
        ],
      ];

      assert.deepEqual(
        await Promise.all(attempts.map(([attempt]) => outcomeOf(attempt))),
        attempts.map(([, outcome]) => outcome),
      );
      assert.isAbove(local.calls.count({ service: 's3', operation: name }), 3, 'the call log names the operation');
    });
  }

  it('accepts the owner that is expected', async () => {
    assert.equal(
      await outcomeOf(local.client().send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: account }))),
      'ok',
    );
  });

  it('tells the region with a redirect, so that a client may follow', async () => {
    const stray = local.client({ region: 'us-east-1' });
    const following = local.client({ region: 'us-east-1' }, { followRegionRedirects: true });

    const error = await failureOf(stray.send(new HeadBucketCommand({ Bucket })));
    const answer = await following.send(new GetBucketAclCommand({ Bucket }));

    assert.equal(error.$response?.headers['x-amz-bucket-region'], home);
    assert.lengthOf(answer.Grants ?? [], 1);
  });

  it('names the bucket that does not exist', async () => {
    await assertFails(
      local.client().send(new GetBucketAclCommand({ Bucket: 'missing' })),
      'NoSuchBucket 404',
      /The specified bucket does not exist/,
    );
  });

  it('is reached with the bucket before .localhost too', async () => {
    const client = local.client({}, { endpoint: local.endpoint.replace('127.0.0.1', 'localhost') });

    await client.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'virtual host' }));

    const read = await local.client().send(new GetObjectCommand({ Bucket, Key: 'a/b' }));
    assert.equal(await read.Body?.transformToString(), 'virtual host');
  });
});
