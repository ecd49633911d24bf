import assert from 'node:assert/strict';
import { auditorOf, bucketState, denyHttp, openBothWays, putPolicy, soundBucket } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedBucket, recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createGroup,
  everywhere,
  foundGroup,
  ingressOf,
  kept,
  mendsTold,
  opened,
  reasonsOf,
  type Scenario,
  tcp,
} from './scenario.ts';
import { changesOf, lostAfter, ofCall, refusal, refuses, withoutDelays } from './troubles.ts';
import type { Trouble } from './way-to-moto.ts';

interface Refused {
  readonly name: string;
  readonly operation: string;
  readonly trouble: Trouble;
  /** How often; each time where it is left out. */
  readonly times?: number;
  readonly outcome: string;
  readonly told: string;
  readonly dead: readonly string[];
  /** Of SSH and of a range, both of which everyone reaches and the second of which is cut. */
  readonly left: readonly string[];
}

const denied = refuses('UnauthorizedOperation', 403, 'ec2');
const [authorize, revoke] = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'];
const [cut, whole] = [[`tcp 15-19 ${everywhere}`], [`tcp 15-25 ${everywhere}`]];
const mended = { outcome: 'mended', told: 'Mended', dead: [], left: [...cut, kept] };

const groups: readonly Refused[] = [
  {
    name: 'throttled twice',
    operation: revoke,
    trouble: refuses('RequestLimitExceeded', 503, 'ec2'),
    times: 2,
    ...mended,
  },
  { name: 'made though its answer was lost', operation: revoke, trouble: lostAfter, times: 1, ...mended },
  {
    name: 'the first of two, made though its answer was lost',
    operation: authorize,
    trouble: lostAfter,
    times: 1,
    ...mended,
  },
  {
    name: 'beyond a quota',
    operation: authorize,
    trouble: refuses('RulesPerSecurityGroupLimitExceeded', 400, 'ec2'),
    ...mended,
    left: [kept],
  },
  {
    name: 'denied',
    operation: authorize,
    trouble: denied,
    outcome: 'failed',
    told: 'Mend failed',
    dead: ['CHANGE_DENIED', 'CHANGE_DENIED'],
    left: [...whole, opened, kept],
  },
  {
    name: 'denied half-way',
    operation: revoke,
    trouble: denied,
    outcome: 'partly-mended',
    told: 'Partly mended',
    dead: ['CHANGE_DENIED', 'CHANGE_DENIED'],
    left: [...cut, ...whole, opened, kept],
  },
];

