import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import { applyS3 } from '../../remediators/apply-s3.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError } from '../support/aws.ts';

const on = { Bucket: 'holiday-photos', ExpectedBucketOwner: '123456789012' };
const inputs: Readonly<Record<string, Record<string, unknown>>> = {
  PutBucketAcl: { ...on, AccessControlPolicy: { Grants: [], Owner: { ID: 'abc' } } },
  PutBucketPolicy: { ...on, Policy: '{"Statement": []}' },
  DeleteBucketPolicy: on,
  PutBucketLogging: {
    ...on,
    BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'photos/' } },
  },
};
const change = (operation: string): Change => ({ service: 's3', operation, input: inputs[operation] ?? on });
const s3 = (answers: Record<string, unknown>) => answering(new S3Client({ region: 'eu-west-1' }), answers);

describe('applyS3', () => {
  for (const [operation, input] of Object.entries(inputs)) {
    it(`makes ${operation} with the planned input and nothing else`, async () => {
      const { client, calls } = s3({ [operation]: {} });

      assert.equal(await applyS3(client, change(operation)), 'done');
      assert.deepEqual(calls, [{ operation, input }]);
    });

    it(`rejects with what AWS answers to ${operation}`, async () => {
      const { client } = s3({ [operation]: awsError('OperationAborted', { status: 409 }) });

      const error = await applyS3(client, change(operation)).catch((thrown: unknown) => thrown);

      assert.propertyVal(error, 'name', 'OperationAborted');
    });
  }

  for (const operation of ['DeleteBucket', 'DeletePublicAccessBlock', 'DeleteObject']) {
    it(`refuses ${operation}, which mends no bucket, without a call`, async () => {
      const { client, calls } = s3({});

      await assertRejects(applyS3(client, change(operation)), 'CHANGE_FAILED', `s3:${operation}`);

      assert.deepEqual(calls, []);
    });
  }

  it('refuses a policy to be put that the plan does not have', async () => {
    const { client, calls } = s3({});

    await assertRejects(
      applyS3(client, { ...change('PutBucketPolicy'), input: on }),
      'CHANGE_FAILED',
      's3:PutBucketPolicy',
    );

    assert.deepEqual(calls, []);
  });
});
