import { ConfigServiceClient, GetComplianceDetailsByResourceCommand } from '@aws-sdk/client-config-service';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import type { Fault } from '../../local/faults.ts';
import { auditorsPolicy, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { told, toldOfMends } from './support/told.ts';

const rules = [
  's3-bucket-public-access',
  's3-bucket-public-access-block',
  's3-bucket-encryption',
  's3-bucket-versioning',
  's3-bucket-logging',
] as const;
const logs = 'access-logs';
const allOn = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const Answer = v.looseObject({ outcomes: v.record(v.string(), v.number()) });
/**
 * Whether AWS Config looks at a bucket in the middle of its mend or after it is a matter of milliseconds. What it sees in the middle is
 * queued once more, and found done.
 */
function withoutEchoes(answer: unknown): unknown {
  const { outcomes, ...rest } = v.parse(Answer, answer);
  return { ...rest, messages: 'some', outcomes: { ...outcomes, 'nothing-to-do': 'some' } };
}
const conflict: Fault = { kind: 'error', code: 'OperationAborted', status: 409 };

describe('The settings of a bucket, end to end', () => {
  let pipeline: Pipeline;
  let s3: S3Client;
  before(async () => {
    pipeline = await startPipeline({
      open: true,
      rules,
      parameters: { 's3-bucket-encryption': { algorithm: 'aws:kms' }, 's3-bucket-logging': { targetBucket: logs } },
    });
    s3 = new S3Client(pipeline.account.clientConfig());
    await create(logs);
    await s3.send(new PutBucketPolicyCommand({ Bucket: logs, Policy: takesLogs }));
    await pipeline.account.settled();
    // The buckets of the deployment itself are mended by now, and so is the target of the logs.
    await pipeline.drain();
  });
  after(() => pipeline.stop());
  /** No call of a function was denied for want of a permission in the stack. */
  afterEach(async () => {
    // What AWS Config saw in the middle of a mend is found done.
    await pipeline.drain();
    assert.deepEqual(
      pipeline.account.decisions.filter(({ allowed }) => !allowed),
      [],
    );
    assert.deepEqual(pipeline.queued(), []);
  });

  const takesLogs = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${logs}/*`,
    },
  });
  const create = async (Bucket: string): Promise<void> => {
    const LocationConstraint: BucketLocationConstraint = 'eu-west-1';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  };
  /** AWS Config sees a bucket once it is as the test wants it: no instruction comes from a moment before. */
  const unseen = async (make: () => Promise<void>): Promise<void> => {
    await pipeline.record(false);
    await make();
    await pipeline.record(true);
    await pipeline.account.settled();
  };
  const encrypt = async (Bucket: string, SSEAlgorithm: 'AES256' | 'aws:kms'): Promise<void> => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled: true }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  };
  /** A bucket that is not logged, and otherwise as the rules want it. */
  const createKept = async (Bucket: string): Promise<void> => {
    await create(Bucket);
    await encrypt(Bucket, 'aws:kms');
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  };
  /** What AWS Config answers of each rule now: the verdict, and what is at fault. */
  const verdicts = async (ResourceId: string): Promise<Record<string, string>> => {
    const { account, deployment } = pipeline;
    const { EvaluationResults = [] } = await new ConfigServiceClient(account.clientConfig()).send(
      new GetComplianceDetailsByResourceCommand({ ResourceType: 'AWS::S3::Bucket', ResourceId }),
    );
    const byName = new Map(
      EvaluationResults.map(({ EvaluationResultIdentifier: about, ComplianceType = '', Annotation }) => [
        about?.EvaluationResultQualifier?.ConfigRuleName,
        Annotation ?? ComplianceType,
      ]),
    );
    return Object.fromEntries(rules.map((id) => [id, byName.get(deployment.configRuleName(id)) ?? '']));
  };
  const live = async (Bucket: string) => {
    const [block, encryption, versioning, logging] = await Promise.all([
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetBucketVersioningCommand({ Bucket })),
      s3.send(new GetBucketLoggingCommand({ Bucket })),
    ]);
    return {
      block: block.PublicAccessBlockConfiguration,
      encryption: encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault,
      versioning: versioning.Status,
      logging: logging.LoggingEnabled,
    };
  };
  const strike = (operation: string, about: string, times: number): (() => void) =>
    pipeline.account.faults.inject({
      operation,
      when: (call) => byPipeline(call) && call.path.includes(about),
      times,
      fault: conflict,
    });

  it('are all found and mended: what is public first, and what keeps it closed once nothing is', async () => {
    const Bucket = 'neglected';
    await unseen(async () => {
      await create(Bucket);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: sharedPolicy(Bucket) }));
    });
    const found = await verdicts(Bucket);
    const queued = pipeline.queued(Bucket).map(({ rule }) => rule);

    const answer = await pipeline.drain();
    await pipeline.account.settled();
    const second = await pipeline.drain();

    assert.deepEqual(found, {
      's3-bucket-public-access': 'policy Statement[1] is public: Principal is *',
      's3-bucket-public-access-block':
        'Block Public Access of the bucket lacks blockPublicAcls, ignorePublicAcls, blockPublicPolicy, restrictPublicBuckets; not mended: policy Statement[1] is public, and who relies on it would be cut off',
      's3-bucket-encryption':
        'default encryption is AES256, not aws:kms; not mended: policy Statement[0] "Auditor" lets arn:aws:iam::210987654321:role/auditor in, who may have no right to the KMS key',
      's3-bucket-versioning': 'versioning is off',
      's3-bucket-logging': 'access is not logged',
    });
    assert.includeMembers(
      queued,
      rules.filter((id) => id !== 's3-bucket-encryption' && id !== 's3-bucket-public-access-block'),
    );
    for (const each of [answer, second]) assert.containSubset(each, { deadLetters: 0 });
    assert.deepEqual(changesOf(pipeline, Bucket), [
      'PutBucketPolicy',
      'PutBucketVersioning',
      'PutBucketLogging',
      'PutPublicAccessBlock',
    ]);
    assert.deepEqual(await policyOf(pipeline.account, Bucket), auditorsPolicy(Bucket));
    assert.deepEqual(await live(Bucket), {
      block: allOn,
      encryption: { SSEAlgorithm: 'AES256' },
      versioning: 'Enabled',
      logging: { TargetBucket: logs, TargetPrefix: 'neglected/' },
    });
    const { 's3-bucket-encryption': left, ...others } = await verdicts(Bucket);
    assert.equal(left, found['s3-bucket-encryption']);
    assert.deepEqual([...new Set(Object.values(others))], ['COMPLIANT']);
    assert.deepEqual(toldOfMends(pipeline, Bucket), ['Mended', 'Mended']);
    assert.include(told(pipeline, Bucket), 'Compliant again');
  });

  it('are switched on but for those that may cut off objects by ACLs of their own', async () => {
    const Bucket = 'assets';
    await unseen(async () => {
      await create(Bucket);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
      await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    });

    await pipeline.drain();
    await pipeline.account.settled();

    assert.deepEqual((await live(Bucket)).block, { ...allOn, BlockPublicAcls: false, IgnorePublicAcls: false });
    assert.equal(
      (await verdicts(Bucket))['s3-bucket-public-access-block'],
      'Block Public Access of the bucket lacks blockPublicAcls, ignorePublicAcls; not mended: an object may be public by its own ACL (the parameter objectAcls says that none is)',
    );
  });

  it('are not kept off by a call beside them that AWS refuses for good', async () => {
    const Bucket = 'half-denied';
    await unseen(async () => {
      await create(Bucket);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: sharedPolicy(Bucket) }));
    });
    const end = pipeline.account.faults.inject({
      operation: 'PutBucketPolicy',
      when: (call) => byPipeline(call) && call.path.includes(Bucket),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });

    const answer = await pipeline.drain();
    end();

    assert.containSubset(answer, { outcomes: { 'partly-mended': 1 } });
    const [policy, ...others] = changesOf(pipeline, Bucket);
    assert.equal(policy, 'PutBucketPolicy');
    assert.includeMembers(others, ['PutBucketVersioning', 'PutBucketLogging']);
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, 'Enabled');
    assert.isDefined((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled);
  });

  it('include encryption, which comes in by KMS where nobody but the account uses the bucket', async () => {
    const Bucket = 'own-use';
    await create(Bucket);
    await pipeline.account.settled();
    const { 's3-bucket-encryption': found } = await verdicts(Bucket);

    await pipeline.drain();

    assert.equal(found, 'default encryption is AES256, not aws:kms');
    assert.deepEqual((await live(Bucket)).encryption, { SSEAlgorithm: 'aws:kms' });
    assert.equal((await verdicts(Bucket))['s3-bucket-encryption'], 'COMPLIANT');
    const [[opened] = []] = await ledgerOf(pipeline, Bucket);
    assert.containSubset(opened?.actions[0]?.before, {
      encryption: { algorithm: 'AES256', bucketKeyEnabled: false },
      versioning: { status: 'Off', mfaDelete: false },
      logging: null,
    });
    assert.include(JSON.stringify(pipeline.slack.messages), 'KMS bills its use');
  });

  it('are not asked of the bucket that takes the logs', async () => {
    const { 's3-bucket-logging': logging, 's3-bucket-encryption': encryption } = await verdicts(logs);

    assert.equal(logging, 'COMPLIANT');
    assert.include(encryption, 'lets logging.s3.amazonaws.com in, who may have no right to the KMS key');
    const { encryption: byDefault, logging: to } = await live(logs);
    assert.deepEqual([byDefault, to], [{ SSEAlgorithm: 'AES256' }, undefined]);
  });

  it('are put again at once where S3 is busy with another change, if that cannot undo it', async () => {
    const Bucket = 'busy-block';
    await unseen(async () => {
      await createKept(Bucket);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    });
    const relents = strike('PutPublicAccessBlock', Bucket, 1);

    const answer = await pipeline.drain();
    relents();

    assert.deepEqual(withoutEchoes(answer), withoutEchoes(drained(2, { mended: 1 })));
    assert.deepEqual(
      changesOf(pipeline, Bucket).filter((operation) => operation === 'PutPublicAccessBlock'),
      ['PutPublicAccessBlock', 'PutPublicAccessBlock'],
    );
    assert.deepEqual((await live(Bucket)).block, allOn);
  });

  it('go back to the queue, counted, and are planned anew, if they could', async () => {
    const Bucket = 'busy-encryption';
    await unseen(async () => {
      await createKept(Bucket);
      await encrypt(Bucket, 'AES256');
    });
    const relents = strike('PutBucketEncryption', Bucket, 1);

    const first = await pipeline.drain();
    relents();
    const attempts = pipeline.queued(Bucket).map(({ attempt }) => attempt);
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();

    assert.deepEqual(
      [first, second].map(withoutEchoes),
      [drained(2, { failed: 1 }), drained(2, { mended: 1 })].map(withoutEchoes),
    );
    assert.deepEqual(attempts, [1, 1]);
    assert.deepEqual((await live(Bucket)).encryption, { SSEAlgorithm: 'aws:kms' });
    assert.deepEqual(toldOfMends(pipeline, Bucket), ['Mended']);
  });

  it('are left where S3 refuses the target of the logs, and it is said why', async () => {
    const Bucket = 'nowhere-to-log';
    const Policy = takesLogs.replace('logging.s3', 'cloudtrail');
    await s3.send(new PutBucketPolicyCommand({ Bucket: logs, Policy }));
    await pipeline.account.settled();
    await unseen(() => createKept(Bucket));

    const answer = await pipeline.drain();

    assert.deepEqual(withoutEchoes(answer), withoutEchoes(drained(1, { failed: 1 })));
    const [buried] = pipeline.deadLetters().filter(({ body }) => body.includes(Bucket));
    assert.equal(buried?.code, 'CHANGE_FAILED');
    assert.include(buried?.reason, 'InvalidTargetBucketForLogging: You must give the log-delivery group');
    assert.deepEqual(toldOfMends(pipeline, Bucket), ['Mend failed']);
    assert.isUndefined((await live(Bucket)).logging);
  });
});
