import assert from 'node:assert/strict';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { Accounts } from '../../accounts/accounts.ts';
import { accountsKey } from '../../accounts/read-accounts.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';
import { createSweepStore } from '../../sweep/sweep-store.ts';
import type { Hybrid } from './hybrid.ts';
import { hub, member } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  createGroup,
  foundGroup,
  ingressOf,
  instructionsOn,
  kept,
  mendsTold,
  messagesAbout,
  opened,
  openSsh,
  reasonsOf,
  type Scenario,
} from './scenario.ts';
import { sweepOf } from './scenarios-live.ts';
import { changesOf, ofCall, refuses, withoutDelays } from './troubles.ts';

const stranger = '999988887777';
const noRole = refuses('AccessDenied', 403, 'sts');

/** Accounts of which not all is well. moto takes any role for one that may be assumed: what STS refuses is refused on the way there. */
export const organizationScenarios: readonly Scenario[] = [
  {
    name: 'a member whose role cannot be assumed, beside the hub, and its dead letters once it can',
    async run(hybrid) {
      const theirs = await foundInMember(hybrid);
      const ours = await foundGroup(hybrid);
      const struck = hybrid.way.meet(ofCall('AssumeRole', member), noRole, Number.POSITIVE_INFINITY);

      const outcomes = await hybrid.drain();

      assert.ok(struck() > 0);
      assert.deepEqual(outcomes, { failed: 1, mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, ours), [kept], 'the hub is mended');
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [opened, kept]);
      assert.deepEqual([...new Set(await reasonsOf(hybrid, theirs))], ['ROLE_NOT_ASSUMED']);
      assert.deepEqual(mendsTold(hybrid, theirs), ['Mend failed']);

      const letters = (await hybrid.waiting('dead letters')).filter(({ Body = '' }) => Body.includes(theirs));
      const ids = letters.flatMap(({ MessageId }) => MessageId ?? []);
      await hybrid.configmend('dead-letters', 'return', ...ids, '--yes');
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [kept]);
      assert.deepEqual(await reasonsOf(hybrid, theirs), []);
    },
  },
  {
    name: 'a sweep of a member whose role cannot be assumed',
    async run(hybrid) {
      // One that has swept before still has a session of the role.
      await hybrid.crash('sweep');
      const struck = hybrid.way.meet(ofCall('AssumeRole', member), noRole, Number.POSITIVE_INFINITY);

      await sweepOf(hybrid, member);

      assert.ok(struck() > 0);
      const report = await createSweepStore(hybrid.hub.s3, hybrid.deployment.ledgerBucket).last();
      const unread = report?.parts.flatMap((part) => part.unread.map(({ reason }) => reason)) ?? [];
      assert.ok(unread.join(' ').includes(`arn:aws:iam::${member}:role/configmend-reader`), unread.join(' '));
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'an instruction about an account, and about a region, that is none of ours',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const [{ Body = '' } = {}] = await hybrid.waiting();
      const [far, elsewhere] = [`${id}far`, `${id}elsewhere`];
      await hybrid.send(Body.replaceAll(hub, stranger).replaceAll(id, far));
      await hybrid.send(Body.replaceAll('"region":"eu-west-1"', '"region":"us-west-2"').replaceAll(id, elsewhere));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      for (const other of [far, elsewhere]) {
        assert.deepEqual(await reasonsOf(hybrid, other), ['ACCOUNT_UNKNOWN']);
        assert.deepEqual(mendsTold(hybrid, other), ['Dead letter']);
      }
    },
  },
  {
    name: 'a member that is only observed',
    async run(hybrid) {
      const before = await accountsOf(hybrid);
      await putAccounts(hybrid, onlyObserved(before));
      await forgetAccounts(hybrid);

      const theirs = await foundInMember(hybrid);
      const waiting = await hybrid.waiting();

      await putAccounts(hybrid, before);
      await forgetAccounts(hybrid);
      assert.deepEqual(waiting, [], 'nothing of it is queued');
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [opened, kept]);
      const told = messagesAbout(hybrid, theirs);
      assert.ok(
        told.some((text) => text.includes(`payments (${member})`)),
        'people are told, with its name',
      );
    },
  },
  {
    name: 'a group that is queued of a member that is only observed by then',
    async run(hybrid) {
      const undelay = withoutDelays(hybrid);
      const theirs = await foundInMember(hybrid);
      const queued = await instructionsOn(hybrid, theirs);
      const before = await accountsOf(hybrid);
      await putAccounts(hybrid, onlyObserved(before));
      await hybrid.crash('coordinator');
      const changes = changesOf(hybrid, theirs);

      const { messages, outcomes } = await hybrid.coordinate();

      await putAccounts(hybrid, before);
      await hybrid.crash('coordinator');
      assert.ok(messages > 0, 'it is looked at');
      assert.deepEqual(outcomes, {});
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [opened, kept]);
      assert.deepEqual(await instructionsOn(hybrid, theirs), queued, 'it waits on moto');
      assert.deepEqual(await reasonsOf(hybrid, theirs), []);

      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      undelay();
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [kept]);
    },
  },
];

function onlyObserved({ accounts, ...rest }: Accounts): Accounts {
  return { ...rest, accounts: accounts.map((one) => (one.id === member ? { ...one, mode: 'observe' } : one)) };
}

async function foundInMember(hybrid: Hybrid): Promise<string> {
  const id = await createGroup(hybrid.member.ec2, [openSsh()]);
  await hybrid.record(await recordedGroup(hybrid.member, member, id));
  return id;
}

async function accountsOf({ hub: { s3 }, deployment }: Hybrid): Promise<Accounts> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: deployment.ledgerBucket, Key: accountsKey }));
  return v.parse(Accounts, JSON.parse((await Body?.transformToString()) ?? ''));
}

/** As an apply with other `member_accounts` leaves it. */
async function putAccounts({ hub: { s3 }, deployment }: Hybrid, accounts: Accounts): Promise<void> {
  const Body = JSON.stringify(accounts);
  await s3.send(new PutObjectCommand({ Bucket: deployment.ledgerBucket, Key: accountsKey, Body }));
}

/** Rules remember for a while who is a member; those that are started anew do not. */
async function forgetAccounts(hybrid: Hybrid): Promise<void> {
  for (const { id, resourceType } of rules.filter(isJudgedByConfig)) {
    if (resourceType === 'AWS::EC2::SecurityGroup') await hybrid.crash(id, member);
  }
}
