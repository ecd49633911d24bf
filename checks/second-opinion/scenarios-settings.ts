import assert from 'node:assert/strict';
import { DeletePublicAccessBlockCommand } from '@aws-sdk/client-s3';
import {
  blocked,
  bucketState,
  putOwnership,
  putPolicy,
  soundBucket,
  takesLogs,
  twiceUnsoundBucket,
} from './bucket-state.ts';
import { hub, logBucket } from './names.ts';
import { recordedBucket } from './recorded.ts';
import { actionsOn, deadLettersOf, mendsTold, reasonsOf, type Scenario } from './scenario.ts';
import { ofCall, passes, refusal, refuses, withoutDelays } from './troubles.ts';
import { beyondGraceMs, unloggedBucket } from './unlogged-bucket.ts';

const acls = 's3-bucket-acls-disabled';
const denied = refuses('AccessDenied', 403, 's3');

/** Settings of a bucket of which one call fails, on its way to moto or by moto itself. */
export const settingScenarios: readonly Scenario[] = [
  {
    name: 'a bucket with ACLs enabled whose object ownership cannot be read',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await putOwnership(s3, Bucket, 'ObjectWriter');
      const recorded = await recordedBucket(hybrid.hub, hub, Bucket);
      const before = await bucketState(s3, Bucket);
      const struck = hybrid.way.meet(ofCall('GET ownershipControls', Bucket), denied, Number.POSITIVE_INFINITY);

      await hybrid.record(recorded);

      assert.ok(struck() > 0);
      const found = await hybrid.verdictOn(acls, recorded);
      assert.equal(found.compliance, 'NON_COMPLIANT');
      assert.match(found.annotation ?? '', /^undecided: object ownership: /);
      assert.deepEqual(await hybrid.waiting(), []);
      assert.deepEqual(await bucketState(s3, Bucket), before);
    },
  },
  {
    name: 'settings of a bucket beside a policy that may not be changed',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await twiceUnsoundBucket(s3);
      const before = await bucketState(s3, Bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      const struck = hybrid.way.meet(ofCall('PUT policy', Bucket), denied, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.ok(struck() > 0);
      assert.deepEqual(outcomes, { 'partly-mended': 1 });
      assert.deepEqual(await bucketState(s3, Bucket), { ...before, versioning: 'Enabled' });
      assert.deepEqual(mendsTold(hybrid, Bucket), ['Partly mended']);
      assert.deepEqual([...new Set(await reasonsOf(hybrid, Bucket))], ['CHANGE_DENIED']);
      const [action] = await actionsOn(hybrid, Bucket);
      assert.equal(action?.outcome, 'partly-mended');
      assert.deepEqual(
        action.calls.map(({ operation, error }) => [operation, error]),
        [
          ['PutBucketPolicy', `AccessDenied: ${refusal}`],
          ['PutBucketVersioning', undefined],
        ],
        'the settings come after what is refused',
      );
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a block of a bucket that another change aborts, put again at once',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      const before = await bucketState(s3, Bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      const isPut = ofCall('PUT publicAccessBlock', Bucket);
      const struck = hybrid.way.meet(isPut, refuses('OperationAborted', 409, 's3'));
      const passed = hybrid.way.meet(isPut, passes, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.deepEqual([struck(), passed()], [1, 1]);
      assert.deepEqual(outcomes, { mended: 1 }, 'it does not go back to the queue');
      assert.deepEqual(await bucketState(s3, Bucket), { ...before, block: blocked });
      assert.deepEqual(mendsTold(hybrid, Bucket), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

/** Moves time on, so that it has to be at the end. */
export const refusedLogsScenario: Scenario = {
  name: 'a bucket whose logs their target does not take',
  async run(hybrid) {
    const { s3 } = hybrid.hub;
    const undelay = withoutDelays(hybrid);
    try {
      const { bucket, before } = await unloggedBucket(hybrid, () =>
        putPolicy(s3, logBucket, takesLogs(logBucket, 'cloudtrail')),
      );
      await hybrid.coordinate();
      await hybrid.pass(beyondGraceMs);

      const outcomes = await hybrid.drain();

      undelay();
      assert.deepEqual(outcomes, { failed: 1 });
      assert.deepEqual(await bucketState(s3, bucket), before);
      assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended', 'Mend failed']);
      const [{ code, reason } = { code: '', reason: '' }, ...more] = await deadLettersOf(hybrid, bucket);
      assert.deepEqual([code, more], ['CHANGE_FAILED', []]);
      assert.match(reason, /^InvalidTargetBucketForLogging: .*log-delivery group WRITE and READ_ACP/);
      assert.equal((await actionsOn(hybrid, bucket)).at(-1)?.outcome, 'failed');
      assert.deepEqual(await hybrid.waiting(), []);
    } finally {
      await putPolicy(s3, logBucket, takesLogs(logBucket));
    }
  },
};
