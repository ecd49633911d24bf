import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  assertTold,
  createEmptyGroup,
  egressOf,
  everywhere,
  ingressOf,
  inside,
  kept,
  mendsTold,
  rulesOf,
  type Scenario,
  tcp,
} from './scenario.ts';

/** What groups reach, in place of who reaches them. */
export const egressScenarios: readonly Scenario[] = [
  {
    name: 'a group that reaches everything',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createEmptyGroup(ec2);
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(22, inside)] }));
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await egressOf(ec2, id), [
        `icmp -1--1 ${everywhere}`,
        `tcp 443-443 ${everywhere}`,
        `tcp 80-80 ${everywhere}`,
      ]);
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      assertTold(hybrid, id);
    },
  },
  {
    name: 'a group that reaches the internet again, and others beside it',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [id, twin] = [await createEmptyGroup(ec2), await createEmptyGroup(ec2)];
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      await hybrid.drain();
      const allowed = await egressOf(ec2, id);
      const data = { ...tcp([443, 445]), IpRanges: [{ CidrIp: inside, Description: 'data' }] };
      const opened = [tcp([443, 445], '0.0.0.0/1', '128.0.0.0/1'), data, tcp(25, '8.8.8.8/32')];
      for (const GroupId of [id, twin]) {
        await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: opened }));
      }
      const [left, untouched] = [rulesTo(await rulesOf(ec2, id), inside), await rulesOf(ec2, twin)];
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      const narrowed = ['tcp 443-443 0.0.0.0/1', 'tcp 443-443 128.0.0.0/1'];
      const beside = ['tcp 25-25 8.8.8.8/32', `tcp 443-445 ${inside}`];
      assert.deepEqual(await egressOf(ec2, id), [...allowed, ...narrowed, ...beside].toSorted());
      assert.deepEqual(rulesTo(await rulesOf(ec2, id), inside), left, 'what is inside keeps id and description');
      assert.deepEqual(await rulesOf(ec2, twin), untouched, 'another group is as it was');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended', 'Mended']);
    },
  },
];

function rulesTo(rules: readonly SecurityGroupRule[], cidr: string): SecurityGroupRule[] {
  return rules.filter(({ CidrIpv4 }) => CidrIpv4 === cidr);
}
