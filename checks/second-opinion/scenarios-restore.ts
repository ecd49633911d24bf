import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { AuthorizeSecurityGroupIngressCommand, CreateVpcCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { DeletePublicAccessBlockCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control';
import { rules } from '../../rules/registry.ts';
import {
  auditorOf,
  blocked,
  bucketState,
  openBothWays,
  putEncryption,
  putOwnership,
  putPolicy,
  soundBucket,
} from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedAccountBlock, recordedBucket, recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createEmptyGroup,
  createGroup,
  defaultGroup,
  egressOf,
  everywhere,
  ingressOf,
  inside,
  ledgerEntries,
  mendsTold,
  type Scenario,
  tcp,
} from './scenario.ts';

/** What was mended on moto, put back there by the operator's command. */
export const restoreScenarios: readonly Scenario[] = [
  {
    name: 'the restore of a group that was opened in several ways',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp([15, 25], everywhere, inside), tcp(4711, '::/0'), tcp(443, everywhere)]);
      const stateOf = async () => [await ingressOf(ec2, id), await egressOf(ec2, id)];
      const before = await stateOf();
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.notDeepEqual(await stateOf(), before);

      await putBack(hybrid, id);

      assert.deepEqual(await stateOf(), before);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      await hybrid.drain();
      assert.deepEqual(await stateOf(), before, 'what was put back is exempt, and not mended again');
    },
  },
  {
    name: 'the restore of a bucket of which much was wrong',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      await putOwnership(s3, Bucket, 'ObjectWriter');
      await putPolicy(s3, Bucket, auditorOf(Bucket));
      await putEncryption(s3, Bucket, 'AES256');
      const Status = 'Suspended';
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

      await mendAndPutBack(hybrid, Bucket);
    },
  },
  {
    name: 'the restore of a default group, of what a group reaches and of the block of an account',
    async run(hybrid) {
      const { ec2, s3Control } = hybrid.hub;
      const groups = [await openDefaultGroup(ec2), await createEmptyGroup(ec2)];
      // Another half than a scenario before has recorded: of the same AWS Config would see no change.
      const half = { ...blocked, BlockPublicAcls: false, BlockPublicPolicy: false };
      await s3Control.send(new PutAccountBlockCommand({ AccountId: hub, PublicAccessBlockConfiguration: half }));
      try {
        const blockNow = async () =>
          (await s3Control.send(new GetAccountBlockCommand({ AccountId: hub }))).PublicAccessBlockConfiguration;
        const stateNow = async () => [
          ...(await Promise.all(groups.map(async (id) => [await ingressOf(ec2, id), await egressOf(ec2, id)]))),
          await blockNow(),
        ];
        const before = await stateNow();
        for (const id of groups) await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
        await hybrid.record(recordedAccountBlock(hub, half));
        assert.deepEqual(await hybrid.drain(), { mended: 3 });
        assert.deepEqual(
          (await stateNow()).filter((state, at) => isDeepStrictEqual(state, before[at])),
          [],
        );

        for (const id of groups) await putBack(hybrid, id);
        await putBack(hybrid, hub);

        assert.deepEqual(await stateNow(), before);
        for (const id of groups) await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
        await hybrid.record(recordedAccountBlock(hub, half));
        await hybrid.drain();
        assert.deepEqual(await stateNow(), before, 'what was put back is exempt, and not mended again');
      } finally {
        await s3Control.send(new DeleteAccountBlockCommand({ AccountId: hub }));
      }
    },
  },
  {
    name: 'the restore of a bucket that was opened by policy and by ACL',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await openBothWays(s3, Bucket);

      await mendAndPutBack(hybrid, Bucket);
    },
  },
];

/** Has to come after all that restore. */
export const everyRuleRestored: Scenario = {
  name: 'the restore of what every rule mends, together with those before',
  async run(hybrid) {
    const actions = (await ledgerEntries(hybrid)).flatMap((entry) => entry.actions);
    const restored = actions.flatMap((action) => (action.restores === undefined ? [] : [action.restores]));
    const undone = actions.filter(({ id }) => restored.includes(id)).flatMap((action) => action.rules);
    const mendable = rules.filter(({ mend }) => 'by' in mend).map(({ id }) => id);

    assert.deepEqual([...new Set(undone)].toSorted(), mendable.toSorted());
  },
};

/** As AWS makes it, and moto does not: open to its members. */
async function openDefaultGroup(ec2: EC2Client): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.8.0.0/16' }));
  const id = await defaultGroup(ec2, Vpc?.VpcId ?? '');
  const members = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [members, tcp(443, inside)] }));
  return id;
}

/** A mend of all of it at once, and back to exactly what it was. */
async function mendAndPutBack(hybrid: Hybrid, bucket: string): Promise<void> {
  const { s3 } = hybrid.hub;
  const before = await bucketState(s3, bucket);
  await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
  assert.deepEqual(await hybrid.drain(), { mended: 1 });
  assert.notDeepEqual(await bucketState(s3, bucket), before);

  await putBack(hybrid, bucket);

  assert.deepEqual(await bucketState(s3, bucket), before);
  await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
  await hybrid.drain();
  assert.deepEqual(await bucketState(s3, bucket), before, 'what was put back is exempt, and not mended again');
}

/** By the operator, and told. */
export async function putBack(hybrid: Hybrid, id: string): Promise<void> {
  // Of the account there are mends of other scenarios as well: the latest is this one's.
  const mends = (await actionsOn(hybrid, id)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const action = mends.at(-1);
  if (action === undefined) throw new Error(`the ledger has no mend of ${id}`);
  await hybrid.configmend('restore', action.id, '--yes');
  const restored = (await actionsOn(hybrid, id)).find(({ restores }) => restores === action.id);
  assert.equal(restored?.outcome, 'restored');
  assert.ok(
    mendsTold(hybrid, id).some((told) => told.startsWith('Put back')),
    'Slack is told of the restore',
  );
}
