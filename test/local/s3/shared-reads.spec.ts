import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';

const other = '210987654321';
const Bucket = 'shared';

describe('a bucket of another account', () => {
  let account: LocalAccount;
  let owner: S3Client;
  let reader: S3Client;
  before(async () => {
    account = await startLocalAccount();
    const config = account.clientConfig();
    owner = new S3Client({ ...config, credentials: { ...config.credentials, accessKeyId: other } });
    reader = new S3Client(config);
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await owner.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    await owner.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'A' }));
  });
  after(() => account.stop());

  const share = (...Action: string[]): Promise<unknown> => {
    const statement = { Effect: 'Allow', Principal: { AWS: account.accountId }, Action, Resource: '*' };
    return owner.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statement }) }),
    );
  };
  const outcome = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
  const get = (ExpectedBucketOwner: string) =>
    reader.send(new GetObjectCommand({ Bucket, Key: 'a', ExpectedBucketOwner }));
  const list = () => reader.send(new ListObjectsV2Command({ Bucket }));

  it('answers nothing unless its policy says so, and then only that', async () => {
    assert.deepEqual([await outcome(get(other)), await outcome(list())], ['AccessDenied', 'AccessDenied']);

    await share('s3:GetObject');

    assert.deepEqual([await outcome(get(other)), await outcome(list())], ['answered', 'AccessDenied']);

    await share('s3:ListBucket', 's3:PutObject');

    assert.deepEqual([await outcome(get(other)), await outcome(list())], ['AccessDenied', 'answered']);
    assert.equal(await outcome(reader.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'B' }))), 'AccessDenied');
  });

  it('is opened key by key, and to the roles that a condition names', async () => {
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: [account.accountId] },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/exemptions/*`,
      Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account.accountId}:role/rules-*` } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    for (const Key of ['exemptions/rules.json', 'accounts.json']) {
      await owner.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
    }
    const as = (role: string, Key: string) => {
      const session = account.environment({ roleArn: `arn:aws:iam::${account.accountId}:role/${role}` });
      const credentials = { accessKeyId: session['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: 'x', sessionToken: 'x' };
      return outcome(
        new S3Client({ ...account.clientConfig(), credentials }).send(new GetObjectCommand({ Bucket, Key })),
      );
    };

    assert.deepEqual(
      [
        await as('rules-open', 'exemptions/rules.json'),
        await as('rules-open', 'accounts.json'),
        await as('coordinator', 'exemptions/rules.json'),
      ],
      ['answered', 'AccessDenied', 'AccessDenied'],
    );
    assert.equal(await outcome(get(other)), 'AccessDenied');
  });

  it('answers nothing where another owner is expected', async () => {
    await share('s3:GetObject');

    assert.deepEqual([await outcome(get(other)), await outcome(get(account.accountId))], ['answered', 'AccessDenied']);
  });
});

describe('a role that reads a bucket of another account', () => {
  for (const [what, condition, expected] of [
    ['that its own policy names', { StringEquals: { 's3:ResourceAccount': other } }, 'answered'],
    [
      'where its own policy ends at its account',
      { StringEquals: { 's3:ResourceAccount': '123456789012' } },
      'AccessDenied',
    ],
  ] as const) {
    it(`is asked by both sides: one ${what} is ${expected}`, async () => {
      const account = await startLocalAccount();
      const config = account.clientConfig();
      const owner = new S3Client({ ...config, credentials: { ...config.credentials, accessKeyId: other } });
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      await owner.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const policy = (more: object) => ({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::shared'], ...more }],
      });
      const Policy = JSON.stringify(policy({ Principal: { AWS: 'arn:aws:iam::123456789012:role/reader' } }));
      await owner.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      account.enforce(new Map([['reader', [policy({ Condition: condition })]]]));
      const session = account.environment({ roleArn: 'arn:aws:iam::123456789012:role/reader' });
      const credentials = {
        accessKeyId: session['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: 'local',
        sessionToken: 'local',
      };

      const answer = await new S3Client({ ...config, credentials }).send(new ListObjectsV2Command({ Bucket })).then(
        () => 'answered',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      );

      assert.equal(answer, expected);
      await account.stop();
    });
  }
});
