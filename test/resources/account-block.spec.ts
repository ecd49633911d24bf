import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { readAccountBlock } from '../../resources/account-block.ts';
import { answering, awsError, inputsOf } from '../support/aws.ts';

function s3Control(answer: unknown) {
  return answering(new S3ControlClient({ region: 'eu-west-1' }), { GetPublicAccessBlock: answer });
}

describe('readAccountBlock', () => {
  it('reads the four settings of the account, one that is left out being off', async () => {
    const { client, calls } = s3Control({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false },
    });

    assert.deepEqual(await readAccountBlock(client, '123456789012'), {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: false,
      restrictPublicBuckets: false,
    });
    assert.deepEqual(inputsOf(calls, 'GetPublicAccessBlock'), [{ AccountId: '123456789012' }]);
  });

  it('is null where the account never set it', async () => {
    const { client } = s3Control(awsError('NoSuchPublicAccessBlockConfiguration', { status: 404 }));

    assert.isNull(await readAccountBlock(client, '123456789012'));
  });

  for (const name of ['AccessDenied', 'SlowDown', 'NoSuchBucket']) {
    it(`is unreadable, not off, on ${name}`, async () => {
      const { client } = s3Control(awsError(name, { message: 'as AWS says' }));

      assert.deepEqual(await readAccountBlock(client, '123456789012'), {
        kind: 'unreadable',
        reason: `${name}: as AWS says`,
      });
    });
  }
});
