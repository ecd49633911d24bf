import assert from 'node:assert/strict';
import { AuthorizeSecurityGroupIngressCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { bucketState } from './bucket-state.ts';
import { graceMinutes } from './deploy-hybrid.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  actionsOn,
  everywhere,
  foundGroup,
  ingressOf,
  instructionsOn,
  kept,
  mendsTold,
  messagesAbout,
  opened,
  type Scenario,
  tcp,
} from './scenario.ts';
import { exemptFor } from './scenarios-exemptions.ts';
import { putBack } from './scenarios-restore.ts';
import { withoutDelays } from './troubles.ts';
import { assertLogged, unloggedBucket } from './unlogged-bucket.ts';

/** What keeps mends back, with its state in moto's S3. */
export const safeguardScenarios: readonly Scenario[] = [
  {
    name: 'a tripped breaker',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const ids = [await foundGroup(hybrid), await foundGroup(hybrid)];
      await hybrid.limit({ perRun: 1 });

      const tripped = await hybrid.drain();
      const again = await hybrid.drain();

      assert.deepEqual([tripped, again], [{ refused: 2 }, {}]);
      for (const id of ids) assert.deepEqual(await ingressOf(ec2, id), [opened, kept], 'nothing is changed');
      assert.equal(toldOfBreaker(hybrid), 1, 'people are told, once');
      const dead = await hybrid.waiting('dead letters');
      assert.ok(!dead.some(({ Body = '' }) => ids.some((id) => Body.includes(id))), 'nothing is given up');

      await hybrid.limit({});
      await hybrid.configmend('breaker', 'reset');
      assert.deepEqual(await hybrid.drain(), { mended: 2 });
      for (const id of ids) assert.deepEqual(await ingressOf(ec2, id), [kept]);
    },
  },
  {
    name: 'a group that is opened again and again',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      await hybrid.limit({ tugOfWar: 2 });
      const id = await foundGroup(hybrid);
      const outcomes = [await hybrid.drain()];
      for (let times = 0; times < 2; times += 1) {
        await openAgain(hybrid, ec2, id);
        outcomes.push(await hybrid.drain());
      }
      await hybrid.limit({});

      assert.deepEqual(outcomes, [{ mended: 1 }, { mended: 1 }, { contested: 1 }]);
      assert.deepEqual(await ingressOf(ec2, id), [opened, kept], 'it is left to people');
      assert.deepEqual(await hybrid.waiting(), []);
      assert.equal(mendsTold(hybrid, id).filter((told) => told === 'Mended 2 times and back again').length, 1);
    },
  },
  {
    name: 'an exemption',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [exempt, other] = [await foundGroup(hybrid), await foundGroup(hybrid)];
      await exemptFor(hybrid, exempt, '24h');

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { exempt: 1, mended: 1 });
      assert.deepEqual(await ingressOf(ec2, exempt), [opened, kept]);
      assert.deepEqual(await ingressOf(ec2, other), [kept]);
      assert.deepEqual(mendsTold(hybrid, exempt), ['Exempt, left as it is']);
      assert.deepEqual(await actionsOn(hybrid, exempt), [], 'the ledger has nothing of it');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

/** Moves time on, so that it has to be at the end. */
export const graceScenario: Scenario = {
  name: 'a bucket that is not logged, in its grace period and after it, and its restore',
  async run(hybrid) {
    const { s3 } = hybrid.hub;
    const undelay = withoutDelays(hybrid);
    const { bucket, before } = await unloggedBucket(hybrid);
    const [{ notBefore: end = '' } = {}] = await instructionsOn(hybrid, bucket);

    const first = await hybrid.coordinate();
    await hybrid.pass((graceMinutes - 1) * minuteMs);
    const justBefore = await hybrid.coordinate();
    const untouched = await bucketState(s3, bucket);
    await hybrid.pass(minuteMs);
    await assertLogged(hybrid, bucket, before);

    undelay();
    assert.ok(first.messages > 0 && justBefore.messages > 0, 'it is looked at');
    assert.deepEqual([first.outcomes, justBefore.outcomes, untouched], [{}, {}, before], 'and left until the end');
    assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended', 'Mended']);
    const announced = messagesAbout(hybrid, bucket).find((message) => message.includes('To be mended'));
    assert.ok(announced?.includes(`It will be mended at \`${asTold(end)}\`,`), announced);

    await putBack(hybrid, bucket);
    assert.deepEqual(await bucketState(s3, bucket), before);
  },
};

const minuteMs = 60_000;
/** As Slack writes it. */
const asTold = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

function toldOfBreaker({ slack }: Hybrid): number {
  return slack.messages.filter((message) => JSON.stringify(message).includes('configmend breaker reset')).length;
}

async function openAgain(hybrid: Hybrid, ec2: EC2Client, GroupId: string): Promise<void> {
  await hybrid.record(await recordedGroup(hybrid.hub, hub, GroupId));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(22, everywhere)] }));
  await hybrid.record(await recordedGroup(hybrid.hub, hub, GroupId));
}
