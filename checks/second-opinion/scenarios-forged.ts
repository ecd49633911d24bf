import assert from 'node:assert/strict';
import type { Instruction } from '../../contract/instruction.ts';
import {
  actionsOn,
  createGroup,
  everywhere,
  foundGroup,
  ingressOf,
  inside,
  instructionOf,
  instructionsOn,
  kept,
  mendsTold,
  messagesAbout,
  reasonsOf,
  type Scenario,
  tcp,
} from './scenario.ts';
import { changesOf } from './troubles.ts';

const allowed = tcp(443, everywhere);
const [httpsLine, revoke] = [`tcp 443-443 ${everywhere}`, 'RevokeSecurityGroupIngress'];

/** A plan that takes away what no rule objects to. */
const harmful = (GroupId: string): Instruction['plan'] => ({
  changes: [{ service: 'ec2', operation: revoke, input: { GroupId, IpPermissions: [allowed] } }],
  before: ['tcp 443 from 0.0.0.0/0'],
  after: [],
  notes: [],
});

/** Rules that the remediator of groups was not given: one that is enabled for others, and one that there is nowhere. */
const misfits = [
  { what: 'a rule of buckets', rule: 's3-bucket-tls-only' },
  { what: 'a rule that exists nowhere', rule: '__proto__' },
];

/** Instructions on moto's queue that are well-formed, and that no rule has queued. */
export const forgedScenarios: readonly Scenario[] = [
  {
    name: 'a forged instruction with a plan for a group that no rule objects to',
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [allowed, tcp(22, inside)]);
      const changes = changesOf(hybrid, id);
      await hybrid.send(JSON.stringify({ ...instructionOf(id, 'security-group-restricted-ports'), plan: harmful(id) }));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { 'nothing-to-do': 1 });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept, httpsLine]);
      assert.deepEqual(messagesAbout(hybrid, id), []);
      assert.deepEqual(await actionsOn(hybrid, id), []);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a forged instruction with a plan for more of a group than is too wide',
    async run(hybrid) {
      const id = await foundGroup(hybrid, allowed);
      // Newer than what the rules have found, so that these are what is worked.
      const capturedAt = new Date(Date.now() + 1000).toISOString();
      for (const found of await instructionsOn(hybrid, id)) {
        const evidence = { ...found.evidence, capturedAt };
        await hybrid.send(JSON.stringify({ ...found, evidence, violations: [], plan: harmful(id) }));
      }
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(changes(), [revoke]);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept, httpsLine]);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  ...misfits.map(({ what, rule }): Scenario => ({
    name: `a forged instruction of ${what}`,
    async run(hybrid) {
      const id = await createGroup(hybrid.hub.ec2, [allowed]);
      const changes = changesOf(hybrid, id);
      await hybrid.send(JSON.stringify(instructionOf(id, rule)));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { failed: 1 });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [httpsLine]);
      assert.deepEqual(await reasonsOf(hybrid, id), ['MESSAGE_UNROUTABLE']);
      assert.deepEqual(mendsTold(hybrid, id), ['Mend failed']);
      const told = messagesAbout(hybrid, id).join('\n');
      assert.ok(told.includes(`rule ${rule} is not enabled for mending`), told);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  {
    name: 'a forged instruction beside those that a rule has queued of the same group',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      await hybrid.send(JSON.stringify(instructionOf(id, '__proto__')));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1, failed: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
      assert.deepEqual(await reasonsOf(hybrid, id), ['MESSAGE_UNROUTABLE']);
      assert.deepEqual(mendsTold(hybrid, id).toSorted(), ['Mend failed', 'Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];
