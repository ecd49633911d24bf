import type { IpPermission, IpRange } from '@aws-sdk/client-ec2';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { calls } from './calls.ts';
import type { Step } from './step.ts';
import type { World } from './worlds.ts';

const { ec2 } = calls;
const groupIds = ['$group-1', '$group-2'];
export const noSuchGroup = 'sg-0123456789abcdef0';

const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> => fc.array(one, { maxLength: 1 });
const description = fc.constantFrom('', 'offices', 'the world');
const described = <T extends object>(source: fc.Arbitrary<T>): fc.Arbitrary<T & { Description?: string }> =>
  fc.tuple(source, description).map(([one, text]) => (text === '' ? one : { ...one, Description: text }));

const ports = fc.constantFrom<readonly [string, number, number]>(
  ['tcp', 22, 22],
  ['tcp', 0, 65535],
  ['tcp', 443, 443],
  ['udp', 53, 53],
  ['icmp', 8, -1],
  ['6', 22, 22],
);
const v4 = fc.constantFrom('0.0.0.0/0', '10.0.0.0/8', '203.0.113.0/24', '203.0.113.7/32');
const v6 = fc.constantFrom('::/0', '2001:db8::/32');

/** One to four sources for one protocol and range of ports: as what mends a group spells them. */
const permission: fc.Arbitrary<IpPermission> = fc
  .record({
    ports,
    every: fc.boolean(),
    v4: fc.uniqueArray(described(v4.map((CidrIp) => ({ CidrIp }))), { maxLength: 2, selector: ({ CidrIp }) => CidrIp }),
    v6: maybe(described(v6.map((CidrIpv6) => ({ CidrIpv6 })))),
    lists: maybe(described(fc.constant({ PrefixListId: '$list-1' }))),
    pairs: maybe(described(fc.constant({ GroupId: '$group-2' }))),
  })
  .filter((one) => one.v4.length + one.v6.length + one.lists.length + one.pairs.length > 0)
  .map((one) => {
    const [IpProtocol, FromPort, ToPort] = one.ports;
    return {
      ...(one.every ? { IpProtocol: '-1' } : { IpProtocol, FromPort, ToPort }),
      ...(one.v4.length === 0 ? {} : { IpRanges: [...one.v4] }),
      ...(one.v6.length === 0 ? {} : { Ipv6Ranges: [...one.v6] }),
      ...(one.lists.length === 0 ? {} : { PrefixListIds: [...one.lists] }),
      ...(one.pairs.length === 0 ? {} : { UserIdGroupPairs: [...one.pairs] }),
    };
  });
/** Of what is there, or nearly. */
const there = fc.oneof<fc.Arbitrary<IpPermission>[]>(
  fc
    .constantFrom<IpRange>(
      { CidrIp: '0.0.0.0/0' },
      { CidrIp: '10.0.0.0/8' },
      { CidrIp: '10.0.0.0/8', Description: 'offices' },
    )
    .map((range) => ({
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      IpRanges: [range],
    })),
  fc.constant({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
  fc.constantFrom({}, { Description: 'offices' }).map((more) => ({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    UserIdGroupPairs: [{ GroupId: '$group-2', ...more }],
  })),
);
const IpPermissions = fc.array(permission, { minLength: 1, maxLength: 2 });
const GroupId = fc.constantFrom('$group-1', '$group-1', '$group-1', '$group-1', noSuchGroup);
const ofPermissions = fc.record({ GroupId, IpPermissions });
const ofThose = fc.record({
  GroupId,
  IpPermissions: fc.uniqueArray(there, { minLength: 1, maxLength: 2, selector: (one) => JSON.stringify(one) }),
});
const ruleId = fc.nat({ max: 3 }).map((index) => `$rule-${index}`);

const looks: readonly Step[] = [
  ec2.groups({ GroupIds: [noSuchGroup] }),
  ec2.groups({ Filters: [{ Name: 'group-id', Values: ['$group-1', noSuchGroup] }] }),
  ec2.groups({
    Filters: [
      { Name: 'ip-permission.cidr', Values: ['0.0.0.0/0'] },
      { Name: 'group-id', Values: groupIds },
    ],
  }),
  ec2.rules({ Filters: [{ Name: 'group-id', Values: [noSuchGroup] }] }),
  ec2.interfaces({ Filters: [{ Name: 'group-id', Values: ['$group-1'] }] }),
  ec2.prefixListEntries({ PrefixListId: '$list-1' }),
  ec2.prefixListEntries({ PrefixListId: 'pl-0123456789abcdef0' }),
  ec2.regions({ AllRegions: false }),
];

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: ofPermissions.map(ec2.authorizeIngress) },
  { weight: 2, arbitrary: ofPermissions.map(ec2.authorizeEgress) },
  { weight: 4, arbitrary: ofThose.map(ec2.revokeIngress) },
  { weight: 2, arbitrary: ofThose.map(ec2.describeIngress) },
  { weight: 1, arbitrary: ofPermissions.map(ec2.revokeIngress) },
  { weight: 2, arbitrary: ofPermissions.map(ec2.revokeEgress) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        GroupId: fc.constant('$group-1'),
        SecurityGroupRuleIds: fc.uniqueArray(ruleId, { minLength: 1, maxLength: 2 }),
      })
      .map(ec2.revokeIngress),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        ruleId,
        ports,
        fc.oneof(
          v4.map((CidrIpv4) => ({ CidrIpv4 })),
          v6.map((CidrIpv6) => ({ CidrIpv6 })),
        ),
        description,
      )
      .map(([SecurityGroupRuleId, [IpProtocol, FromPort, ToPort], source, Description]) =>
        ec2.modifyRules({
          GroupId: '$group-1',
          SecurityGroupRules: [
            { SecurityGroupRuleId, SecurityGroupRule: { IpProtocol, FromPort, ToPort, ...source, Description } },
          ],
        }),
      ),
  },
  { weight: 1, arbitrary: ofPermissions.map(ec2.describeIngress) },
  { weight: 1, arbitrary: ofPermissions.map(ec2.describeEgress) },
  { weight: 1, arbitrary: fc.constantFrom(...looks) },
);

