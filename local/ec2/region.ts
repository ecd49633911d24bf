import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';
import type { ServiceDeps } from '../service.ts';
import { awsPrefixLists } from './aws-prefix-lists.ts';
import { derivedId, type Identified, type IdKind } from './ids.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { PrefixList } from './prefix-list.ts';
import type { Rule } from './rule.ts';
import { addGroup, type Group } from './group.ts';

export interface Tagged extends Identified {
  readonly tags: Map<string, string>;
}

export interface Vpc extends Tagged {
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tenancy: string;
}

export interface Subnet extends Tagged {
  readonly vpcId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
  readonly isDefault: boolean;
  /** How many addresses were given out. */
  addressesUsed: number;
}

export interface Ec2Options {
  /** Quota "Inbound or outbound rules per security group", by direction and family; AWS's default is 60. */
  readonly rulesPerGroup: number;
  /** Whether an account has said of a region that asks for opting in that it is on, or off. */
  readonly optInState: (where: { accountId: string; region: string }) => 'enabled' | 'disabled' | undefined;
}

/** EC2 in one account and region: every resource by id, the indexes that keep calls from searching, and what makes ids. */
export interface Ec2Region extends Ec2Options {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly defaultVpcId: string;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly groups: Map<string, Group>;
  /** By `VPC/NAME`, which is unique. */
  readonly groupsByName: Map<string, Group>;
  readonly rules: Map<string, Rule>;
  /** The rules that name a group or prefix list as their source, by its id. */
  readonly referring: Map<string, Map<string, Rule>>;
  readonly prefixLists: Map<string, PrefixList>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  newId(kind: IdKind): string;
  nextSequence(): number;
  arn(type: string, id: string): string;
  /** Tells AWS Config that a group or prefix list changed. */
  changed(resourceType: 'AWS::EC2::SecurityGroup' | 'AWS::EC2::PrefixList', resourceId: string): void;
  /** The same region of another account. */
  inAccount(accountId: string): Ec2Region;
  /** Makes a call with a client token once: a retry of it returns what the first one created (EC2 API, idempotency). */
  once<T>(token: string | undefined, input: object, create: () => T): T;
}

/** A region as a new account finds it: a default VPC with its default group and one subnet, and the lists that AWS owns. */
export function createRegion(
  deps: ServiceDeps,
  options: Ec2Options,
  inAccount: (accountId: string) => Ec2Region,
  accountId: string,
  region: string,
): Ec2Region {
  const partition = partitionOf(region);
  let sequence = 0;
  const created = new Map<string, { readonly input: string; readonly output: unknown }>();
  const seed = `${accountId}/${region}`;
  const state: Ec2Region = {
    ...options,
    accountId,
    region,
    partition,
    defaultVpcId: derivedId('vpc', seed),
    vpcs: new Map(),
    subnets: new Map(),
    groups: new Map(),
    groupsByName: new Map(),
    rules: new Map(),
    referring: new Map(),
    prefixLists: new Map(),
    networkInterfaces: new Map(),
    newId: (kind) => `${kind}-${deps.id(17)}`,
    nextSequence: () => sequence++,
    arn: (type, id) => `arn:${partition}:ec2:${region}:${accountId}:${type}/${id}`,
    changed: (resourceType, resourceId) => deps.changed({ accountId, region, resourceType, resourceId }),
    inAccount,
    once<T>(token: string | undefined, input: object, create: () => T): T {
      if (token === undefined) return create();
      const text = JSON.stringify(input);
      const earlier = created.get(token);
      if (earlier === undefined) {
        const output = create();
        created.set(token, { input: text, output });
        return output;
      }
      if (earlier.input !== text) {
        throw new AwsError('IdempotentParameterMismatch', `The client token ${token} was used with other parameters.`);
      }
      return earlier.output as T;
    },
  };
  addDefaultVpc(state, seed);
  for (const list of awsPrefixLists(region, () => state.nextSequence())) state.prefixLists.set(list.id, list);
  return state;
}

/** Its ids derive from account and region, so that they are the same every time and take nothing from the seeded ids. */
function addDefaultVpc(state: Ec2Region, seed: string): void {
  const vpc = {
    id: state.defaultVpcId,
    sequence: state.nextSequence(),
    cidr: '172.31.0.0/16',
    isDefault: true,
    tenancy: 'default',
    tags: new Map<string, string>(),
  };
  state.vpcs.set(vpc.id, vpc);
  const subnet = {
    id: derivedId('subnet', seed),
    sequence: state.nextSequence(),
    vpcId: vpc.id,
    cidr: '172.31.0.0/20',
    availabilityZone: `${state.region}a`,
    isDefault: true,
    addressesUsed: 0,
    tags: new Map<string, string>(),
  };
  state.subnets.set(subnet.id, subnet);
  addDefaultGroup(state, vpc.id, {
    id: derivedId('sg', seed),
    selfRuleId: derivedId('sgr', `${seed}/ingress`),
    egressRuleId: derivedId('sgr', `${seed}/egress`),
  });
}

/** Every VPC's default group admits its own members and lets everything out (VPC user guide, "Default security groups"). */
export function addDefaultGroup(
  state: Ec2Region,
  vpcId: string,
  ids: { id: string; selfRuleId: string; egressRuleId: string },
): Group {
  return addGroup(state, {
    ...ids,
    name: 'default',
    description: 'default VPC security group',
    vpcId,
    tags: new Map(),
  });
}
