import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateVpcCommand,
  type EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import type { Hybrid } from './hybrid.ts';
import { hub, member } from './names.ts';
import { recordedGroup } from './recorded.ts';
import {
  assertTold,
  createEmptyGroup,
  createGroup,
  defaultGroup,
  egressOf,
  everywhere,
  ingressOf,
  inside,
  kept,
  newName,
  opened,
  openSsh,
  type Scenario,
  tcp,
} from './scenario.ts';

interface Opening {
  readonly name: string;
  readonly open: readonly IpPermission[];
  /** What is left of it, a line for each rule. */
  readonly left: readonly string[];
}

/** Ways to open a group to everyone, each beside what has to stay. */
const openings: readonly Opening[] = [
  {
    name: 'one range among others',
    open: [tcp(22, everywhere, inside, '203.0.113.0/24'), tcp(443, everywhere)],
    left: [kept, 'tcp 22-22 203.0.113.0/24', `tcp 443-443 ${everywhere}`],
  },
  {
    name: 'IPv6',
    open: [tcp(22, '::/0', '2001:db8::/32', inside)],
    left: [kept, 'tcp 22-22 2001:db8::/32'],
  },
  {
    name: 'two halves of the internet',
    open: [tcp(22, '0.0.0.0/1', '128.0.0.0/1', inside)],
    left: [kept],
  },
  {
    name: 'all traffic',
    open: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: everywhere }, { CidrIp: inside }] }],
    // Of all traffic the authorised ports are kept, and ICMP.
    left: [
      `-1 all ${inside}`,
      `icmp -1--1 ${everywhere}`,
      `tcp 15-19 ${everywhere}`,
      `tcp 443-443 ${everywhere}`,
      `tcp 80-80 ${everywhere}`,
    ],
  },
  {
    name: 'a range of ports that SSH is in',
    open: [tcp([15, 22], everywhere, inside)],
    left: [`tcp 15-19 ${everywhere}`, `tcp 15-22 ${inside}`],
  },
  {
    name: 'a port that is not authorised',
    open: [tcp(4711, everywhere, inside), tcp(80, everywhere)],
    left: [`tcp 4711-4711 ${inside}`, `tcp 80-80 ${everywhere}`],
  },
];

export const groupScenarios: readonly Scenario[] = [
  ...openings.map(({ name, open, left }) => ({
    name: `a group opened by ${name}`,
    async run(hybrid: Hybrid) {
      const { ec2 } = hybrid.hub;
      const [id, twin] = [await createGroup(ec2, open), await createGroup(ec2, open)];
      const untouched = await ingressOf(ec2, twin);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      assert.ok((await hybrid.waiting()).length > 0, 'the rule queues an instruction on moto');

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(ec2, id), left);
      assert.deepEqual(await egressOf(ec2, id), [`tcp 443-443 ${everywhere}`]);
      assert.deepEqual(await ingressOf(ec2, twin), untouched, 'another group is as it was');
      assertTold(hybrid, id);
    },
  })),
  {
    name: 'a group opened by a prefix list',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const [wide, narrow] = [await prefixList(ec2, '0.0.0.0/1', '128.0.0.0/1'), await prefixList(ec2, inside)];
      const PrefixListIds = [wide, narrow].map((PrefixListId) => ({ PrefixListId }));
      const id = await createGroup(ec2, [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, PrefixListIds }]);
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(ec2, id), [`tcp 22-22 ${narrow}`]);
      assertTold(hybrid, id);
    },
  },
  {
    name: 'the default group of a VPC',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.7.0.0/16' }));
      const id = await defaultGroup(ec2, Vpc?.VpcId ?? '');
      // As AWS makes it, and moto does not: open to its members.
      const members = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }] };
      const beside = await createEmptyGroup(ec2, Vpc?.VpcId);
      await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [members, tcp(443, inside)] }),
      );
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual([await ingressOf(ec2, id), await egressOf(ec2, id)], [[], []]);
      assert.deepEqual(
        await egressOf(ec2, beside),
        [`-1 all ${everywhere}`],
        'the other group of the VPC is as it was',
      );
      assertTold(hybrid, id);
    },
  },
  {
    name: 'a group of a member account, beside one of the hub',
    async run(hybrid) {
      const theirs = await createGroup(hybrid.member.ec2, [openSsh()]);
      const ours = await createGroup(hybrid.hub.ec2, [openSsh()]);
      await assert.rejects(recordedGroup(hybrid.hub, hub, theirs), { name: 'InvalidGroup.NotFound' });
      await hybrid.record(await recordedGroup(hybrid.member, member, theirs));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.member.ec2, theirs), [kept]);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, ours), [opened, kept]);
      assertTold(hybrid, theirs);
    },
  },
];

async function prefixList(ec2: EC2Client, ...cidrs: readonly string[]): Promise<string> {
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: newName('list'),
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Entries: cidrs.map((Cidr) => ({ Cidr })),
    }),
  );
  return PrefixList?.PrefixListId ?? '';
}
