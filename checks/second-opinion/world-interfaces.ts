import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from './calls.ts';
import type { Step } from './step.ts';
import { group, learnGroups } from './world-groups.ts';
import type { World } from './worlds.ts';

const { ec2 } = calls;
const SubnetId = '$subnet-1';
const ofGroup = (...Values: string[]): Step => ec2.interfaces({ Filters: [{ Name: 'group-id', Values }] });
const make = (...Groups: string[]): Step =>
  ec2.createInterface({ SubnetId, Groups, Description: `of ${Groups.length}` });
const looks: readonly Step[] = [ofGroup('$group-1'), ofGroup('$group-2'), ofGroup('$group-1', '$group-2')];

const Made = v.object({ Subnet: v.object({ SubnetId: v.string() }) });
const MadeInterface = v.object({ NetworkInterface: v.object({ NetworkInterfaceId: v.string() }) });

/** What makes a group one in use, which is what the product asks about interfaces. */
export const interfaces: World = {
  prepare: [
    ec2.createVpc({ CidrBlock: '10.1.0.0/16' }),
    ec2.createSubnet({ VpcId: '$vpc-1', CidrBlock: '10.1.1.0/24', AvailabilityZone: 'eu-west-1a' }),
    group('group-1', { VpcId: '$vpc-1' }),
    group('group-2', { VpcId: '$vpc-1' }),
  ],
  steps: fc.oneof(
    fc.constantFrom(make('$group-1'), make('$group-2'), make('$group-1', '$group-2')),
    fc.constantFrom(...looks),
    fc.nat({ max: 2 }).map((index) => ec2.deleteInterface({ NetworkInterfaceId: `$interface-${index}` })),
  ),
  always: [[...looks, make('$group-1'), make('$group-1', '$group-2'), ...looks]],
  longest: 8,
  sequences: 16,
  reads: ({ operation }) => (operation.startsWith('ec2:Describe') ? [] : looks),
  learn(step, answer, names) {
    learnGroups(step, answer, names);
    const subnet = v.safeParse(Made, answer);
    if (subnet.success) names.set(SubnetId, subnet.output.Subnet.SubnetId);
    const made = v.safeParse(MadeInterface, answer);
    if (!made.success) return;
    const count = [...names.keys()].filter((name) => name.startsWith('$interface-')).length;
    names.set(`$interface-${count}`, made.output.NetworkInterface.NetworkInterfaceId);
  },
};
