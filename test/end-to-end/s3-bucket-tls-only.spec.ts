import { PutBucketWebsiteCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { auditorsPolicy, createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { told } from './support/told.ts';
import { type Verdict, verdictOn } from './support/verdict.ts';

const id = 's3-bucket-tls-only';

const denial = (bucket: string) => ({
  Sid: 'DenyPlainHttp',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

describe('Buckets that take plain HTTP, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({ open: true, rules: [id, 's3-bucket-public-access'] });
  });
  after(() => pipeline.stop());
  /** No call of a function was denied for want of a permission in the stack. */
  afterEach(() =>
    assert.deepEqual(
      pipeline.account.decisions.filter(({ allowed }) => !allowed),
      [],
    ),
  );

  const verdict = (bucket: string): Promise<Verdict | undefined> => verdictOn(pipeline, bucket, id, 'AWS::S3::Bucket');
  const takesHttp = 'no statement denies plain HTTP to everyone for the bucket itself and objects';

  it('are found, mended by one statement beside the others, and told of', async () => {
    const { account } = pipeline;
    const policy = JSON.stringify(auditorsPolicy('plain-reports'));
    // Recorded once, when it is all there.
    await pipeline.record(false);
    const bucket = await createBucket(account, 'plain-reports', { policy });
    await pipeline.record(true);
    await account.settled();
    const found = await verdict(bucket);
    const [instruction, ...others] = pipeline.queued(bucket);

    const answer = await pipeline.drain();

    assert.deepEqual(found, { ComplianceType: 'NON_COMPLIANT', Annotation: takesHttp });
    assert.lengthOf(others, 0);
    assert.deepInclude(instruction, { rule: id, severity: 'medium' });
    assert.deepEqual(instruction?.violations, [{ kind: 'plain-http', missing: ['bucket', 'objects'] }]);
    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, bucket), ['PutBucketPolicy']);
    const kept = policy.slice(policy.indexOf('{"Sid"'), -2);
    const sent = pipeline.requests.findLast(({ operation }) => operation === 'PutBucketPolicy')?.body;
    assert.equal(sent, policy.replace(kept, `${kept},${JSON.stringify(denial(bucket))}`));
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'COMPLIANT' });
    assert.sameMembers(told(pipeline, bucket), ['Non-compliant', 'Mended', 'Compliant again']);
    assert.deepEqual(await pipeline.drain(), drained(0, {}));
  });

  it('get a policy where there is none', async () => {
    const { account } = pipeline;
    const bucket = await createBucket(account, 'plain-inbox', {});
    await account.settled();

    await pipeline.drain();

    assert.deepEqual(await policyOf(account, bucket), { Version: '2012-10-17', Statement: [denial(bucket)] });
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'COMPLIANT' });
  });

  it('lose a public statement in the same call, where another rule asks for that', async () => {
    const { account } = pipeline;
    const bucket = await createBucket(account, 'plain-photos', { policy: sharedPolicy('plain-photos') });
    await account.settled();
    await pipeline.record(false);

    const answer = await pipeline.drain();

    assert.containSubset(answer, { outcomes: { mended: 1 } });
    assert.deepEqual(changesOf(pipeline, bucket), ['PutBucketPolicy']);
    const { Statement } = JSON.parse(JSON.stringify(auditorsPolicy(bucket)));
    assert.deepEqual(await policyOf(account, bucket), {
      Version: '2012-10-17',
      Statement: [...Statement, denial(bucket)],
    });
    await pipeline.record(true);
    await account.settled();
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'COMPLIANT' });
    assert.deepEqual(pipeline.queued(), []);
  });

  it('are left to people where they serve a website, which has no HTTPS', async () => {
    const { account } = pipeline;
    await pipeline.record(false);
    const bucket = await createBucket(account, 'plain-website', {});
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
    await new S3Client(account.clientConfig()).send(
      new PutBucketWebsiteCommand({ Bucket: bucket, WebsiteConfiguration }),
    );
    await pipeline.record(true);
    await account.settled();

    const Annotation = `${takesHttp}; not mended: the bucket serves a website, and website endpoints speak plain HTTP only`;
    assert.deepEqual(await verdict(bucket), { ComplianceType: 'NON_COMPLIANT', Annotation });
    assert.deepEqual(pipeline.queued(bucket), []);
    assert.deepEqual(told(pipeline, bucket), ['Non-compliant']);
  });
});
