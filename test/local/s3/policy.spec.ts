import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand as PutAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { account, assertFails, createOpenBucket, type LocalS3, outcomeOf, startS3 } from '../support/s3.ts';

describe('local S3: bucket policies', () => {
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

  const put = (policy: unknown) =>
    client.send(
      new PutBucketPolicyCommand({ Bucket, Policy: typeof policy === 'string' ? policy : JSON.stringify(policy) }),
    );
  const statement = (changes: object = {}) => ({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    ...changes,
  });

  it('keeps a policy byte for byte', async () => {
    const text = `{ "Version": "2012-10-17",\n  "Statement": [ ${JSON.stringify(statement({ Sid: 'a "ü" <&>' }))} ] }\n`;

    await put(text);

    const answer = await client.send(new GetBucketPolicyCommand({ Bucket }));
    assert.equal(answer.Policy, text);
  });

  it('deletes a policy, and one that is not there', async () => {
    await put({ Statement: [statement()] });

    await client.send(new DeleteBucketPolicyCommand({ Bucket }));
    await client.send(new DeleteBucketPolicyCommand({ Bucket }));

    await assertFails(client.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy 404');
  });

  const malformed: [what: string, policy: () => unknown, message: RegExp][] = [
    ['text that is not JSON', () => 'Allow everything', /first byte must be '\{'/],
    ['broken JSON', () => '{"Statement": [', /invalid Json/],
    ['a JSON array', () => '[]', /first byte must be '\{'/],
    ['no Statement', () => ({ Version: '2012-10-17' }), /Missing required field Statement/],
    ['an empty Statement', () => ({ Statement: [] }), /Statement is empty/],
    ['a statement that is no object', () => ({ Statement: ['Allow'] }), /Invalid policy syntax/],
    ['an unknown version', () => ({ Version: '2020-01-01', Statement: [statement()] }), /valid version string/],
    ['an unknown field', () => ({ Statement: [statement()], Owner: 'me' }), /Unknown field Owner/],
    [
      'an unknown field of a statement',
      () => ({ Statement: [statement({ Actions: 's3:*' })] }),
      /Unknown field Actions/,
    ],
    ['no Effect', () => ({ Statement: [statement({ Effect: undefined })] }), /Missing required field Effect/],
    ['an unknown Effect', () => ({ Statement: [statement({ Effect: 'Permit' })] }), /Invalid effect: Permit/],
    ['no Principal', () => ({ Statement: [statement({ Principal: undefined })] }), /Missing required field Principal/],
    [
      'Principal and NotPrincipal',
      () => ({ Statement: [statement({ NotPrincipal: { AWS: account } })] }),
      /Invalid policy syntax/,
    ],
    ['a name for a principal', () => ({ Statement: [statement({ Principal: 'me' })] }), /Invalid principal/],
    ['an empty principal', () => ({ Statement: [statement({ Principal: { AWS: [] } })] }), /Invalid principal/],
    [
      'a principal with a wildcard in it',
      () => ({ Statement: [statement({ Principal: { AWS: `arn:aws:iam::${account}:role/*` } })] }),
      /Invalid principal/,
    ],
    ['no Action', () => ({ Statement: [statement({ Action: undefined })] }), /Missing required field Action/],
    ['an action of another service', () => ({ Statement: [statement({ Action: 'ec2:Run*' })] }), /invalid action/],
    ['no Resource', () => ({ Statement: [statement({ Resource: undefined })] }), /Missing required field Resource/],
    [
      'another bucket as resource',
      () => ({ Statement: [statement({ Resource: [`arn:aws:s3:::${Bucket}/*`, 'arn:aws:s3:::elsewhere/*'] })] }),
      /invalid resource/,
    ],
    ['the bare name as resource', () => ({ Statement: [statement({ Resource: Bucket })] }), /invalid resource/],
    [
      'another partition as resource',
      () => ({ Statement: [statement({ Resource: `arn:aws-cn:s3:::${Bucket}` })] }),
      /invalid resource/,
    ],
    [
      'an unknown condition operator',
      () => ({ Statement: [statement({ Condition: { StringIs: { 'aws:userid': 'a' } } })] }),
      /Invalid Condition type : StringIs/,
    ],
    ['the same Sid twice', () => ({ Statement: [statement({ Sid: 'a' }), statement({ Sid: 'a' })] }), /must be unique/],
    [
      'more than 20 KB',
      () => ({ Statement: [statement({ Resource: `arn:aws:s3:::${Bucket}/${'x'.repeat(20_480)}` })] }),
      /maximum allowed size/,
    ],
  ];
  for (const [what, policy, message] of malformed) {
    it(`refuses ${what} as malformed and keeps the policy there was`, async () => {
      const before = JSON.stringify({ Statement: statement() });
      await put(before);

      await assertFails(put(policy()), 'MalformedPolicy 400', message);

      assert.equal((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy, before);
    });
  }

  const accepted: [what: string, changes: () => object][] = [
    ['every resource', () => ({ Resource: '*' })],
    ['a pattern that covers the bucket', () => ({ Resource: `arn:aws:s3:::${Bucket.slice(0, 3)}*` })],
    [
      'NotAction and NotResource',
      () => ({ Action: undefined, NotAction: 's3:Get*', Resource: undefined, NotResource: `arn:aws:s3:::${Bucket}/a` }),
    ],
    [
      'a service and a canonical user',
      () => ({ Principal: { Service: 'logging.s3.amazonaws.com', CanonicalUser: 'a'.repeat(64) } }),
    ],
    [
      'set and IfExists operators',
      () => ({
        Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:userid': ['a'] }, Null: { 'aws:userid': 'false' } },
      }),
    ],
  ];
  for (const [what, changes] of accepted) {
    it(`accepts ${what}`, async () => {
      assert.equal(await outcomeOf(put({ Statement: [statement(changes())] })), 'ok');
    });
  }

  for (const level of ['bucket', 'account'] as const) {
    it(`refuses a public policy while the ${level} blocks them, a private one not, and keeps one that was there`, async () => {
      const open = { Statement: [statement({ Principal: '*' })] };
      const settings = { BlockPublicPolicy: true };
      await put(open);

      await (level === 'bucket'
        ? client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: settings }))
        : local
            .control()
            .send(new PutAccountBlockCommand({ AccountId: account, PublicAccessBlockConfiguration: settings })));

      await assertFails(put(open), 'AccessDenied 403', /public policies are prevented by the BlockPublicPolicy/);
      assert.isTrue((await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic);
      assert.equal(await outcomeOf(put({ Statement: [statement()] })), 'ok');
      await local
        .control()
        .send(new PutAccountBlockCommand({ AccountId: account, PublicAccessBlockConfiguration: {} }));
    });
  }
});
