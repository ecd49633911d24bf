import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  type EC2Client,
  type IpPermission,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { AddedExemptions } from '../../contract/exemption.ts';
import { anyone, auditorOf, bucketState, denyHttp, openByPolicy, putPolicy, soundBucket } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub, member } from './names.ts';
import { endedWith } from './operator.ts';
import { recordedBucket, recordedGroup } from './recorded.ts';
import { actionsOn, createGroup, everywhere, inside, mendsTold, rulesOf, type Scenario, tcp } from './scenario.ts';
import { putBack } from './scenarios-restore.ts';

const History = v.object({
  actions: v.array(
    v.looseObject({
      id: v.string(),
      outcome: v.string(),
      restores: v.optional(v.string()),
      restoredBy: v.optional(v.string()),
    }),
  ),
  unreadable: v.array(v.object({ key: v.string(), reason: v.string() })),
});

/** What a restore finds that others have changed since the mend, and what is to be read of both. */
export const movedOnScenarios: readonly Scenario[] = [
  {
    name: 'the restore of a bucket whose policy has been changed since, refused and then forced',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const Bucket = await soundBucket(s3);
      await openByPolicy(s3, Bucket, denyHttp(Bucket));
      const before = await bucketState(s3, Bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      const action = await mendOf(hybrid, Bucket);
      const later = { ...anyone(Bucket), Principal: { AWS: `arn:aws:iam::${member}:role/later` } };
      await putPolicy(s3, Bucket, auditorOf(Bucket), later, denyHttp(Bucket));
      const moved = await bucketState(s3, Bucket);

      const printed = await endedWith(2, hybrid.configmend('restore', action, '--yes'));

      assert.ok(printed.includes('The policy has been changed since the mend.'), printed);
      assert.deepEqual(await bucketState(s3, Bucket), moved);
      assert.equal((await actionsOn(hybrid, Bucket)).length, 1, 'the ledger has the mend alone');
      assert.deepEqual(await exemptionsOf(hybrid, Bucket), []);
      assert.deepEqual(mendsTold(hybrid, Bucket), ['Mended']);

      await hybrid.configmend('restore', action, '--yes', '--force');
      assert.deepEqual(await bucketState(s3, Bucket), before);
      assert.notDeepEqual(await exemptionsOf(hybrid, Bucket), []);
    },
  },
  {
    name: 'the restore of a group to which others have added since, and of one that they opened again',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [added, back] = [await mendedGroup(hybrid), await mendedGroup(hybrid)];
      await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: added.id,
          IpPermissions: [permission(8443, 8443, ['198.51.100.7/32', 'new'])],
        }),
      );
      const redescribed = [permission(443, 443, [everywhere, 'web'])];
      await ec2.send(
        new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId: back.id, IpPermissions: redescribed }),
      );
      const again = [permission(20, 25, [everywhere, 'again'])];
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: back.id, IpPermissions: again }));
      const theirs = await describedOf(ec2, back.id);

      await putBack(hybrid, added.id);
      const refused = hybrid.configmend('restore', await mendOf(hybrid, back.id), '--yes');
      const printed = await endedWith(2, refused);

      assert.deepEqual(await describedOf(ec2, added.id), [...added.before, '8443-8443 198.51.100.7/32 new'].toSorted());
      const why = 'tcp 20-25 from 0.0.0.0/0 has been added again since, with another description.';
      assert.ok(printed.includes(why), printed);
      assert.deepEqual(await describedOf(ec2, back.id), theirs);
      assert.deepEqual(await exemptionsOf(hybrid, back.id), []);
    },
  },
  {
    name: 'the history of a mend and its restore, with a broken entry in the ledger',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const { id } = await mendedGroup(hybrid);
      const action = await mendOf(hybrid, id);
      await putBack(hybrid, id);
      const key = `actions/${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/broken.json`;
      const broken = { Bucket: hybrid.deployment.ledgerBucket, Key: key };
      await s3.send(new PutObjectCommand({ ...broken, Body: '{' }));
      try {
        const listed = await endedWith(1, hybrid.configmend('history', '--resource', id, '--json'));
        const table = await endedWith(1, hybrid.configmend('history', '--resource', id));

        const { actions, unreadable } = v.parse(History, JSON.parse(listed));
        const [restore, mend, ...others] = actions;
        assert.deepEqual(others, []);
        assert.deepEqual([restore?.outcome, restore?.restores, restore?.restoredBy], ['restored', action, undefined]);
        assert.deepEqual([mend?.id, mend?.outcome, mend?.restoredBy], [action, 'mended', restore?.id]);
        assert.deepEqual(unreadable, [{ key, reason: 'it is not JSON' }]);
        assert.match(table, new RegExp(`${action.replace('.', String.raw`\.`)} +mended +${id}`));
      } finally {
        await s3.send(new DeleteObjectCommand(broken));
      }
    },
  },
];

type Described = readonly [cidr: string, description: string];

function permission(FromPort: number, ToPort: number, ...ranges: readonly Described[]): IpPermission {
  const IpRanges = ranges.map(([CidrIp, Description]) => ({ CidrIp, Description }));
  return { IpProtocol: 'tcp', FromPort, ToPort, IpRanges };
}

/** The ingress rules of a group with their descriptions, a line each, in order of their text. */
async function describedOf(ec2: EC2Client, id: string): Promise<string[]> {
  return (await rulesOf(ec2, id))
    .filter(({ IsEgress }) => IsEgress === false)
    .map(({ FromPort, ToPort, CidrIpv4, Description = '' }) => `${FromPort}-${ToPort} ${CidrIpv4} ${Description}`)
    .toSorted();
}

/** A group that was opened to everyone and mended, with what it was before. */
async function mendedGroup(hybrid: Hybrid): Promise<{ readonly id: string; readonly before: readonly string[] }> {
  const { ec2 } = hybrid.hub;
  const opened = permission(20, 25, [everywhere, 'temp'], [inside, 'office']);
  const id = await createGroup(ec2, [opened, tcp(443, everywhere)]);
  const before = await describedOf(ec2, id);
  await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
  assert.deepEqual(await hybrid.drain(), { mended: 1 });
  assert.notDeepEqual(await describedOf(ec2, id), before);
  return { id, before };
}

async function mendOf(hybrid: Hybrid, resourceId: string): Promise<string> {
  const mend = (await actionsOn(hybrid, resourceId)).find(({ outcome }) => outcome === 'mended');
  assert.ok(mend !== undefined, `the ledger has no mend of ${resourceId}`);
  return mend.id;
}

async function exemptionsOf({ hub: { s3 }, deployment }: Hybrid, id: string): Promise<unknown[]> {
  const at = { Bucket: deployment.ledgerBucket, Key: 'exemptions/added.json' };
  const { Body } = await s3.send(new GetObjectCommand(at));
  const { exemptions } = v.parse(AddedExemptions, JSON.parse((await Body?.transformToString()) ?? ''));
  return exemptions.filter(({ resource }) => resource === id);
}
