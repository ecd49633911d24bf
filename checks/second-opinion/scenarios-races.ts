import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  DeleteSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { DeleteBucketCommand, DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { DeletePublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { auditorOf, blocked, bucketState, denyHttp, putPolicy, soundBucket } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedAccountBlock, recordedBucket, recordedGroup } from './recorded.ts';
import { createGroup, everywhere, ingressOf, inside, kept, mendsTold, type Scenario, tcp } from './scenario.ts';
import { happensFirst, ofCall } from './troubles.ts';

interface Race {
  readonly name: string;
  readonly open: readonly IpPermission[];
  /** Before which call of the mend somebody does it; before all of them where none is named. */
  readonly before?: string;
  happens(ec2: EC2Client, GroupId: string): Promise<unknown>;
  readonly outcome: 'mended' | 'nothing-to-do';
  /** null for a group that is gone. */
  readonly left: readonly string[] | null;
}

const revoke = (ec2: EC2Client, GroupId: string, ...IpPermissions: IpPermission[]): Promise<unknown> =>
  ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
const ssh = tcp(22, everywhere, inside);
const range = tcp([15, 25], everywhere);
const byHand = [tcp([15, 19], everywhere), tcp(22, '203.0.113.0/24')];
const v6 = tcp(22, '::/0');

const races: readonly Race[] = [
  {
    name: 'removes one of two rules before the mend',
    open: [ssh, v6],
    happens: (ec2, id) => revoke(ec2, id, v6),
    outcome: 'mended',
    left: [kept],
  },
  {
    name: 'removes all that is wrong before the mend',
    open: [ssh],
    happens: (ec2, id) => revoke(ec2, id, tcp(22, everywhere)),
    outcome: 'nothing-to-do',
    left: [kept],
  },
  {
    name: 'removes one of two rules after they were read',
    open: [ssh, v6],
    before: 'RevokeSecurityGroupIngress',
    happens: (ec2, id) => revoke(ec2, id, v6),
    outcome: 'mended',
    left: [kept],
  },
  {
    name: 'narrows a rule by hand that the mend is about to cut',
    open: [range],
    before: 'AuthorizeSecurityGroupIngress',
    async happens(ec2, GroupId) {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: byHand }));
      await revoke(ec2, GroupId, range);
    },
    outcome: 'nothing-to-do',
    left: [`tcp 15-19 ${everywhere}`, 'tcp 22-22 203.0.113.0/24'],
  },
  {
    name: 'deletes a group that is about to be mended',
    open: [ssh],
    before: 'RevokeSecurityGroupIngress',
    happens: (ec2, GroupId) => ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
    outcome: 'nothing-to-do',
    left: null,
  },
];

/** People and the pipeline at the same resource, at moments that are brought about between its calls. */
export const raceScenarios: readonly Scenario[] = [
  ...races.map(({ name, open, before, happens, outcome, left }) => ({
    name: `somebody who ${name}`,
    async run(hybrid: Hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, open);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      if (before === undefined) await happens(ec2, id);
      const came = hybrid.way.meet(
        (call) => before !== undefined && ofCall(before, id)(call),
        happensFirst(() => happens(ec2, id)),
      );

      const outcomes = await hybrid.drain();

      assert.equal(came(), before === undefined ? 0 : 1);
      assert.deepEqual(outcomes, { [outcome]: 1 });
      if (left === null) await assert.rejects(ingressOf(ec2, id).then((rules) => assert.notDeepEqual(rules, [])));
      else assert.deepEqual(await ingressOf(ec2, id), left);
      assert.deepEqual(mendsTold(hybrid, id), outcome === 'mended' ? ['Mended'] : []);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  ...(['policy', 'bucket'] as const).map((what) => ({
    name: `somebody who deletes the ${what} that is about to be mended`,
    async run(hybrid: Hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await putPolicy(s3, Bucket, auditorOf(Bucket));
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      if (what === 'bucket') await s3.send(new DeleteBucketCommand({ Bucket }));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, what === 'bucket' ? { 'nothing-to-do': 1 } : { mended: 1 });
      assert.deepEqual(mendsTold(hybrid, Bucket), what === 'bucket' ? [] : ['Mended']);
      if (what === 'policy') {
        // Without a policy it takes plain HTTP as well; what was deleted is not brought back.
        const policy = { Version: '2012-10-17', Statement: [denyHttp(Bucket)] };
        assert.deepEqual((await bucketState(s3, Bucket)).policy, policy);
      }
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  {
    name: 'somebody who blocks public access for the account before the mend',
    async run(hybrid) {
      const { s3Control } = hybrid.hub;
      const half = { ...blocked, BlockPublicPolicy: false };
      await s3Control.send(new PutPublicAccessBlockCommand({ AccountId: hub, PublicAccessBlockConfiguration: half }));
      await hybrid.record(recordedAccountBlock(hub, half));
      const put = { AccountId: hub, PublicAccessBlockConfiguration: blocked };
      await s3Control.send(new PutPublicAccessBlockCommand(put));
      const told = mendsTold(hybrid, hub).length;

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { 'nothing-to-do': 1 });
      assert.equal(mendsTold(hybrid, hub).length, told, 'nobody is told of a mend');
      await s3Control.send(new DeletePublicAccessBlockCommand({ AccountId: hub }));
    },
  },
];
