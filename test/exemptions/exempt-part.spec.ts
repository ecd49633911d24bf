import { assert } from 'chai';
import type { Exemption } from '../../contract/exemption.ts';
import type { Grantee, GroupRule } from '../../contract/resource.ts';
import type { PortRange, Violation } from '../../contract/violation.ts';
import { exemptPart } from '../../exemptions/exempt-part.ts';
import { exemption } from '../support/exemptions.ts';
import { ingress } from '../support/security-groups.ts';

const range = (from: number, to = from): PortRange => ({ from, to });

function exposed(rule: GroupRule, protocol: string, ...ports: readonly PortRange[]): Violation {
  return { kind: 'exposed-ports', rule, protocol, ports: [...ports], reachedBy: 'the whole IPv4 internet' };
}

function granted(grantee: Grantee, permission: 'READ' | 'FULL_CONTROL' = 'READ'): Violation {
  return { kind: 'public-grant', grant: { grantee, permission }, audience: 'everyone' };
}

const world = ingress('tcp', [20, 25], '0.0.0.0/0');
const everyone: Grantee = { kind: 'group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' };
const statement: Violation = { kind: 'public-statement', index: 1, sid: 'PublicRead', reason: 'Principal is *' };
const { sid: _, ...unnamed } = statement;
const unwanted: Violation = { kind: 'unwanted-rule', rule: ingress('tcp', 443, '198.51.100.0/25'), reason: 'default' };
const unapproved: Violation = {
  kind: 'unapproved-change',
  rule: ingress('tcp', 443, '198.51.100.0/25'),
  ruleId: 'sgr-0a1b2c3d4e5f60718',
  actor: 'arn:aws:iam::123456789012:user/sam',
  at: '2026-11-20T12:00:00Z',
  eventId: 'e-1',
  eventName: 'AuthorizeSecurityGroupIngress',
};
const off: Violation = { kind: 'block-off', of: 'bucket', settings: ['blockPublicPolicy', 'restrictPublicBuckets'] };
const versioning: Violation = { kind: 'versioning-off', found: 'Off' };
const undecided: Violation = { kind: 'undecided', subject: 'prefix list pl-1', reason: 'not authorized' };

interface Row {
  readonly what: string;
  readonly violation: Violation;
  readonly target: Partial<Exemption>;
}

const untouched: readonly Row[] = [
  { what: 'another port', violation: exposed(world, 'tcp', range(22)), target: { port: '3389' } },
  { what: 'udp, where tcp is exempt', violation: exposed(world, 'udp', range(53)), target: { port: '53' } },
  { what: 'tcp, where udp is exempt', violation: exposed(world, 'tcp', range(53)), target: { port: 'udp:53' } },
  {
    what: 'the internet, where a /24 is exempt',
    violation: exposed(world, 'tcp', range(22)),
    target: { cidr: '198.51.100.0/24' },
  },
  {
    what: 'a source that is wider by one bit',
    violation: exposed(ingress('tcp', 22, '198.51.100.0/23'), 'tcp', range(22)),
    target: { cidr: '198.51.100.0/24' },
  },
  {
    what: 'an IPv6 source, where all of IPv4 is exempt',
    violation: exposed(ingress('tcp', 22, '::/0'), 'tcp', range(22)),
    target: { cidr: '0.0.0.0/0' },
  },
  {
    what: 'a prefix list, whatever is in it',
    violation: exposed(ingress('tcp', 22, 'pl-1'), 'tcp', range(22)),
    target: { cidr: '0.0.0.0/0' },
  },
  {
    what: 'the right port from another source',
    violation: exposed(world, 'tcp', range(22)),
    target: { port: '22', cidr: '198.51.100.0/24' },
  },
  { what: 'a rule for more ports', violation: { ...unwanted, rule: world }, target: { port: '20-24' } },
  {
    what: 'a rule for all traffic, where a port is exempt',
    violation: { ...unwanted, rule: ingress('-1', null, '198.51.100.0/25') },
    target: { port: '0-65535' },
  },
  { what: 'a change of a rule for more ports', violation: { ...unapproved, rule: world }, target: { port: '20-24' } },
  { what: 'a change of a rule for another source', violation: unapproved, target: { cidr: '203.0.113.0/24' } },
  { what: 'a change of a rule, by a Sid', violation: unapproved, target: { sid: 'PublicRead' } },
  { what: 'a statement of another Sid', violation: statement, target: { sid: 'publicread' } },
  { what: 'a statement without Sid', violation: unnamed, target: { sid: 'PublicRead' } },
  {
    what: 'a grant of more',
    violation: granted(everyone, 'FULL_CONTROL'),
    target: { grantee: 'AllUsers', permission: 'READ' },
  },
  {
    what: 'a grant to others',
    violation: granted(everyone),
    target: { grantee: 'AuthenticatedUsers', permission: 'READ' },
  },
  { what: 'another setting', violation: off, target: { setting: 'blockPublicAcls' } },
  ...(['port', 'cidr', 'sid', 'setting'] as const).flatMap((name) =>
    [versioning, undecided].map((violation) => ({
      what: `${violation.kind}, where a ${name} is exempt`,
      violation,
      target: { [name]: { port: '0-65535', cidr: '0.0.0.0/0', sid: 'x', setting: 'blockPublicAcls' }[name] },
    })),
  ),
];

