import assert from 'node:assert/strict';
import { DeleteSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { jsonBytes } from '../../contract/json-bytes.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  createGroup,
  foundGroup,
  ingressOf,
  instructionsOn,
  kept,
  mendsTold,
  openSsh,
  reasonsOf,
  tcp,
  type Scenario,
  verdictsTold,
} from './scenario.ts';
import { changesOf, ofCall, refusesOfQueue } from './troubles.ts';

const rule = 'security-group-restricted-ports';
/** What Terraform gives a queue that is not given anything else. */
const defaultOfProvider = 262_144;
/** Fewer than a group has room for, each described at EC2's full length. */
const described = Array.from({ length: 40 }, (_, index) => ({
  CidrIp: `${128 + index}.0.0.0/8`,
  Description: `${index} `.padEnd(255, 'why '),
}));

/** What AWS Config has a rule judge, with what the rule queues on moto. */
export const judgedScenarios: readonly Scenario[] = [
  {
    name: 'a group that is found while the queue takes nothing',
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [openSsh()]);
      const group = await recordedGroup(hybrid.hub, hub, id);
      const denied = hybrid.way.meet(queuedBy(rule, id), refusesOfQueue('AccessDenied', 403));

      await hybrid.record(group);

      const { compliance } = await hybrid.verdictOn(rule, group);
      const queued = (await instructionsOn(hybrid, id)).filter((one) => one.rule === rule);
      assert.equal(denied(), 1);
      assert.equal(compliance, 'NON_COMPLIANT');
      assert.equal(queued.length, 1, 'it is queued when the queue takes it again, once');
      assert.deepEqual(verdictsTold(hybrid, id), ['Non-compliant', 'Non-compliant'], 'once by each rule');
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group whose instruction is larger than what Terraform lets a queue take',
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [{ ...tcp([0, 65_535]), IpRanges: described }]);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      const sizes = (await instructionsOn(hybrid, id)).map(jsonBytes);
      assert.ok(Math.max(...sizes) > defaultOfProvider, `they have ${sizes.join(', ')} bytes`);

      assert.deepEqual(await hybrid.drain(), { mended: 1 });

      const ranges = (await ingressOf(hybrid.hub.ec2, id)).map((line) => /^tcp (\d+)-(\d+) /.exec(line) ?? []);
      const open = ranges.filter(([, from, to]) => Number(from) <= 22 && 22 <= Number(to));
      assert.equal(open.length, 1, 'one /8 is no internet yet');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group that is deleted once it is queued',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await foundGroup(hybrid);
      const group = await recordedGroup(hybrid.hub, hub, id);
      const before = await hybrid.verdictOn(rule, group);
      const queued = await instructionsOn(hybrid, id);
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
      await hybrid.record({ ...group, state: undefined });
      const left = await instructionsOn(hybrid, id);
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      const after = await hybrid.verdictOn(rule, group);
      assert.deepEqual([before.compliance, after.compliance], ['NON_COMPLIANT', 'NOT_APPLICABLE']);
      assert.deepEqual(left, queued, 'the deletion itself queues nothing');
      assert.deepEqual(outcomes, { 'nothing-to-do': 1 });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await reasonsOf(hybrid, id), []);
      assert.deepEqual(mendsTold(hybrid, id), []);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

const queuedBy =
  (ruleId: string, id: string) =>
  (call: Parameters<ReturnType<typeof ofCall>>[0]): boolean =>
    ofCall('SendMessageBatch', id)(call) && call.body.includes(ruleId);
