import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import { applyS3Control } from '../../remediators/apply-s3-control.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError } from '../support/aws.ts';
import { accountId, region } from '../support/instructions.ts';

const settings = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const put: Change = {
  service: 's3-control',
  operation: 'PutPublicAccessBlock',
  input: { AccountId: accountId, PublicAccessBlockConfiguration: settings },
};
const control = (answers: Record<string, unknown>) => answering(new S3ControlClient({ region }), answers);

describe('applyS3Control', () => {
  it('puts the planned settings and nothing else', async () => {
    const { client, calls } = control({ PutPublicAccessBlock: {} });

    assert.equal(await applyS3Control(client, put), 'done');
    assert.deepEqual(calls, [{ operation: 'PutPublicAccessBlock', input: put.input }]);
  });

  it('rejects with what AWS answers', async () => {
    // S3 Control API, "PutPublicAccessBlock": an organisation's policy may refuse it.
    const { client } = control({ PutPublicAccessBlock: awsError('AccessDenied', { status: 403 }) });

    const error = await applyS3Control(client, put).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'name', 'AccessDenied');
  });

  const { RestrictPublicBuckets: _, ...three } = settings;
  for (const [what, change] of [
    [
      'a setting is left out, which S3 would switch off',
      { ...put, input: { ...put.input, PublicAccessBlockConfiguration: three } },
    ],
    [
      'a setting is no boolean',
      { ...put, input: { ...put.input, PublicAccessBlockConfiguration: { ...settings, BlockPublicAcls: 'true' } } },
    ],
    ['no account is named', { ...put, input: { PublicAccessBlockConfiguration: settings } }],
    ['a bucket is meant', { ...put, service: 's3' }],
    ['the block would be deleted', { ...put, operation: 'DeletePublicAccessBlock' }],
  ] as const) {
    it(`makes no call where ${what}`, async () => {
      const { client, calls } = control({});

      await assertRejects(applyS3Control(client, change), 'CHANGE_FAILED', `${change.service}:${change.operation}`);

      assert.deepEqual(calls, []);
    });
  }
});
