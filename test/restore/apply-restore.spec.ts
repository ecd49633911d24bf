import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { Apply } from '../../remediators/apply.ts';
import { applyRestore } from '../../restore/apply-restore.ts';
import { answering, awsError, type Call, inTurn } from '../support/aws.ts';

const region = 'eu-west-1';
const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const group = { GroupId: 'sg-1', IpPermissions: [] };

/** Answers every call, unless `answers` has another answer for it. */
function setUp(answers: Record<string, unknown> = {}): { apply: Apply; calls: () => Call[]; pauses: number[] } {
  const pauses: number[] = [];
  const done = Object.fromEntries(changes.map(({ operation }) => [operation, { $metadata: { requestId: 'r-1' } }]));
  const ec2 = answering(new EC2Client({ region }), { ...done, ...answers });
  const s3 = answering(new S3Client({ region }), { ...done, ...answers });
  const s3Control = answering(new S3ControlClient({ region }), { ...done, ...answers });
  return {
    pauses,
    calls: () => [...ec2.calls, ...s3.calls, ...s3Control.calls],
    apply: applyRestore({ ec2: ec2.client, s3: s3.client, s3Control: s3Control.client }, async (ms) => pauses.push(ms)),
  };
}

const changes: readonly Change[] = [
  { service: 'ec2', operation: 'AuthorizeSecurityGroupIngress', input: group },
  { service: 'ec2', operation: 'UpdateSecurityGroupRuleDescriptionsIngress', input: group },
  { service: 'ec2', operation: 'UpdateSecurityGroupRuleDescriptionsEgress', input: group },
  { service: 's3', operation: 'PutBucketPolicy', input: { ...of, Policy: '{}' } },
  { service: 's3', operation: 'DeletePublicAccessBlock', input: of },
  { service: 's3', operation: 'DeleteBucketOwnershipControls', input: of },
  { service: 's3', operation: 'DeleteBucketEncryption', input: of },
  {
    service: 's3',
    operation: 'PutBucketOwnershipControls',
    input: { ...of, OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } },
  },
  {
    service: 's3',
    operation: 'PutBucketVersioning',
    input: { ...of, VersioningConfiguration: { Status: 'Suspended' } },
  },
  { service: 's3', operation: 'PutBucketLogging', input: { ...of, BucketLoggingStatus: {} } },
  { service: 's3-control', operation: 'DeletePublicAccessBlock', input: { AccountId: '111122223333' } },
];

describe('the calls of a restore', () => {
  for (const change of changes) {
    it(`makes ${change.service}:${change.operation} with the planned input, and tells its request id`, async () => {
      const { apply, calls } = setUp();
      const ids: string[] = [];

      assert.equal(await apply(change, (id) => ids.push(id)), 'done');

      assert.deepEqual(calls(), [{ operation: change.operation, input: change.input }]);
      assert.deepEqual(ids, ['r-1']);
    });
  }

  for (const [what, change] of [
    ['an operation that no restore plans', { service: 's3', operation: 'DeleteBucket', input: of }],
    [
      'a state that no bucket has',
      { service: 's3', operation: 'PutBucketVersioning', input: { ...of, VersioningConfiguration: { Status: 'Off' } } },
    ],
    ['a bucket of no known owner', { service: 's3', operation: 'DeleteBucketEncryption', input: { Bucket: 'x' } }],
  ] satisfies [string, Change][]) {
    it(`makes no call for ${what}`, async () => {
      const { apply, calls } = setUp();

      const rejection: unknown = await apply(change).catch((error: unknown) => error);

      assert.instanceOf(rejection, Error);
      assert.deepEqual(calls(), []);
    });
  }

  const putPolicy: Change = { service: 's3', operation: 'PutBucketPolicy', input: { ...of, Policy: '{}' } };
  const blocked = awsError('AccessDenied', {
    status: 403,
    message: 'because public policies are prevented by the BlockPublicPolicy setting',
  });
  for (const [what, error] of [
    ['is busy with the call before', awsError('OperationAborted', { status: 409 })],
    ['does not yet act by Block Public Access that was switched off', blocked],
    ['does not yet act by ACLs that were enabled', awsError('AccessControlListNotSupported')],
  ] as const) {
    it(`tries again where S3 ${what}`, async () => {
      const { apply, calls, pauses } = setUp({ PutBucketPolicy: inTurn(error, error, {}) });

      assert.equal(await apply(putPolicy), 'done');

      assert.lengthOf(calls(), 3);
      assert.deepEqual(pauses, [500, 1500]);
    });
  }

  it('gives up after a few times', async () => {
    const { apply, calls } = setUp({ PutBucketPolicy: blocked });

    assert.strictEqual(await apply(putPolicy).catch((error: unknown) => error), blocked);
    assert.lengthOf(calls(), 4);
  });

  it('does not try again what is denied for another reason', async () => {
    const { apply, calls } = setUp({ PutBucketPolicy: awsError('AccessDenied', { status: 403 }) });

    assert.propertyVal(await apply(putPolicy).catch((error: unknown) => error), 'name', 'AccessDenied');
    assert.lengthOf(calls(), 1);
  });
});
