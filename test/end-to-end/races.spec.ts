import {
  AuthorizeSecurityGroupIngressCommand,
  DeleteSecurityGroupCommand,
  RevokeSecurityGroupIngressCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { DeleteBucketCommand, DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { justBefore } from './support/just-before.ts';
import { ledgerOf } from './support/ledger.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, defaultVpc, ec2Of, ingressOf, otherVpc, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

describe('Somebody else at the same time, end to end', () => {
  let pipeline: Pipeline;
  let vpcs: Record<string, string>;
  let deadLetters: number;
  before(async () => {
    pipeline = await sharedPipeline();
    deadLetters = pipeline.deadLetters().length;
    const { account } = pipeline;
    vpcs = { 'the default VPC': await defaultVpc(account), 'another VPC': await otherVpc(account) };
  });
  afterEach(async () => {
    await pipeline.record(true);
    await pipeline.account.settled();
    assert.deepEqual(pipeline.queued(), []);
    assert.lengthOf(pipeline.deadLetters(), deadLetters);
  });

  // Where a test stops the recorder, AWS Config would find the group again and queue it again, sooner or later.

  /** Open to the world by IPv4 and IPv6, which one call would revoke. */
  const brokenTwice = async (vpcId?: string): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0', '::/0', '10.0.0.0/8')], vpcId);
    await pipeline.account.settled();
    return id;
  };
  const revoke = async (GroupId: string, ...IpPermissions: IpPermission[]): Promise<void> => {
    await ec2Of(pipeline.account).send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  };
  const authorize = async (GroupId: string, ...IpPermissions: IpPermission[]): Promise<void> => {
    await ec2Of(pipeline.account).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  };
  const plansIn = async (id: string): Promise<unknown> => {
    const entries = await ledgerOf(pipeline, id);
    return entries.map((versions) => versions.at(-1)?.actions[0]?.plan.before);
  };

  it('removes one of two offending rules before the mend: only the other is revoked', async () => {
    const id = await brokenTwice();
    await pipeline.record(false);
    await revoke(id, tcp(22, '::/0'));

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await plansIn(id), [['tcp 22 from 0.0.0.0/0']]);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 10.0.0.0/8']);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('removes all that is wrong before the mend: nothing is done and nothing said', async () => {
    const id = await brokenTwice();
    await revoke(id, tcp(22, '0.0.0.0/0', '::/0'));

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), []);
  });

  for (const name of ['the default VPC', 'another VPC']) {
    it(`removes one of two offending rules in ${name} after they were read: the rest is planned anew`, async () => {
      const { account } = pipeline;
      const id = await brokenTwice(vpcs[name]);
      await pipeline.record(false);
      const changed = justBefore(account.services.ec2, { operation: 'RevokeSecurityGroupIngress', about: id }, () =>
        revoke(id, tcp(22, '::/0')),
      );

      const answer = await pipeline.drain();

      assert.isTrue(changed());
      assert.deepEqual(answer, drained(1, { mended: 1 }));
      assert.deepEqual(await ingressOf(account, id), ['tcp 22 10.0.0.0/8']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    });
  }

  it('narrows the very rule that was to be split: what they made of it stays', async () => {
    const { account } = pipeline;
    const id = await createGroup(account, [tcp([3380, 3400], '0.0.0.0/0')], vpcs['another VPC']);
    await account.settled();
    await pipeline.record(false);
    justBefore(account.services.ec2, { operation: 'AuthorizeSecurityGroupIngress', about: id }, async () => {
      await authorize(id, tcp([3380, 3388], ['0.0.0.0/0', 'by hand']), tcp(3389, '203.0.113.0/24'));
      await revoke(id, tcp([3380, 3400], '0.0.0.0/0'));
    });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(await ingressOf(account, id), ['tcp 3380-3388 0.0.0.0/0 "by hand"', 'tcp 3389 203.0.113.0/24']);
    assert.deepEqual(toldOfMends(pipeline, id), []);
  });

  it('deletes the group while it is about to be mended: nothing is done and nothing said', async () => {
    const { account } = pipeline;
    const id = await brokenTwice();
    justBefore(account.services.ec2, { operation: 'RevokeSecurityGroupIngress', about: id }, async () => {
      await ec2Of(account).send(new DeleteSecurityGroupCommand({ GroupId: id }));
    });

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(toldOfMends(pipeline, id), []);
    const [entry] = await ledgerOf(pipeline, id);
    assert.deepEqual(
      entry?.map(({ actions: [action] }) => [action?.outcome, action?.after]),
      [
        [undefined, undefined],
        ['nothing-to-do', null],
      ],
    );
  });

  for (const what of ['policy', 'bucket'] as const) {
    it(`deletes the ${what} that is about to be mended: nothing is done and nothing said`, async () => {
      const { account } = pipeline;
      const s3 = new S3Client(account.clientConfig());
      const Bucket = await createBucket(account, `deleted-${what}`, { policy: sharedPolicy(`deleted-${what}`) });
      await account.settled();
      await (what === 'policy'
        ? s3.send(new DeleteBucketPolicyCommand({ Bucket }))
        : s3.send(new DeleteBucketCommand({ Bucket })));

      const answer = await pipeline.drain();

      assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
      assert.deepEqual(changesOf(pipeline, Bucket), []);
      assert.deepEqual(toldOfMends(pipeline, Bucket), []);
    });
  }

  it('blocks public access for the whole account before the mend: nothing is done and nothing said', async () => {
    const { account } = pipeline;
    const control = new S3ControlClient({
      ...account.clientConfig(),
      endpoint: account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '',
    });
    const AccountId = account.accountId;
    const bucket = await createBucket(account, 'blocked', { acl: 'public-read', policy: sharedPolicy('blocked') });
    await account.settled();
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true, RestrictPublicBuckets: true };
    await control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration }));

    await pipeline.drain();
    const changes = changesOf(pipeline, bucket);
    const policy = await policyOf(account, bucket);
    await control.send(new DeletePublicAccessBlockCommand({ AccountId }));

    assert.deepEqual(changes, []);
    assert.deepEqual(policy, JSON.parse(sharedPolicy(bucket)));
    assert.deepEqual(toldOfMends(pipeline, bucket), []);
  });

  it('starts a second coordinator: Lambda does not let it in, and every group is mended once', async () => {
    const { account, deployment } = pipeline;
    const ids = [await brokenTwice(), await brokenTwice(), await brokenTwice()];
    const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
    let second: unknown;
    justBefore(account.services.sqs, { operation: 'ReceiveMessage', about: 'remediation' }, async () => {
      const FunctionName = deployment.functionName('coordinator');
      second = await lambda.send(new InvokeCommand({ FunctionName })).catch((error: unknown) => error);
    });

    const first = await pipeline.drain();

    assert.instanceOf(second, TooManyRequestsException);
    assert.deepEqual(first, drained(3, { mended: 3 }));
    for (const id of ids) {
      assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    }
  });
});
