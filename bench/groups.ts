import type { GroupRule, SecurityGroup, Source } from '../contract/resource.ts';
import { emptyContext } from '../contract/context.ts';
import { parseParameters } from '../rules/parameters.ts';
import { securityGroupRestrictedPorts } from '../rules/security-group-restricted-ports.ts';

export interface GroupsBench {
  /** Evaluated per second by security-group-restricted-ports, on one core. */
  readonly groupsPerSecond: number;
  /** Different groups measured, each of ten permissions. */
  readonly groups: number;
  readonly rulesPerGroup: number;
  readonly violatingShare: number;
}

/** Roughly what accounts hold: a group in this many is open where it must not be. */
const oneViolatingIn = 5;
const permissionsPerGroup = 10;

/**
 * Measures `evaluate` on generated groups: web ports open to the world, offices and partners by address, private ranges, group
 * references, ICMP; a fifth of them with a restricted port open in one of several ways. All addresses differ from group to
 * group, so that nothing is gained by having seen one before.
 */
export function benchGroups(seconds = 2): GroupsBench {
  const groups = generateGroups(20_000);
  const parameters = parseParameters(securityGroupRestrictedPorts, {});
  const pass = () => {
    let violating = 0;
    for (const group of groups) {
      if (securityGroupRestrictedPorts.evaluate(group, parameters, emptyContext).length > 0) violating++;
    }
    return violating;
  };
  const violating = pass();
  let passes = 0;
  const start = performance.now();
  let elapsed = 0;
  while (elapsed < seconds * 1000) {
    pass();
    passes++;
    elapsed = performance.now() - start;
  }
  return {
    groupsPerSecond: Math.round((passes * groups.length) / (elapsed / 1000)),
    groups: groups.length,
    rulesPerGroup: groups.reduce((sum, { rules }) => sum + rules.length, 0) / groups.length,
    violatingShare: violating / groups.length,
  };
}

function generateGroups(count: number): SecurityGroup[] {
  const random = randomNumbers(20_240_229);
  return Array.from({ length: count }, (_, index) => {
    const id = `sg-${index.toString(16).padStart(17, '0')}`;
    const permissions = Array.from({ length: permissionsPerGroup - 1 }, () => harmless(random));
    permissions.push(random(oneViolatingIn) === 0 ? harmful(random) : harmless(random));
    return {
      type: 'AWS::EC2::SecurityGroup',
      id,
      arn: `arn:aws:ec2:eu-west-1:123456789012:security-group/${id}`,
      accountId: '123456789012',
      region: 'eu-west-1',
      tags: {},
      name: `group-${index}`,
      vpcId: 'vpc-0a1b2c3d4e5f60718',
      rules: permissions.flat(),
    };
  });
}

type Random = (below: number) => number;

function harmless(random: Random): GroupRule[] {
  switch (random(8)) {
    case 0:
      return permission('tcp', 443, 443, [ipv4('0.0.0.0/0'), ipv6('::/0')]);
    case 1:
      return permission('tcp', 80, 80, [ipv4('0.0.0.0/0')]);
    case 2:
      return permission('tcp', 22, 22, [office(random), office(random), officeIpv6(random)]);
    case 3:
      return permission('tcp', 0, 65535, [privateRange(random)]);
    case 4:
      return permission('-1', null, null, [{ kind: 'group', groupId: `sg-${random(1e9).toString(16)}` }]);
    case 5:
      return permission('tcp', 5432, 5432, [privateRange(random), office(random)]);
    case 6:
      return permission('udp', 1024, 65535, [ipv4('0.0.0.0/0')]);
    default:
      return permission('icmp', 8, -1, [ipv4('0.0.0.0/0'), office(random)]);
  }
}

function harmful(random: Random): GroupRule[] {
  switch (random(5)) {
    case 0:
      return permission('tcp', 22, 22, [ipv4('0.0.0.0/0')]);
    case 1:
      return permission('tcp', 3000, 9300, [ipv4('0.0.0.0/1'), ipv4('128.0.0.0/1')]);
    case 2:
      return permission('tcp', 3389, 3389, [ipv6('::/0'), office(random)]);
    case 3:
      return permission('-1', null, null, [ipv4('0.0.0.0/0'), ipv6('::/0')]);
    default:
      return permission('tcp', 20, 25, [ipv4(`${16 * random(10)}.0.0.0/4`), privateRange(random)]);
  }
}

function permission(protocol: string, fromPort: number | null, toPort: number | null, sources: Source[]): GroupRule[] {
  return sources.map((source) => ({ direction: 'ingress', protocol, fromPort, toPort, source }));
}

function ipv4(cidr: string): Source {
  return { kind: 'ipv4', cidr };
}

function ipv6(cidr: string): Source {
  return { kind: 'ipv6', cidr };
}

function office(random: Random): Source {
  return ipv4(`${20 + random(60)}.${random(256)}.${random(256)}.0/${24 + random(9)}`);
}

function officeIpv6(random: Random): Source {
  return ipv6(`2a0${random(10)}:${random(65536).toString(16)}:${random(65536).toString(16)}::/48`);
}

function privateRange(random: Random): Source {
  return ipv4(`10.${random(256)}.${random(256)}.0/${16 + random(9)}`);
}

/** A linear congruential generator (Numerical Recipes), so that every run measures the same groups. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