/** What AWS would refuse, or answer and nobody hears, put between the functions and moto. */
export const refusedScenarios: readonly Scenario[] = [
  ...groups.map(({ name, operation, trouble, times = Number.POSITIVE_INFINITY, outcome, told, dead, left }) => ({
    name: `a change of a group that is ${name}`,
    async run(hybrid: Hybrid) {
      const id = await foundGroup(hybrid, tcp([15, 25], everywhere));
      const struck = hybrid.way.meet(ofCall(operation, id), trouble, times);

      const outcomes = await hybrid.drain();

      assert.ok(struck() >= Math.min(times, 1), 'it was refused');
      assert.deepEqual(outcomes, { [outcome]: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), left.toSorted());
      assert.deepEqual(mendsTold(hybrid, id), [told]);
      assert.deepEqual(await reasonsOf(hybrid, id), dead);
      const actions = await actionsOn(hybrid, id);
      assert.equal(actions.at(-1)?.outcome, outcome);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  {
    name: 'a change of a group that stays denied half-way when the group is found again',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp([15, 25], everywhere)]);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      const struck = hybrid.way.meet(ofCall(revoke, id), denied, Number.POSITIVE_INFINITY);
      const others = changesOf(hybrid, id);

      const first = await hybrid.drain();
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      const later = await hybrid.drain();

      assert.deepEqual([first, later], [{ 'partly-mended': 1 }, { failed: 1 }]);
      assert.deepEqual([others(), struck()], [[authorize], 2], 'what was made is not made again');
      assert.deepEqual(await ingressOf(ec2, id), [...cut, ...whole].toSorted());
      assert.deepEqual(mendsTold(hybrid, id), ['Partly mended', 'Mend failed']);
      assert.deepEqual(
        await reasonsOf(hybrid, id),
        Array.from({ length: 4 }, () => 'CHANGE_DENIED'),
      );
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a change of a bucket that another change aborts twice',
    async run(hybrid) {
      const { bucket, before } = await httpBucket(hybrid);
      const undelay = withoutDelays(hybrid);
      const struck = hybrid.way.meet(ofCall('PUT policy', bucket), refuses('OperationAborted', 409, 's3'), 2);

      const outcomes = await hybrid.drain();

      undelay();
      assert.equal(struck(), 2);
      assert.deepEqual(outcomes, { failed: 2, mended: 1 });
      const policy = { Version: '2012-10-17', Statement: [auditorOf(bucket), denyHttp(bucket)] };
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), { ...before, policy });
      assert.deepEqual(mendsTold(hybrid, bucket), ['Mended'], 'what is tried again by itself is not told');
      assert.deepEqual(await reasonsOf(hybrid, bucket), []);
    },
  },
  {
    name: 'a change of a bucket that other changes abort for the fifth time',
    async run(hybrid) {
      const { bucket, before } = await httpBucket(hybrid);
      const [{ Body = '' } = {}] = await hybrid.waiting();
      await hybrid.send(Body.replace('"attempt":0', '"attempt":4'));
      const undelay = withoutDelays(hybrid);
      const struck = hybrid.way.meet(ofCall('PUT policy', bucket), refuses('OperationAborted', 409, 's3'));

      const outcomes = await hybrid.drain();

      undelay();
      assert.equal(struck(), 1);
      assert.deepEqual(outcomes, { failed: 1 });
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), before);
      assert.deepEqual(mendsTold(hybrid, bucket), ['Mend failed'], 'people are told once');
      assert.deepEqual(await reasonsOf(hybrid, bucket), ['CHANGE_FAILED']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a change of a bucket that is denied half-way',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await openBothWays(s3, Bucket, denyHttp(Bucket));
      const before = await bucketState(s3, Bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      const denies = refuses('AccessDenied', 403, 's3');
      const struck = hybrid.way.meet(ofCall('PUT acl', Bucket), denies, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.equal(struck(), 1);
      assert.deepEqual(outcomes, { 'partly-mended': 1 });
      const policy = { Version: '2012-10-17', Statement: [auditorOf(Bucket), denyHttp(Bucket)] };
      assert.deepEqual(
        await bucketState(s3, Bucket),
        { ...before, policy },
        'what was taken away is gone, and no more',
      );
      const [action] = await actionsOn(hybrid, Bucket);
      assert.deepEqual(
        action?.calls.map(({ operation, error }) => [operation, error]),
        [
          ['PutBucketPolicy', undefined],
          ['PutBucketAcl', `AccessDenied: ${refusal}`],
        ],
      );
      // By the rule of public access, and by that of ACLs.
      assert.deepEqual(await reasonsOf(hybrid, Bucket), ['CHANGE_DENIED', 'CHANGE_DENIED']);
      assert.deepEqual(mendsTold(hybrid, Bucket), ['Partly mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a bucket that cannot be read when it is to be mended',
    async run(hybrid) {
      const { bucket, before } = await httpBucket(hybrid);
      const denies = refuses('AccessDenied', 403, 's3');
      const struck = hybrid.way.meet(ofCall('GET policy', bucket), denies, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.ok(struck() > 0);
      assert.deepEqual(outcomes, { failed: 1 });
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), before);
      assert.deepEqual(mendsTold(hybrid, bucket), ['Mend failed']);
      assert.deepEqual(await reasonsOf(hybrid, bucket), ['READ_FAILED']);
    },
  },
];

/** Found to take plain HTTP, and sound otherwise. */
async function httpBucket(hybrid: Hybrid) {
  const { s3 } = hybrid.hub;
  const bucket = await soundBucket(s3);
  await putPolicy(s3, bucket, auditorOf(bucket));
  const before = await bucketState(s3, bucket);
  await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
  return { bucket, before };
}
