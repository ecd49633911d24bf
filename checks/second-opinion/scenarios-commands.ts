import assert from 'node:assert/strict';
import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import * as v from 'valibot';
import { endedWith } from './operator.ts';
import { actionsOn, everywhere, foundGroup, ingressOf, kept, opened, type Scenario, tcp } from './scenario.ts';

const rule = 'security-group-restricted-ports';
const Inspected = v.object({
  resources: v.array(v.object({ resource: v.object({ id: v.string() }), state: v.string() })),
});
const Scanned = v.object({ evaluations: v.array(v.object({ resourceId: v.string(), compliance: v.string() })) });

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