const Rules = v.object({
  SecurityGroupRules: v.array(
    v.looseObject({
      SecurityGroupRuleId: v.string(),
      IsEgress: v.boolean(),
      IpProtocol: v.string(),
      FromPort: v.optional(v.number()),
      ToPort: v.optional(v.number()),
      CidrIpv4: v.optional(v.string()),
      CidrIpv6: v.optional(v.string()),
      PrefixListId: v.optional(v.string()),
      ReferencedGroupInfo: v.optional(v.looseObject({ GroupId: v.string() })),
    }),
  ),
});

/** What each account calls the VPC, the groups and the prefix list. */
export function learnGroups(step: Step, answer: object, names: Map<string, string>): void {
  const vpc = v.safeParse(v.object({ Vpc: v.object({ VpcId: v.string() }) }), answer);
  if (vpc.success) names.set('$vpc-1', vpc.output.Vpc.VpcId);
  const list = v.safeParse(v.object({ PrefixList: v.object({ PrefixListId: v.string() }) }), answer);
  if (list.success) names.set('$list-1', list.output.PrefixList.PrefixListId);
  const group = v.safeParse(v.object({ GroupId: v.string() }), answer);
  if (group.success && 'GroupName' in step.input) names.set(`$${String(step.input.GroupName)}`, group.output.GroupId);
  const found = v.safeParse(v.object({ SecurityGroups: v.array(v.looseObject({ VpcId: v.string() })) }), answer);
  if (found.success && !names.has('$vpc-1')) names.set('$vpc-1', found.output.SecurityGroups[0]?.VpcId ?? '');
}

/** Rules get their names from what they say: ingress only, in order of their text, as far as the sequence knows. */
function learn(step: Step, answer: object, names: Map<string, string>): void {
  learnGroups(step, answer, names);
  // Not from what is asked of a group that is not there, which only one of the two answers.
  if (step.operation !== 'ec2:DescribeSecurityGroupRules' || !JSON.stringify(step.input).includes('$group-1')) return;
  for (const name of names.keys()) if (name.startsWith('$rule-')) names.delete(name);
  const rules = v.safeParse(Rules, answer);
  if (!rules.success) return;
  const said = rules.output.SecurityGroupRules.filter((rule) => !rule.IsEgress).map((rule) => {
    const group = names.get('$group-2') === rule.ReferencedGroupInfo?.GroupId ? 'group' : '';
    const list = rule.PrefixListId === undefined ? '' : 'list';
    const text = [rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIpv4, rule.CidrIpv6, list, group].join(' ');
    return { text, id: rule.SecurityGroupRuleId };
  });
  for (const [index, { id }] of said.toSorted((one, other) => (one.text < other.text ? -1 : 1)).entries()) {
    names.set(`$rule-${index}`, id);
  }
}

const Filters = [{ Name: 'group-id', Values: groupIds }];
export const group = (GroupName: string, where: { VpcId?: string }): Step =>
  ec2.createGroup({ GroupName, Description: 'made for a comparison', ...where });

/** What is there when a sequence begins: something to revoke, to narrow and to name. */
const before: IpPermission[] = [
  {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8', Description: 'offices' }],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
  },
  {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    UserIdGroupPairs: [{ GroupId: '$group-2', Description: 'offices' }],
  },
];

const world = (prepare: readonly Step[], sequences: number): World => ({
  prepare: [
    ...prepare,
    ec2.createPrefixList({
      PrefixListName: 'list',
      AddressFamily: 'IPv4',
      MaxEntries: 2,
      Entries: [{ Cidr: '198.51.100.0/24' }],
    }),
    ec2.authorizeIngress({ GroupId: '$group-1', IpPermissions: before }),
    ec2.groups({ Filters }),
    ec2.rules({ Filters }),
  ],
  steps,
  always: [
    [
      ...looks,
      ec2.describeEgress({
        GroupId: '$group-1',
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'the world' }] }],
      }),
    ],
  ],
  longest: 8,
  sequences,
  reads: ({ operation }) =>
    /:(Describe|Get|CreateVpc|CreateManaged)/.test(operation) ? [] : [ec2.groups({ Filters }), ec2.rules({ Filters })],
  learn,
});

/** In a VPC of their own. */
export const groups = world(
  [
    ec2.createVpc({ CidrBlock: '10.1.0.0/16' }),
    group('group-1', { VpcId: '$vpc-1' }),
    group('group-2', { VpcId: '$vpc-1' }),
  ],
  48,
);

/** Where AWS answers a revoke of what is not there otherwise. */
export const groupsOfDefaultVpc = world([group('group-1', {}), group('group-2', {})], 16);
