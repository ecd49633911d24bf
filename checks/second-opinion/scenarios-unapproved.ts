import assert from 'node:assert/strict';
import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Instruction } from '../../contract/instruction.ts';
import { sam } from './api-call-event.ts';
import { approve, authorise, modify, pipeline } from './changes.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createGroup,
  everywhere,
  ingressOf,
  instructionOf,
  mendsTold,
  messagesAbout,
  rulesOf,
  type Scenario,
  tcp,
} from './scenario.ts';
import { region } from './sides.ts';
import { changesOf } from './troubles.ts';

const rule = 'security-group-unapproved-change';
const shop = `tcp 443-443 ${everywhere}`;
const office: IpPermission = { ...tcp(8443), IpRanges: [{ CidrIp: '198.51.100.0/24', Description: 'office' }] };

/** Who changed what is what the fast path recorded on moto's S3, and what AWS Config and approvals add to it. */
export const unapprovedScenarios: readonly Scenario[] = [
  {
    name: 'a rule of before that somebody changed, put back to what AWS Config had recorded',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(443, everywhere), office]);
      const before = await rulesOf(ec2, id);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      await modify(hybrid, sam, id, officeIn(before));
      assert.deepEqual(await ingressOf(ec2, id), [shop, `tcp 80-80 ${everywhere}`]);

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await rulesOf(ec2, id), before, 'with its description, by the same id');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a changed rule of which nobody knows for certain what it was',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(443, everywhere), office]);
      await modify(hybrid, sam, id, officeIn(await rulesOf(ec2, id)));
      const changed = await rulesOf(ec2, id);
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.deepEqual(changes(), []);
      assert.deepEqual(outcomes, {}, 'nothing of it is queued');
      assert.deepEqual(await rulesOf(ec2, id), changed);
      assert.deepEqual(mendsTold(hybrid, id), ['Refused, left as it is']);
      assert.ok(messagesAbout(hybrid, id).join().includes('what it was before is not certain'), 'people are told why');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a change that somebody in another account approved, and one that its maker approved',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [one, own] = [await groupOfPipeline(hybrid), await groupOfPipeline(hybrid)];
      const change = { direction: 'ingress', protocol: 'tcp', fromPort: 8000, toPort: 8999 } as const;
      const [source, theirs] = ['198.51.100.0/24', '198.51.100.7/32'];
      await approve(hybrid, one, { ...change, source }, 'kim');
      await approve(hybrid, own, { ...change, source }, sam.role);
      for (const id of [one, own]) await authorise(hybrid, sam, id, tcp(8443, theirs));
      await authorise(hybrid, sam, one, tcp(9000, theirs));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 2 });
      assert.deepEqual(await ingressOf(ec2, one), [shop, `tcp 8443-8443 ${theirs}`]);
      assert.deepEqual(await ingressOf(ec2, own), [shop]);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a change that a message in the queue makes up',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await groupOfPipeline(hybrid);
      const before = await rulesOf(ec2, id);
      await hybrid.send(JSON.stringify(madeUp(id, before)));
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.deepEqual(changes(), []);
      assert.deepEqual(outcomes, { 'nothing-to-do': 1 });
      assert.deepEqual(await rulesOf(ec2, id), before);
      assert.deepEqual(await actionsOn(hybrid, id), []);
      assert.deepEqual(mendsTold(hybrid, id), []);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a rule that nobody approved, of which an event comes twice, and one that moto refused',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await groupOfPipeline(hybrid);
      await authorise(hybrid, sam, id, tcp(80, everywhere), 2);
      await assert.rejects(authorise(hybrid, sam, id, tcp(443, everywhere)), { name: 'InvalidPermission.Duplicate' });
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.equal(await recordsOf(hybrid, id), 2, 'one of the pipeline’s call, and one of the other');
      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(changes(), ['RevokeSecurityGroupIngress']);
      assert.deepEqual(await ingressOf(ec2, id), [shop]);
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'what was there before, beside a rule that nobody approved',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [office]);
      const before = await rulesOf(ec2, id);
      await authorise(hybrid, sam, id, tcp(80, everywhere));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await rulesOf(ec2, id), before, 'each by the same id, what it reaches too');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

/** What is recorded of the group's changes on moto. */
async function recordsOf({ hub: { s3 }, deployment }: Hybrid, id: string): Promise<number> {
  const Prefix = `changes/${hub}/${region}/${id}/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: deployment.ledgerBucket, Prefix }));
  return Contents.length;
}

/** Reached by everyone at 443, which the pipeline added. */
async function groupOfPipeline(hybrid: Hybrid): Promise<string> {
  const id = await createGroup(hybrid.hub.ec2, []);
  await authorise(hybrid, pipeline, id, tcp(443, everywhere));
  return id;
}

function officeIn(rules: readonly SecurityGroupRule[]): SecurityGroupRule | undefined {
  return rules.find(({ FromPort }) => FromPort === 8443);
}

/** That somebody opened what the pipeline did, as whoever may write to the queue could say it. */
function madeUp(id: string, rules: readonly SecurityGroupRule[]): Instruction {
  const { SecurityGroupRuleId: ruleId = '' } = rules.find(({ IsEgress }) => IsEgress === false) ?? {};
  const asked = { direction: 'ingress', protocol: 'tcp', fromPort: 443, toPort: 443 } as const;
  const found = instructionOf(id, rule);
  return {
    ...found,
    violations: [
      {
        kind: 'unapproved-change',
        rule: { ...asked, source: { kind: 'ipv4', cidr: everywhere } },
        ruleId,
        actor: `arn:aws:iam::${hub}:user/mallory`,
        at: '2026-11-20T12:00:00Z',
        eventId: 'made-up',
        eventName: 'AuthorizeSecurityGroupIngress',
      },
    ],
    severity: 'high',
    evidence: { ...found.evidence, source: 'cloudtrail' },
  };
}
