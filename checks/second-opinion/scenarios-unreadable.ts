import assert from 'node:assert/strict';
import { CreateManagedPrefixListCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { addedKey } from '../../exemptions/exemption-objects.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createGroup,
  foundGroup,
  ingressOf,
  inside,
  kept,
  mendsTold,
  newName,
  opened,
  openSsh,
  reasonsOf,
  type Scenario,
  verdictsTold,
} from './scenario.ts';
import { ofCall, refusal, refuses } from './troubles.ts';

const ofPorts = ['security-group-restricted-ports', 'security-group-authorized-ports'];

/** What has to be known before anything is changed or called compliant, and cannot be read on moto. */
export const unreadableScenarios: readonly Scenario[] = [
  {
    name: 'a state of the safeguards that nobody can read',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      await whileReplaced(hybrid, safetyKey, 'not a state', () =>
        assert.rejects(hybrid.invoke('coordinator', {}), /state of the safeguards cannot be read/),
      );

      await assertWaits(hybrid, id);
      assert.deepEqual(mendsTold(hybrid, id), []);

      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
    },
  },
  {
    name: 'exemptions that cannot be read',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [openSsh()]);
      const broken = await recordedGroup(hybrid.hub, hub, id);
      const told = alerts(hybrid);
      const garbled = '{"version":1,"exemptions":[{"id":"typo"}]}';
      const { verdicts, runs } = await whileReplaced(hybrid, addedKey, garbled, async () => {
        // What a rule has read before it remembers for a while.
        for (const rule of ofPorts) await hybrid.crash(rule);
        await hybrid.record(broken);
        const judged = await Promise.all(ofPorts.map((rule) => hybrid.verdictOn(rule, broken)));
        const drained = [await hybrid.invoke('coordinator', {}), await hybrid.invoke('coordinator', {})];
        for (let rounds = 0; rounds < 2; rounds += 1) await hybrid.invoke('exemption-watch', {});
        return { verdicts: judged, runs: drained };
      });

      for (const { compliance, annotation = '' } of verdicts) {
        assert.equal(compliance, 'NON_COMPLIANT');
        assert.match(annotation, /^exemptions cannot be read, nothing is mended: tcp 22 from 0\.0\.0\.0\/0/);
      }
      const nothing = {
        gate: 'open',
        exemptions: 'unreadable',
        messages: 0,
        deadLetters: 0,
        outcomes: {},
        unanswered: 0,
      };
      assert.deepEqual(runs, [nothing, nothing]);
      await assertWaits(hybrid, id);
      assert.deepEqual(mendsTold(hybrid, id), []);
      assert.equal(alerts(hybrid) - told, 1, 'people are told, once');

      // By what it makes AWS Config look at again others may be found as well.
      await hybrid.invoke('exemption-watch', {});
      await hybrid.drain();
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      for (const rule of ofPorts) assert.equal((await hybrid.verdictOn(rule, broken)).compliance, 'COMPLIANT');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group whose prefix list cannot be read',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const { PrefixList: { PrefixListId = '' } = {} } = await ec2.send(
        new CreateManagedPrefixListCommand({
          PrefixListName: newName('list'),
          AddressFamily: 'IPv4',
          MaxEntries: 5,
          Entries: [{ Cidr: inside }],
        }),
      );
      const id = await createGroup(ec2, [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds: [{ PrefixListId }] },
      ]);
      const recorded = await recordedGroup(hybrid.hub, hub, id);
      const denied = refuses('UnauthorizedOperation', 403, 'ec2');
      const read = ofCall('GetManagedPrefixListEntries', PrefixListId);
      const struck = hybrid.way.meet(read, denied, Number.POSITIVE_INFINITY);

      await hybrid.record(recorded);

      assert.ok(struck() >= ofPorts.length);
      for (const rule of ofPorts) {
        const { compliance, annotation = '' } = await hybrid.verdictOn(rule, recorded);
        assert.equal(compliance, 'NON_COMPLIANT');
        assert.ok(annotation.includes(PrefixListId), annotation);
        assert.ok(annotation.includes(`UnauthorizedOperation: ${refusal}`), annotation);
      }
      assert.deepEqual(await hybrid.waiting(), []);
      assert.deepEqual(await ingressOf(ec2, id), [`tcp 22-22 ${PrefixListId}`]);
      assert.deepEqual(mendsTold(hybrid, id), []);
      assert.deepEqual(verdictsTold(hybrid, id), ['Non-compliant', 'Non-compliant']);
    },
  },
];

/** Nothing of it is changed, lost or counted as tried. */
async function assertWaits(hybrid: Hybrid, id: string): Promise<void> {
  assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept], 'nothing is changed');
  assert.deepEqual(await actionsOn(hybrid, id), []);
  const waiting = (await hybrid.waiting()).map(({ Body = '' }) => Body);
  assert.equal(waiting.length, ofPorts.length, 'nothing is lost');
  for (const body of waiting) assert.ok(body.includes(id) && body.includes('"attempt":0'), 'waiting costs no attempt');
  assert.deepEqual(await reasonsOf(hybrid, id), []);
}

/** What comes of it while this is in the place of an object that the functions keep on moto. */
async function whileReplaced<T>(hybrid: Hybrid, Key: string, Body: string, run: () => Promise<T>): Promise<T> {
  const { s3 } = hybrid.hub;
  const where = { Bucket: hybrid.deployment.ledgerBucket, Key };
  const { Body: held } = await s3.send(new GetObjectCommand(where));
  const before = (await held?.transformToString()) ?? '';
  await s3.send(new PutObjectCommand({ ...where, Body }));
  try {
    return await run();
  } finally {
    await s3.send(new PutObjectCommand({ ...where, Body: before }));
  }
}

function alerts({ slack }: Hybrid): number {
  const text = 'The exemptions cannot be read, so nothing is mended';
  return slack.messages.filter((message) => JSON.stringify(message).includes(text)).length;
}
