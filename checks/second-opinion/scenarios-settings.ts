import assert from 'node:assert/strict';
import {
  DeletePublicAccessBlockCommand,
  PutBucketLoggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  auditorOf,
  blocked,
  bucketState,
  denyHttp,
  open,
  putOwnership,
  putPolicy,
  soundBucket,
  takesLogs,
} from './bucket-state.ts';
import { hub, logBucket } from './hybrid.ts';
import { recordedBucket } from './recorded.ts';
import { actionsOn, mendsTold, reasonsOf, type Scenario } from './scenario.ts';
import { afterGrace } from './unlogged-bucket.ts';
import { ofCall, refuses } from './troubles.ts';

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
      const Bucket = await soundBucket(s3);
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open }));
      await putPolicy(s3, Bucket, auditorOf(Bucket), { ...auditorOf(Bucket), Principal: '*' }, denyHttp(Bucket));
      const Status = 'Suspended';
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      const before = await bucketState(s3, Bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      const struck = hybrid.way.meet(ofCall('PUT policy', Bucket), denied, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.ok(struck() > 0);
      assert.deepEqual(outcomes, { 'partly-mended': 1 });
      assert.deepEqual(await bucketState(s3, Bucket), { ...before, versioning: 'Enabled' });
      assert.deepEqual(mendsTold(hybrid, Bucket), ['Partly mended']);
      assert.deepEqual([...new Set(await reasonsOf(hybrid, Bucket))], ['CHANGE_DENIED']);
      assert.equal((await actionsOn(hybrid, Bucket)).at(-1)?.outcome, 'partly-mended');
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
      const passed = hybrid.way.meet(isPut, (forward) => forward(), Number.POSITIVE_INFINITY);

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
    const Bucket = await soundBucket(s3);
    await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
    const before = await bucketState(s3, Bucket);
    await putPolicy(s3, logBucket, takesLogs(logBucket, 'cloudtrail'));
    await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));

    const outcomes = await afterGrace(hybrid);

    await putPolicy(s3, logBucket, takesLogs(logBucket));
    assert.deepEqual(outcomes, { failed: 1 });
    assert.deepEqual(await bucketState(s3, Bucket), before);
    assert.deepEqual(mendsTold(hybrid, Bucket), ['To be mended', 'Mend failed']);
    assert.deepEqual(await reasonsOf(hybrid, Bucket), ['CHANGE_FAILED']);
    const [buried] = (await hybrid.waiting('dead letters')).filter(({ Body = '' }) => Body.includes(Bucket));
    const why = buried?.MessageAttributes?.['Reason']?.StringValue ?? '';
    assert.match(why, /^InvalidTargetBucketForLogging: .*log-delivery group WRITE and READ_ACP/);
    assert.equal((await actionsOn(hybrid, Bucket)).at(-1)?.outcome, 'failed');
    assert.deepEqual(await hybrid.waiting(), []);
  },
};