const covered: readonly Row[] = [
  { what: 'the port', violation: exposed(world, 'tcp', range(22)), target: { port: '22' } },
  {
    what: 'ports within a range',
    violation: exposed(world, 'udp', range(53), range(60)),
    target: { port: 'udp:50-60' },
  },
  {
    what: 'a source within the CIDR',
    violation: exposed(ingress('tcp', 22, '198.51.100.0/25'), 'tcp', range(22)),
    target: { cidr: '198.51.100.0/24' },
  },
  {
    what: 'the CIDR itself, in another spelling',
    violation: exposed(ingress('tcp', 22, '2001:db8::/32'), 'tcp', range(22)),
    target: { cidr: '2001:0DB8:0:0::1/32' },
  },
  {
    what: 'a rule for all traffic, by its source',
    violation: exposed(ingress('-1', null, '8.0.0.0/6'), 'udp', range(53)),
    target: { cidr: '8.0.0.0/5' },
  },
  {
    what: 'a rule of which everything is exempt',
    violation: unwanted,
    target: { port: '443', cidr: '198.51.100.0/24' },
  },
  {
    what: 'a change of a rule of which everything is exempt',
    violation: unapproved,
    target: { port: '443', cidr: '198.51.100.0/24' },
  },
  { what: 'the statement', violation: statement, target: { sid: 'PublicRead' } },
  { what: 'a group by its name', violation: granted(everyone), target: { grantee: 'AllUsers', permission: 'READ' } },
  { what: 'a group by its URI', violation: granted(everyone), target: { grantee: everyone.uri, permission: 'READ' } },
  { what: 'a user', violation: granted({ kind: 'user', id: 'abc' }), target: { grantee: 'abc', permission: 'READ' } },
  {
    what: 'an address',
    violation: granted({ kind: 'email', address: 'a@b.example' }),
    target: { grantee: 'a@b.example', permission: 'READ' },
  },
  {
    what: 'the only setting',
    violation: { ...off, settings: ['blockPublicAcls'] },
    target: { setting: 'blockPublicAcls' },
  },
  ...[versioning, undecided, off, statement, unwanted, unapproved].map((violation) => ({
    what: `${violation.kind}, where the rule is exempt`,
    violation,
    target: {},
  })),
];

describe('the part of a violation that an exemption covers', () => {
  for (const { what, violation, target } of untouched) {
    it(`is nothing: ${what}`, () => {
      assert.deepEqual(exemptPart(violation, exemption(target)), { exempt: null, open: violation });
    });
  }

  for (const { what, violation, target } of covered) {
    it(`is all of it: ${what}`, () => {
      assert.deepEqual(exemptPart(violation, exemption(target)), { exempt: violation, open: null });
    });
  }

  it('is one port of two', () => {
    const { exempt, open } = exemptPart(exposed(world, 'tcp', range(22), range(3389)), exemption({ port: '22' }));

    assert.deepEqual(exempt, exposed(world, 'tcp', range(22)));
    assert.deepEqual(open, exposed(world, 'tcp', range(3389)));
  });

  it('is the middle of a range', () => {
    const { exempt, open } = exemptPart(exposed(world, 'tcp', range(20, 25)), exemption({ port: '22-23' }));

    assert.deepEqual(exempt, exposed(world, 'tcp', range(22, 23)));
    assert.deepEqual(open, exposed(world, 'tcp', range(20, 21), range(24, 25)));
  });

  it('is one setting of two', () => {
    const { exempt, open } = exemptPart(off, exemption({ setting: 'restrictPublicBuckets' }));

    assert.deepEqual(exempt, { ...off, settings: ['restrictPublicBuckets'] });
    assert.deepEqual(open, { ...off, settings: ['blockPublicPolicy'] });
  });
});
