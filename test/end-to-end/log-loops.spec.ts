import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLoggingCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { verdictOn } from './support/verdict.ts';

const rule = 's3-bucket-logging';
const logs = 'access-logs';

describe('Buckets that are not to be logged, end to end', () => {
  let pipeline: Pipeline;
  let s3: S3Client;
  before(async () => {
    pipeline = await startPipeline({ open: true, rules: [rule], parameters: { [rule]: { targetBucket: logs } } });
    s3 = new S3Client(pipeline.account.clientConfig());
  });
  after(() => pipeline.stop());

  async function create(Bucket: string): Promise<void> {
    const LocationConstraint: BucketLocationConstraint = 'eu-west-1';
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'logging.s3.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }

  it('are found where they would log each other without end, left to people with the reason, and neither queued nor changed', async () => {
    await pipeline.record(false);
    await create(logs);
    await create('front');
    const LoggingEnabled = { TargetBucket: 'front', TargetPrefix: '' };
    await s3.send(new PutBucketLoggingCommand({ Bucket: logs, BucketLoggingStatus: { LoggingEnabled } }));
    await pipeline.record(true);
    await pipeline.account.settled();
    const queued = pipeline.queued('front');

    await pipeline.drain();

    assert.deepEqual(await verdictOn(pipeline, 'front', rule, 'AWS::S3::Bucket'), {
      ComplianceType: 'NON_COMPLIANT',
      Annotation:
        'access is not logged; not mended: the logs of access-logs go to front, so that each delivery of logs would be logged again, without end',
    });
    assert.deepEqual(queued, []);
    assert.deepEqual(changesOf(pipeline, 'front'), []);
    assert.isUndefined((await s3.send(new GetBucketLoggingCommand({ Bucket: 'front' }))).LoggingEnabled);
    const ofRule = pipeline.requests.filter((request) => byPipeline(request, rule) && request.service === 's3');
    assert.includeMembers(
      ofRule.map(({ operation }) => operation),
      ['GetBucketLogging'],
    );
    assert.deepEqual(
      pipeline.account.decisions.filter(({ allowed }) => !allowed),
      [],
    );
  });

  it('are left to people as well where the target is gone: S3 would refuse the call for ever', async () => {
    await s3.send(new DeleteBucketCommand({ Bucket: logs }));
    await create('nowhere-to-log');
    await pipeline.account.settled();

    assert.deepEqual(await verdictOn(pipeline, 'nowhere-to-log', rule, 'AWS::S3::Bucket'), {
      ComplianceType: 'NON_COMPLIANT',
      Annotation: 'access is not logged; not mended: there is no bucket access-logs to send the logs to',
    });
    assert.deepEqual(pipeline.queued('nowhere-to-log'), []);
  });
});
