import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { configmend } from '../support/cli.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { rawState } from './support/raw-state.ts';
import { createGroup, defaultGroup, egressOf, ingressOf, otherVpc, tcp } from './support/security-groups.ts';

const mendable = rules.filter((rule) => 'by' in rule.mend && isJudgedByConfig(rule)).map(({ id }) => id);
const logs = 'logs-of-all';
const auditor = (bucket: string): string =>
  `{ "Version": "2012-10-17",\n  "Statement": [ { "Sid": "Auditor", "Effect": "Allow", "Action": "s3:GetObject",
    "Principal": { "AWS": "arn:aws:iam::123456789012:role/auditor" }, "Resource": "arn:aws:s3:::${bucket}/*" } ] }`;

describe('A restore of what every rule mends, end to end', () => {
  let pipeline: Pipeline;
  let s3: S3Client;
  before(async () => {
    const parameters = {
      's3-bucket-logging': { targetBucket: logs },
      's3-bucket-encryption': { algorithm: 'aws:kms' },
      's3-bucket-acls-disabled': { objectAcls: 'unused', hiddenGrants: 'none' },
      's3-bucket-public-access-block': { objectAcls: 'unused' },
      's3-account-public-access-block': { publicBuckets: 'none' },
    };
    pipeline = await startPipeline({ open: true, recording: false, rules: mendable, parameters });
    s3 = new S3Client(pipeline.account.clientConfig());
  });
  after(() => pipeline.stop());

  const create = async (Bucket: string): Promise<string> => {
    const LocationConstraint: BucketLocationConstraint = 'eu-west-1';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    return Bucket;
  };
  /** A bucket of which every rule but those of public access finds something. */
  const loose = async (name: string): Promise<string> => {
    const Bucket = await create(name);
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' as const }] };
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: true }];
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: auditor(Bucket) }));
    return Bucket;
  };
  const bucketState = async (Bucket: string): Promise<string> => {
    const answers = await Promise.all([
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      s3.send(new GetBucketVersioningCommand({ Bucket })),
      s3.send(new GetBucketLoggingCommand({ Bucket })),
    ]);
    const raw = (await rawState(pipeline.account)).get(Bucket) ?? '';
    return raw + JSON.stringify(answers.map((answer) => ({ ...answer, $metadata: undefined })));
  };
  const groupState = async (id: string): Promise<string> =>
    JSON.stringify([await ingressOf(pipeline.account, id), await egressOf(pipeline.account, id)]);
  const accountState = async (AccountId: string): Promise<string> => {
    const endpoint = pipeline.account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
    const control = new S3ControlClient({ ...pipeline.account.clientConfig(), endpoint });
    const answer = control.send(new GetPublicAccessBlockCommand({ AccountId }));
    return answer.then(({ PublicAccessBlockConfiguration: block }) => JSON.stringify(block), String);
  };

  it('gives back exactly the start state, and leaves it exempt', async () => {
    const { account, deployment } = pipeline;
    await create(logs);
    const unblocked = await loose('unblocked');
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: unblocked }));
    const states = new Map<string, (id: string) => Promise<string>>([
      [await loose('blocked'), bucketState],
      [unblocked, bucketState],
      [await createGroup(account, [tcp([20, 25], ['0.0.0.0/0', 'temp']), tcp(8080, '::/0')]), groupState],
      [await defaultGroup(account, await otherVpc(account)), groupState],
      [account.accountId, accountState],
    ]);
    const all = async (): Promise<string[]> => Promise.all([...states].map(([id, stateOf]) => stateOf(id)));
    const start = await all();
    await pipeline.record(true);
    await account.settled();
    await pipeline.drain();
    const mended = await all();
    for (const [at, state] of start.entries()) assert.notEqual(mended[at], state, [...states.keys()][at]);

    const environment = {
      ...account.environment(),
      CONFIGMEND_LEDGER_BUCKET: deployment.ledgerBucket,
      CONFIGMEND_NOTICES_TOPIC: deployment.noticesTopicArn,
    };
    const rulesSeen = new Set<string>();
    for (const id of states.keys()) {
      const entries = (await ledgerOf(pipeline, id)).flatMap((versions) => versions.at(-1) ?? []);
      const actions = entries.flatMap((entry) => entry.actions).filter(({ resource }) => resource.id === id);
      for (const rule of actions.flatMap((action) => action.rules)) rulesSeen.add(rule);
      for (const action of actions.filter(({ continues }) => continues === undefined).toReversed()) {
        const { code, stdout, stderr } = await configmend(['restore', action.id, '--yes'], environment);
        assert.deepEqual([code, stderr], [0, ''], `${id}: ${stdout}`);
      }
    }

    assert.deepEqual(await all(), start);
    assert.sameMembers(
      [...rulesSeen],
      mendable.filter((id) => id !== 's3-bucket-public-access'),
    );
    await account.settled();
    await pipeline.drain();
    assert.deepEqual(await all(), start, 'something was mended again');
  });
});
