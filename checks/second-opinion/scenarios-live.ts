import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeleteBucketCommand, PutBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { apiCallEvent, sam, sessionArn } from './api-call-event.ts';
import { auditorOf, blocked, bucketState, createBucket, denyHttp, putPolicy, soundBucket } from './bucket-state.ts';
import { authorise, modify, pipeline } from './changes.ts';
import type { Hybrid } from './hybrid.ts';
import { approvalBucket, hub, member } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  actionsOn,
  assertTold,
  createGroup,
  egressOf,
  everywhere,
  ingressOf,
  inside,
  kept,
  openSsh,
  rulesOf,
  type Scenario,
  tcp,
} from './scenario.ts';
import { putBack } from './scenarios-restore.ts';
import { region } from './sides.ts';

const allowed = `tcp 443-443 ${everywhere}`;

/** What is judged as it is on moto, without AWS Config. */
export const liveScenarios: readonly Scenario[] = [
  {
    name: 'the fast path, upon a call that opened a group',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [id, twin] = [await createGroup(ec2, [tcp(22, inside)]), await createGroup(ec2, [openSsh()])];
      const untouched = await ingressOf(ec2, twin);
      await authorise(hybrid, pipeline, id, tcp(22, everywhere));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      assert.deepEqual(await ingressOf(ec2, twin), untouched, 'another group is as it was');
      const [action] = await actionsOn(hybrid, id);
      assert.equal(action?.actor, sessionArn(pipeline), 'the ledger says who opened it');
      assertTold(hybrid, id);
    },
  },
  {
    name: 'the fast path, upon a call that took a statement from the policy of a bucket',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const bucket = await soundBucket(s3);
      const before = await bucketState(s3, bucket);
      await putPolicy(s3, bucket, auditorOf(bucket));
      await hybrid.invoke('fast-path', apiCallEvent(sam, 's3', 'PutBucketPolicy', { bucketName: bucket }));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      const policy = { Version: '2012-10-17', Statement: [auditorOf(bucket), denyHttp(bucket)] };
      assert.deepEqual(await bucketState(s3, bucket), { ...before, policy });
      assertTold(hybrid, bucket);
    },
  },
  {
    name: 'a bucket that serves a website and takes plain HTTP, which is left to people',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
      await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
      await putPolicy(s3, Bucket, auditorOf(Bucket));
      const before = await bucketState(s3, Bucket);
      await hybrid.invoke('fast-path', apiCallEvent(sam, 's3', 'PutBucketPolicy', { bucketName: Bucket }));

      assert.deepEqual(await hybrid.waiting(), []);
      assert.deepEqual(await bucketState(s3, Bucket), before);
    },
  },
  {
    name: 'a rule that nobody approved',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, []);
      await authorise(hybrid, pipeline, id, tcp(443, everywhere));
      assert.deepEqual(await hybrid.drain(), {}, 'what the pipeline does is approved');
      await authorise(hybrid, sam, id, tcp(80, everywhere));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(ec2, id), [allowed]);
      assert.deepEqual(await egressOf(ec2, id), [allowed]);
      assertTold(hybrid, id);
    },
  },
  {
    name: 'a rule that was changed and nobody approved, and its restore, by ModifySecurityGroupRules',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(443, everywhere), tcp(8443, inside)]);
      const before = await rulesOf(ec2, id);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      await modify(
        hybrid,
        sam,
        id,
        before.find(({ FromPort }) => FromPort === 8443),
      );

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await rulesOf(ec2, id), before, 'each rule is as it was, by the same id');
      const [action] = await actionsOn(hybrid, id);
      assert.deepEqual(
        action?.calls.map(({ operation }) => operation),
        ['ModifySecurityGroupRules'],
      );
      assertTold(hybrid, id);

      await putBack(hybrid, id);
      const after = await rulesOf(ec2, id);
      const changed = { FromPort: 80, ToPort: 80, CidrIpv4: everywhere };
      assert.deepEqual(
        after,
        before.map((rule) => (rule.FromPort === 8443 ? { ...rule, ...changed } : rule)),
        'the restore changes it again, and nothing else',
      );
    },
  },
  {
    name: 'a sweep of a member account that AWS Config has not looked at',
    async run(hybrid) {
      const { ec2, s3, s3Control } = hybrid.member;
      // No rule is to find anything wrong with it.
      await s3.send(new DeleteBucketCommand({ Bucket: approvalBucket }));
      try {
        const [id, theirs] = [await createGroup(ec2, [openSsh()]), await createGroup(ec2, [tcp(443, everywhere)])];
        const ours = await createGroup(hybrid.hub.ec2, [openSsh()]);
        const untouched = await ingressOf(hybrid.hub.ec2, ours);

        await sweepOf(hybrid, member);
        const outcomes = await hybrid.drain();

        // The group, the default group of moto's VPC, and the account that never blocked anything.
        assert.deepEqual(outcomes, { mended: 3 });
        assert.deepEqual(await ingressOf(ec2, id), [kept]);
        assert.deepEqual(await ingressOf(ec2, theirs), [allowed]);
        const block = await s3Control.send(new GetPublicAccessBlockCommand({ AccountId: member }));
        assert.deepEqual(block.PublicAccessBlockConfiguration, blocked);
        assert.deepEqual(await ingressOf(hybrid.hub.ec2, ours), untouched, 'the hub was not looked at');
        assertTold(hybrid, id);

        await sweepOf(hybrid, member);
        assert.deepEqual(await hybrid.waiting(), [], 'the next one finds nothing');
      } finally {
        await createBucket(s3, approvalBucket);
      }
    },
  },
];

/** As the sweep that the schedule starts has itself look at one place. */
export async function sweepOf(hybrid: Hybrid, accountId: string): Promise<void> {
  const startedAt = new Date().toISOString();
  const sweepId = `${startedAt.replaceAll(/[-:]|\.\d+/g, '')}-${randomUUID().slice(0, 8)}`;
  await hybrid.invoke('sweep', { sweepId, startedAt, accountId, region });
}
