import assert from 'node:assert/strict';
import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { member } from './names.ts';
import { endedWith } from './operator.ts';
import { recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createGroup,
  everywhere,
  foundGroup,
  ingressOf,
  kept,
  opened,
  openSsh,
  type Scenario,
  tcp,
} from './scenario.ts';

const rule = 'security-group-restricted-ports';
const Inspected = v.object({
  resources: v.array(
    v.object({
      resource: v.object({ id: v.string() }),
      state: v.string(),
      accountName: v.optional(v.string()),
    }),
  ),
});
const Scanned = v.object({
  evaluations: v.array(
    v.object({ resourceId: v.string(), compliance: v.string(), accountName: v.optional(v.string()) }),
  ),
});

/** What an operator's commands read of moto, and that they leave it as it is. */
export const commandScenarios: readonly Scenario[] = [
  {
    name: 'what waits in the queue, inspected against what is live',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [open, closed] = [await foundGroup(hybrid), await foundGroup(hybrid)];
      const IpPermissions = [tcp(22, everywhere)];
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: closed, IpPermissions }));

      for (let times = 0; times < 3; times += 1) {
        const { resources } = v.parse(Inspected, JSON.parse(await hybrid.configmend('inspect', '--live', '--json')));
        const states = new Map(resources.map(({ resource, state }) => [resource.id, state]));
        assert.deepEqual([states.get(open), states.get(closed)], ['confirmed', 'clean']);
      }

      assert.deepEqual(await ingressOf(ec2, open), [opened, kept], 'nothing is changed by looking');
      assert.deepEqual(await hybrid.drain(), { mended: 1, 'nothing-to-do': 1 });
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group that is open, found by a scan, which changes nothing',
    async run(hybrid) {
      const id = await foundGroup(hybrid);

      const printed = await endedWith(2, hybrid.configmend('scan', '--rule', rule, '--json'));

      const { evaluations } = v.parse(Scanned, JSON.parse(printed));
      const found = evaluations.filter(({ resourceId }) => resourceId === id).map(({ compliance }) => compliance);
      assert.deepEqual(found, ['NON_COMPLIANT']);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
      await hybrid.drain();
    },
  },
  {
    name: 'a group of the hub and one of a member, shown by a scan and an inspection',
    async run(hybrid) {
      const [ours, theirs] = [await foundGroup(hybrid), await createGroup(hybrid.member.ec2, [openSsh()])];
      await hybrid.record(await recordedGroup(hybrid.member, member, theirs));

      const places = ['--bucket', hybrid.deployment.ledgerBucket, '--json'];
      const scanned = await endedWith(2, hybrid.configmend('scan', '--rule', rule, ...places));
      const inspected = await hybrid.configmend('inspect', '--live', ...places);

      const { evaluations } = v.parse(Scanned, JSON.parse(scanned));
      const { resources } = v.parse(Inspected, JSON.parse(inspected));
      for (const [id, accountName] of [
        [ours, 'security'],
        [theirs, 'payments'],
      ]) {
        const found = evaluations.filter(({ resourceId }) => resourceId === id);
        assert.deepEqual(
          found.map((one) => [one.compliance, one.accountName]),
          [['NON_COMPLIANT', accountName]],
        );
        const waiting = resources.filter(({ resource }) => resource.id === id);
        assert.deepEqual(
          waiting.map((one) => [one.state, one.accountName]),
          [['confirmed', accountName]],
        );
      }
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [opened, kept], 'nothing is changed by looking');
      assert.deepEqual(await hybrid.drain(), { mended: 2 });
    },
  },
  {
    name: 'the restore of a group, shown and not carried out',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      await hybrid.drain();
      const actions = await actionsOn(hybrid, id);

      const shown = await hybrid.configmend('restore', actions[0]?.id ?? '', '--dry-run');

      assert.match(shown, /ec2:AuthorizeSecurityGroupIngress/);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
      assert.deepEqual(await actionsOn(hybrid, id), actions);
    },
  },
];
