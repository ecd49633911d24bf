import assert from 'node:assert/strict';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { Hybrid } from './hybrid.ts';
import {
  actionsOn,
  deadLettersOf,
  foundGroup,
  ingressOf,
  kept,
  ledgerEntries,
  mendsTold,
  opened,
  type Scenario,
} from './scenario.ts';
import { lostAfter, ofCall, ofEntry, passes, refusal, refuses, withoutDelays } from './troubles.ts';
import type { Passing, Trouble } from './way-to-moto.ts';

interface Unwritten {
  readonly name: string;
  /** What becomes of the first write. */
  trouble(hybrid: Hybrid): Trouble;
  /** What the ledger has of the group in the end, the oldest first. */
  readonly outcomes: readonly (string | undefined)[];
}

const securityGroups = 'remediator-security-group';
const staysOpen = 'ledger entry stays open';
const denies = refuses('AccessDenied', 403, 's3');

/** Ways in which the first write before a mend counts as not made, and the next one is. */
const unwritten: readonly Unwritten[] = [
  {
    name: 'whose opening fails for a passing reason',
    trouble: () => refuses('ConditionalRequestConflict', 409, 's3'),
    outcomes: ['mended'],
  },
  {
    name: 'whose opening is made though its answer was lost',
    trouble: () => lostAfter,
    outcomes: [undefined, 'mended'],
  },
  {
    name: 'in whose place somebody else has written before',
    trouble: (hybrid) => async (forward, call) => {
      await writeInPlace(hybrid, call, { actions: [] });
      return forward();
    },
    outcomes: ['mended'],
  },
];

/** The ledger in moto's S3, which refuses what is written over another's. */
export const ledgerScenarios: readonly Scenario[] = [
  ...unwritten.map(({ name, trouble, outcomes }) => ({
    name: `a ledger entry ${name}`,
    async run(hybrid: Hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await foundGroup(hybrid);
      const attempts: number[] = [];
      let then: readonly string[] = [];
      const undelay = withoutDelays(hybrid, async (call) => {
        const counted = attemptsIn(call);
        if (counted.length === 0) return;
        attempts.push(...counted);
        then = await ingressOf(ec2, id);
      });
      const struck = hybrid.way.meet(ofEntry('opening', id), trouble(hybrid));
      const revokes = hybrid.way.meet(ofCall('RevokeSecurityGroupIngress', id), passes, Number.POSITIVE_INFINITY);

      const drained = await hybrid.drain();

      undelay();
      assert.deepEqual([struck(), revokes()], [1, 1]);
      assert.deepEqual(drained, { failed: 1, mended: 1 });
      assert.deepEqual(attempts, [1, 1], 'the attempt is counted for both rules');
      assert.deepEqual(then, [opened, kept], 'nothing is changed where nothing is written down');
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      const actions = await actionsOn(hybrid, id);
      assert.deepEqual(
        actions.map(({ outcome }) => outcome),
        outcomes,
      );
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  })),
  {
    name: 'a ledger entry whose opening is denied',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const struck = hybrid.way.meet(ofEntry('opening', id), denies, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.equal(struck(), 1);
      assert.deepEqual(outcomes, { failed: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept], 'nothing is changed');
      const dead = await deadLettersOf(hybrid, id);
      assert.deepEqual(
        dead.map(({ code }) => code),
        ['SNAPSHOT_FAILED', 'SNAPSHOT_FAILED'],
      );
      for (const { reason } of dead) assert.ok(reason.includes(`AccessDenied: ${refusal}`), reason);
      assert.deepEqual(await actionsOn(hybrid, id), []);
      assert.deepEqual(mendsTold(hybrid, id), ['Mend failed']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a ledger entry whose closing is denied',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const struck = hybrid.way.meet(ofEntry('closing', id), denies, Number.POSITIVE_INFINITY);

      await mendsAndStaysOpen(hybrid, id);

      assert.equal(struck(), 1);
    },
  },
  {
    name: 'a ledger entry that somebody else has written over before it is closed',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const struck = hybrid.way.meet(ofEntry('opening', id), async (forward, call) => {
        const answer = await forward();
        await writeInPlace(hybrid, call);
        return answer;
      });

      await mendsAndStaysOpen(hybrid, id);

      assert.equal(struck(), 1);
      const entries = await ledgerEntries(hybrid);
      const [entry] = entries.filter(({ actions }) => actions.some(({ resource }) => resource.id === id));
      assert.deepEqual([entry?.runId, entry?.finishedAt], [somebody, undefined], 'it is as they wrote it');
    },
  },
];

async function mendsAndStaysOpen(hybrid: Hybrid, id: string): Promise<void> {
  const before = timesLogged(hybrid);

  const outcomes = await hybrid.drain();

  assert.deepEqual(outcomes, { mended: 1 });
  assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
  const actions = await actionsOn(hybrid, id);
  assert.deepEqual(
    actions.map(({ outcome }) => outcome),
    [undefined],
  );
  assert.equal(timesLogged(hybrid), before + 1, 'the log says so');
  assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
  assert.deepEqual(await hybrid.waiting(), []);
}

function timesLogged(hybrid: Hybrid): number {
  return hybrid.logged(securityGroups).filter((line) => line.includes(staysOpen)).length;
}

const somebody = 'somebody else';

/** An entry in the place of the one that the call writes: the same but for who wrote it, and for what is given. */
async function writeInPlace({ hub: { s3 }, deployment }: Hybrid, call: Passing, other?: object): Promise<void> {
  const entry = v.parse(LedgerEntry, JSON.parse(call.body));
  const Key = /actions\/[^?]*/.exec(call.path)?.[0] ?? '';
  const Body = JSON.stringify({ ...entry, runId: somebody, ...other });
  await s3.send(new PutObjectCommand({ Bucket: deployment.ledgerBucket, Key, Body }));
}

/** Of the instructions that are queued again, where the call is of such. */
function attemptsIn({ operation, body }: Passing): number[] {
  if (!operation.startsWith('SendMessage')) return [];
  return [...body.matchAll(/\\"attempt\\":(\d+)/g)].map(([, attempt]) => Number(attempt));
}
