import assert from 'node:assert/strict';
import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  createGroup,
  everywhere,
  foundGroup,
  ingressOf,
  instructionsOn,
  kept,
  mendsTold,
  opened,
  openSsh,
  type Scenario,
  tcp,
} from './scenario.ts';
import { changesOf } from './troubles.ts';

const ofPorts = ['security-group-restricted-ports', 'security-group-authorized-ports'];
const allowed = `tcp 443-443 ${everywhere}`;
const [minuteMs, hourMs] = [60_000, 3_600_000];

/** The list of what is exempt is moto's. The second moves time on, so that its exemption ends. */
export const exemptionScenarios: readonly Scenario[] = [
  {
    name: 'a group that is exempt before it is found',
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [openSsh()]);
      await exemptFor(hybrid, id, '24h');
      // What a rule has read before it remembers for a while.
      for (const rule of ofPorts) await hybrid.crash(rule);
      const changes = changesOf(hybrid, id);

      const group = await recordedGroup(hybrid.hub, hub, id);
      await hybrid.record(group);

      const verdicts = await Promise.all(ofPorts.map((rule) => hybrid.verdictOn(rule, group)));
      for (const { compliance, annotation = '' } of verdicts) {
        assert.equal(compliance, 'COMPLIANT');
        assert.match(annotation, /^exempt until \S+ by payments: a night of work$/);
      }
      assert.deepEqual(await hybrid.waiting(), [], 'nothing is queued on moto');
      assert.deepEqual(await hybrid.drain(), {});
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
    },
  },
  {
    name: 'an exemption that ends',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await foundGroup(hybrid);
      await exemptFor(hybrid, id, '1h');
      const first = await hybrid.drain();
      const whileExempt = await ingressOf(ec2, id);
      await hybrid.pass(hourMs + minuteMs);
      // AWS Config is not asked to judge all anew, which would find what other scenarios have left: the group has changed.
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(443, everywhere)] }));
      const group = await recordedGroup(hybrid.hub, hub, id);
      await hybrid.record(group);
      const verdicts = await Promise.all(ofPorts.map((rule) => hybrid.verdictOn(rule, group)));
      const found = await instructionsOn(hybrid, id);

      const later = await hybrid.drain();

      assert.deepEqual([first, later], [{ exempt: 1 }, { mended: 1 }]);
      assert.deepEqual(whileExempt, [opened, kept]);
      assert.deepEqual(
        verdicts.map(({ compliance }) => compliance),
        ['NON_COMPLIANT', 'NON_COMPLIANT'],
      );
      assert.deepEqual(found.map(({ rule }) => rule).toSorted(), ofPorts.toSorted());
      assert.deepEqual(await ingressOf(ec2, id), [kept, allowed].toSorted());
      assert.deepEqual(mendsTold(hybrid, id), ['Exempt, left as it is', 'Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

/** From both rules that mind SSH. */
export async function exemptFor(hybrid: Hybrid, id: string, length: string): Promise<void> {
  const why = ['--owner', 'payments', '--reason', 'a night of work', '--for', length];
  // At once, since each is written only where nobody else has written.
  await Promise.all(
    ofPorts.map((rule) => hybrid.configmend('exemptions', 'add', '--rule', rule, '--resource', id, ...why)),
  );
}
