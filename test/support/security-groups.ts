import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import type { Context, PrefixListContents } from '../../contract/context.ts';
import type { GroupRule, SecurityGroup, Source } from '../../contract/resource.ts';
import { type ExposedPorts, Violation } from '../../contract/violation.ts';
import { describePorts, describeRule } from '../../exposure/describe-rule.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';

export const groupId = 'sg-0a1b2c3d4e5f60718';

export function securityGroup(rules: readonly GroupRule[], overrides: Partial<SecurityGroup> = {}): SecurityGroup {
  return {
    type: 'AWS::EC2::SecurityGroup',
    id: groupId,
    arn: `arn:aws:ec2:eu-west-1:123456789012:security-group/${groupId}`,
    accountId: '123456789012',
    region: 'eu-west-1',
    tags: {},
    name: 'web',
    vpcId: 'vpc-0123456789abcdef0',
    rules: [...rules],
    ...overrides,
  };
}

/** One port, both ends, or none. */
export type Ports = number | readonly [number, number] | null;

export function ingress(protocol: string, ports: Ports, from: string, description?: string): GroupRule {
  return rule('ingress', protocol, ports, from, description);
}

export function egress(protocol: string, ports: Ports, to: string, description?: string): GroupRule {
  return rule('egress', protocol, ports, to, description);
}

function rule(
  direction: GroupRule['direction'],
  protocol: string,
  ports: Ports,
  source: string,
  description: string | undefined,
): GroupRule {
  const [fromPort, toPort] = ports === null ? [null, null] : typeof ports === 'number' ? [ports, ports] : ports;
  return {
    direction,
    protocol,
    fromPort,
    toPort,
    source: sourceOf(source),
    ...(description === undefined ? {} : { description }),
  };
}

/** `0.0.0.0/0`, `::/0`, `pl-…` or `sg-…`. */
export function sourceOf(text: string): Source {
  if (text.startsWith('pl-')) return { kind: 'prefix-list', id: text };
  if (text.startsWith('sg-')) return { kind: 'group', groupId: text, userId: '123456789012' };
  return { kind: text.includes(':') ? 'ipv6' : 'ipv4', cidr: text };
}

/** Prefix lists by id: their entries, or why they cannot be read. */
export function contextWith(prefixLists: Readonly<Record<string, readonly string[] | string>>): Context {
  const contents = Object.entries(prefixLists).map(([id, given]): [string, PrefixListContents] => [
    id,
    typeof given === 'string' ? { kind: 'unreadable', reason: given } : { kind: 'read', cidrs: given },
  ]);
  return { prefixLists: new Map(contents), accountBlock: null };
}

/** The verdict of security-group-restricted-ports, with the given parameters and the defaults of the others. */
export function judge(
  rules: readonly GroupRule[],
  parameters: Readonly<Record<string, string>> = {},
  context: Context = contextWith({}),
): Violation[] {
  const parsed = parseParameters(securityGroupRestrictedPorts, parameters);
  return securityGroupRestrictedPorts.evaluate(securityGroup(rules), parsed, context);
}

export function exposed(violations: readonly Violation[]): ExposedPorts[] {
  return violations.filter((violation) => violation.kind === 'exposed-ports');
}

/** `tcp 22 of tcp 20-25 from 0.0.0.0/0` for each offending rule; the verdict must not depend on the order of rules. */
export function blamed(
  rules: readonly GroupRule[],
  parameters: Readonly<Record<string, string>> = {},
  context: Context = contextWith({}),
): string[] {
  const violations = judge(rules, parameters, context);
  for (const violation of violations) assert.doesNotThrow(() => v.parse(Violation, violation));
  assert.deepEqual(judge(rules.toReversed(), parameters, context), violations, 'depends on the order of rules');
  return exposed(violations).map(
    ({ rule, protocol, ports }) => `${protocol} ${describePorts(ports)} of ${describeRule(rule)}`,
  );
}

/** The prefix lists that `arbitraryRules` refers to. */
export const arbitraryContext = contextWith({
  'pl-private': ['10.0.0.0/8', 'fd00::/8'],
  'pl-world': ['0.0.0.0/0'],
  'pl-mixed': ['128.0.0.0/2', '192.0.2.0/24', '2a00::/12', '52.94.0.0/22', '64:ff9b::1200:0/104'],
});

const sources = [
  ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '64.0.0.0/2', '16.0.0.0/7', '17.0.0.0/8', '18.0.0.0/8', '52.95.110.1/32'],
  ['10.0.0.0/8', '192.168.0.0/16', '203.0.113.0/24'],
  ['::/0', '2000::/4', '3000::/4', '2600::/31', '2600::/32', '2a05:d018::/36', 'fd00::/8'],
  ['64:ff9b::/96', '64:ff9b::8000:0/97', '64:ff9b::1000:0/103', '64:ff9b::a00:0/104', '64::/16', '64:ff9b:1::/48'],
  ['pl-private', 'pl-world', 'pl-mixed'],
  ['sg-11111111', 'sg-22222222'],
];

/** Ends of port ranges near each other and near the ports 22, 23, 3389, so that ranges overlap, touch and coincide. */
const portEnds = [0, 1, 20, 21, 22, 23, 24, 80, 3388, 3389, 3390, 65534, 65535];

const arbitraryPorts: fc.Arbitrary<Ports> = fc
  .tuple(fc.constantFrom(...portEnds), fc.constantFrom(...portEnds))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

const arbitraryTraffic: fc.Arbitrary<{ protocol: string; ports: Ports }> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ protocol: fc.constant('tcp'), ports: arbitraryPorts }) },
  { weight: 3, arbitrary: fc.record({ protocol: fc.constant('udp'), ports: arbitraryPorts }) },
  { weight: 1, arbitrary: fc.constantFrom({ protocol: 'tcp', ports: null }, { protocol: '50', ports: null }) },
  { weight: 1, arbitrary: fc.constant({ protocol: '-1', ports: null }) },
  { weight: 1, arbitrary: fc.constant<{ protocol: string; ports: Ports }>({ protocol: 'icmp', ports: [8, -1] }) },
);

/** The rules of a group that EC2 could hold: no two are equal but for the description. */
export const arbitraryRules: fc.Arbitrary<GroupRule[]> = fc.uniqueArray(
  fc
    .record({
      direction: fc.oneof({ weight: 5, arbitrary: fc.constant('ingress') }, fc.constant('egress')),
      traffic: arbitraryTraffic,
      source: fc.constantFrom(...sources).chain((kind) => fc.constantFrom(...kind)),
      description: fc.option(fc.constantFrom('temp', 'office, 2nd floor', 'db'), { nil: undefined }),
    })
    .map(({ direction, traffic, source, description }) =>
      (direction === 'ingress' ? ingress : egress)(traffic.protocol, traffic.ports, source, description),
    ),
  { maxLength: 14, selector: (rule) => JSON.stringify({ ...rule, description: '' }) },
);

/** The same, most rules of the given direction. */
export function facing(direction: GroupRule['direction']): fc.Arbitrary<GroupRule[]> {
  if (direction === 'ingress') return arbitraryRules;
  return arbitraryRules.map((rules) =>
    rules.map((rule) => ({ ...rule, direction: rule.direction === 'ingress' ? 'egress' : 'ingress' })),
  );
}
