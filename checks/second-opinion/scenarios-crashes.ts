import assert from 'node:assert/strict';
import { auditorOf, bucketState, putPolicy, soundBucket } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedBucket } from './recorded.ts';
import {
  actionsOn,
  everywhere,
  foundGroup,
  ingressOf,
  inside,
  kept,
  mendsTold,
  reasonsOf,
  type Scenario,
  tcp,
} from './scenario.ts';
import { dies, ofCall, ofEntry, withoutDelays } from './troubles.ts';
import type { Passing } from './way-to-moto.ts';

interface Death {
  readonly name: string;
  readonly at: (call: Passing, id: string) => boolean;
  readonly when: 'before' | 'after';
  /** Whether what was too wide is then gone. */
  readonly isMended: boolean;
}

/** Of it only a part is too wide, so that a mend takes two changes. */
const range = tcp([15, 25], everywhere, inside);
const securityGroups = 'remediator-security-group';

/** Between any two calls of a mend of two changes. */
const deaths: readonly Death[] = [
  {
    name: 'that has read the group',
    at: (call, id) => ofCall('DescribeSecurityGroups', id)(call),
    when: 'after',
    isMended: false,
  },
  {
    name: 'that has written down what it is going to do',
    at: (call, id) => ofEntry('opening', id)(call),
    when: 'after',
    isMended: false,
  },
  {
    name: 'that has authorized what is to stay',
    at: (call, id) => ofCall('AuthorizeSecurityGroupIngress', id)(call),
    when: 'after',
    isMended: false,
  },
  {
    name: 'that is about to revoke',
    at: (call, id) => ofCall('RevokeSecurityGroupIngress', id)(call),
    when: 'before',
    isMended: false,
  },
  {
    name: 'that has revoked',
    at: (call, id) => ofCall('RevokeSecurityGroupIngress', id)(call),
    when: 'after',
    isMended: true,
  },
  {
    name: 'that is about to write down what it did',
    at: (call, id) => ofEntry('closing', id)(call),
    when: 'before',
    isMended: true,
  },
  {
    name: 'that has written down what it did, and told nobody',
    at: (call, id) => ofEntry('closing', id)(call),
    when: 'after',
    isMended: true,
  },
];

/** A remediator dies in the middle of a mend on moto, whose message comes again at once and is worked by another. */
export const crashScenarios: readonly Scenario[] = [
  ...deaths.map(({ name, at, when, isMended }) => ({
    name: `the death of a remediator ${name}`,
    async run(hybrid: Hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await foundGroup(hybrid, range);
      const undelay = withoutDelays(hybrid);
      let left: readonly string[] = [];
      const die = dies(hybrid, securityGroups, when, async () => {
        left = await ingressOf(ec2, id);
      });
      const deathsSeen = hybrid.way.meet((call) => at(call, id), die);

      const { outcomes, unanswered } = await hybrid.coordinate();
      // On a busy machine the time of the first run is over before the message is seen again.
      const later = await hybrid.drain();

      undelay();
      assert.equal(deathsSeen(), 1, 'it died');
      assert.equal(left.includes(`tcp 15-25 ${everywhere}`), !isMended, 'it died at that moment');
      for (const source of [everywhere, inside]) {
        const legal = left.filter((rule) => /^tcp 15-(19|25) /.test(rule) && rule.endsWith(source));
        assert.ok(legal.length > 0, `what ${source} may reach it could reach at that moment`);
      }
      assert.deepEqual([{ ...outcomes, ...later }, unanswered], [{ mended: 1 }, 1]);
      assert.deepEqual(await ingressOf(ec2, id), [`tcp 15-19 ${everywhere}`, `tcp 15-25 ${inside}`, kept]);
      assert.deepEqual(mendsTold(hybrid, id), ['Mended'], 'people are told once');
      const actions = await actionsOn(hybrid, id);
      assert.deepEqual([...new Set(actions.map(({ outcome }) => outcome))], ['mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  {
    name: 'an instruction whose remediator has died four times, and dies again',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const bucket = await soundBucket(s3);
      await putPolicy(s3, bucket, auditorOf(bucket));
      const before = await bucketState(s3, bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
      const [{ Body = '' } = {}] = await hybrid.waiting();
      await hybrid.send(Body.replace('"attempt":0', '"attempt":4'));
      const undelay = withoutDelays(hybrid);
      const deathsSeen = hybrid.way.meet(ofCall('PUT policy', bucket), dies(hybrid, 'remediator-s3-bucket', 'before'));

      const { outcomes, unanswered } = await hybrid.coordinate();

      undelay();
      assert.deepEqual([deathsSeen(), outcomes, unanswered], [1, {}, 1]);
      assert.deepEqual(mendsTold(hybrid, bucket), ['Dead letter']);
      assert.deepEqual(await reasonsOf(hybrid, bucket), ['ATTEMPTS_EXHAUSTED']);
      assert.deepEqual(await bucketState(s3, bucket), before, 'nothing is changed');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];
