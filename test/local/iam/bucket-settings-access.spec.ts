import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';

const Bucket = 'photos';
const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];

/** Three of these actions are named after the resource and not after the call (Service Authorization Reference, Amazon S3). */
describe('What a call about a bucket’s settings needs', () => {
  let account: LocalAccount;
  let s3: S3Client;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await new S3Client(account.clientConfig()).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    account.enforce(new Map([['worker', [everything]]]));
    s3 = roleClients(account, 'worker').of(S3Client);
  });
  after(() => account.stop());

  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    's3:GetEncryptionConfiguration': () => s3.send(new GetBucketEncryptionCommand({ Bucket })),
    's3:GetBucketVersioning': () => s3.send(new GetBucketVersioningCommand({ Bucket })),
    's3:GetBucketLogging': () => s3.send(new GetBucketLoggingCommand({ Bucket })),
    's3:PutBucketPublicAccessBlock': () =>
      s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
    's3:PutEncryptionConfiguration': () =>
      s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } })),
    's3:PutBucketVersioning': () =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    's3:PutBucketLogging': () => s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} })),
  };
  for (const [action, call] of Object.entries(calls)) {
    it(`is ${action} on the bucket, which is the account’s own`, async () => {
      const from = account.decisions.length;

      await call();

      assert.deepEqual(
        account.decisions.slice(from).map((decision) => `${decision.action} ${decision.resource}`),
        [`${action} arn:aws:s3:::photos`],
      );
    });
  }
});
