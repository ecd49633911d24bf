import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { applyBucketSetting } from '../../remediators/apply-bucket-setting.ts';
import { answering as answeringHttp } from '../fuzz/support/answering.ts';
import { answering, awsError, inTurn } from '../support/aws.ts';

const on = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/photos' };
const rule = {
  ApplyServerSideEncryptionByDefault: byDefault,
  BucketKeyEnabled: true,
  BlockedEncryptionTypes: { EncryptionType: ['SSE-C', 'SSE-X'] },
};
const encryption = (...Rules: unknown[]) => ({ ...on, ServerSideEncryptionConfiguration: { Rules } });
const logging = (LoggingEnabled?: object) => ({ ...on, BucketLoggingStatus: { LoggingEnabled } });
const ownership = (ObjectOwnership: string) => ({ ...on, OwnershipControls: { Rules: [{ ObjectOwnership }] } });
const inputs = {
  PutBucketOwnershipControls: ownership('BucketOwnerEnforced'),
  PutPublicAccessBlock: { ...on, PublicAccessBlockConfiguration: block },
  PutBucketEncryption: encryption(rule),
  PutBucketVersioning: { ...on, VersioningConfiguration: { Status: 'Enabled' } },
  PutBucketLogging: logging({ TargetBucket: 'logs', TargetPrefix: 'photos/' }),
};
const conflict = awsError('OperationAborted', { status: 409 });

function s3(answers: Record<string, unknown>) {
  const pauses: number[] = [];
  const pause = (ms: number) => Promise.resolve(pauses.push(ms));
  return { ...answering(new S3Client({ region: 'eu-west-1' }), answers), pauses, pause };
}

describe('applyBucketSetting', () => {
  for (const [operation, input] of Object.entries(inputs)) {
    it(`makes ${operation} with the planned input and nothing else`, async () => {
      const { client, calls } = s3({ [operation]: {} });

      assert.isTrue(await applyBucketSetting(client, operation, input));
      assert.deepEqual(calls, [{ operation, input }]);
    });

    it(`leaves the planned input of ${operation} as it is, which the SDK would write into`, async () => {
      const { config, answer } = answeringHttp();
      answer(() => ({ status: 200, body: '' }));
      const planned = structuredClone(input);

      assert.isTrue(await applyBucketSetting(new S3Client(config), operation, planned));

      assert.deepEqual<unknown>(planned, input);
    });

    it(`rejects with what AWS answers to ${operation}, at once`, async () => {
      const { client, calls, pause } = s3({ [operation]: awsError('AccessDenied') });

      const error = await applyBucketSetting(client, operation, input, pause).catch((thrown: unknown) => thrown);

      assert.propertyVal(error, 'name', 'AccessDenied');
      assert.lengthOf(calls, 1);
    });
  }

  for (const operation of ['PutPublicAccessBlock', 'PutBucketVersioning', 'PutBucketOwnershipControls'] as const) {
    it(`makes ${operation} again while another change of the bucket is under way`, async () => {
      const { client, calls, pause, pauses } = s3({ [operation]: inTurn(conflict, conflict, {}) });

      assert.isTrue(await applyBucketSetting(client, operation, inputs[operation], pause));
      assert.lengthOf(calls, 3);
      assert.deepEqual(pauses, [250, 500]);
    });

    it(`gives ${operation} up after four calls in conflict`, async () => {
      const { client, calls, pause } = s3({ [operation]: conflict });

      const error = await applyBucketSetting(client, operation, inputs[operation], pause).catch((e: unknown) => e);

      assert.equal(error, conflict);
      assert.lengthOf(calls, 4);
    });
  }

  for (const operation of ['PutBucketEncryption', 'PutBucketLogging'] as const) {
    it(`does not make ${operation} again: the other change may be one that it would undo`, async () => {
      const { client, calls, pause } = s3({ [operation]: inTurn(conflict, {}) });

      const error = await applyBucketSetting(client, operation, inputs[operation], pause).catch((e: unknown) => e);

      assert.equal(error, conflict);
      assert.lengthOf(calls, 1);
    });
  }

  it('does not make a block again that leaves a setting off: somebody may have switched it on', async () => {
    const { client, calls, pause } = s3({ PutPublicAccessBlock: inTurn(conflict, {}) });
    const input = { ...on, PublicAccessBlockConfiguration: { ...block, IgnorePublicAcls: false } };

    const error = await applyBucketSetting(client, 'PutPublicAccessBlock', input, pause).catch((e: unknown) => e);

    assert.equal(error, conflict);
    assert.lengthOf(calls, 1);
  });

  const { RestrictPublicBuckets: _, ...three } = block;
  const refused: [string, string, Record<string, unknown>][] = [
    ['a block that lacks a setting', 'PutPublicAccessBlock', { ...on, PublicAccessBlockConfiguration: three }],
    ['encryption without an algorithm', 'PutBucketEncryption', encryption({ BucketKeyEnabled: true })],
    ['encryption without a rule', 'PutBucketEncryption', encryption()],
    ['versioning suspended', 'PutBucketVersioning', { ...on, VersioningConfiguration: { Status: 'Suspended' } }],
    ['logging off', 'PutBucketLogging', logging()],
    ['ACLs enabled again', 'PutBucketOwnershipControls', ownership('ObjectWriter')],
    [
      'a bucket without its owner',
      'PutBucketVersioning',
      { Bucket: 'holiday-photos', VersioningConfiguration: { Status: 'Enabled' } },
    ],
    ['another call', 'DeleteBucketEncryption', on],
  ];
  for (const [what, operation, input] of refused) {
    it(`makes no call for ${what}`, async () => {
      const { client, calls } = s3({});

      assert.isFalse(await applyBucketSetting(client, operation, input));
      assert.deepEqual(calls, []);
    });
  }
});
