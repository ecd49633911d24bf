import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { Apply } from '../../remediators/apply.ts';
import { applyRestore } from '../../restore/apply-restore.ts';
import { blockConfiguration } from '../../restore/block-settings.ts';
import { answering, awsError, type Call, inTurn } from '../support/aws.ts';
import { allOff } from '../support/buckets.ts';

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
  {
    service: 's3-control',
    operation: 'PutPublicAccessBlock',
    input: { AccountId: '111122223333', PublicAccessBlockConfiguration: blockConfiguration(allOff) },
  },
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
    [
      'logs of which it is not said where to',
      { service: 's3', operation: 'PutBucketLogging', input: { ...of, BucketLoggingStatus: { LoggingEnabled: {} } } },
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

  const settings: Change[] = [
    ...['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'].map((ObjectOwnership) => ({
      service: 's3' as const,
      operation: 'PutBucketOwnershipControls',
      input: { ...of, OwnershipControls: { Rules: [{ ObjectOwnership }] } },
    })),
    ...['Enabled', 'Suspended'].map((Status) => ({
      service: 's3' as const,
      operation: 'PutBucketVersioning',
      input: { ...of, VersioningConfiguration: { Status } },
    })),
  ];
  for (const { service, operation, input } of settings) {
    const { Bucket: _name, ExpectedBucketOwner: _owner, ...setting } = input;
    it(`puts every setting that a bucket can have had: ${JSON.stringify(setting)}`, async () => {
      const { apply, calls } = setUp();

      assert.equal(await apply({ service, operation, input }), 'done');

      assert.deepEqual(calls(), [{ operation, input }]);
    });
  }

  it('puts logs back to where they went, as a mend puts them', async () => {
    const { apply, calls } = setUp();
    const input = { ...of, BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'photos/' } } };

    assert.equal(await apply({ service: 's3', operation: 'PutBucketLogging', input }), 'done');

    assert.deepEqual(calls(), [{ operation: 'PutBucketLogging', input }]);
  });

  it('gives up after a few times', async () => {
    const { apply, calls } = setUp({ PutBucketPolicy: blocked });

    assert.strictEqual(await apply(putPolicy).catch((error: unknown) => error), blocked);
    assert.lengthOf(calls(), 4);
  });

  for (const [what, error] of [
    ['denied for another reason', awsError('AccessDenied', { status: 403 })],
    ['refused for good, whatever its words', awsError('MalformedPolicy', { message: blocked.message })],
  ] as const) {
    it(`does not try again what is ${what}`, async () => {
      const { apply, calls, pauses } = setUp({ PutBucketPolicy: error });

      assert.strictEqual(await apply(putPolicy).catch((rejection: unknown) => rejection), error);

      assert.lengthOf(calls(), 1);
      assert.isEmpty(pauses);
    });
  }
});
