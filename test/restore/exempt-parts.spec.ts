import { assert } from 'chai';
import type { Grantee, GroupRule, Resource } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import type { ExemptPart, Target } from '../../restore/exempt-parts.ts';
import { partsToExempt } from '../../restore/restore-exemptions.ts';
import { rules } from '../../rules/registry.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { bucket, groupGrant } from '../support/buckets.ts';
import { unapproved, unapprovedId } from '../support/recorded-changes.ts';
import { egress, ingress, securityGroup } from '../support/security-groups.ts';

/** What is exempt of a resource that stays as it is, where the mend had found these violations by these rules, or by all. */
function known(resource: Resource, found: readonly Violation[], asked = rules.map(({ id }) => id)): ExemptPart[] {
  return partsToExempt({ asked, found, live: resource, leadsTo: resource });
}

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const out = egress('tcp', 25, '0.0.0.0/0');
const exposed = (rule: GroupRule): Violation => ({
  kind: 'exposed-ports',
  rule,
  protocol: 'tcp',
  ports: [{ from: 22, to: 22 }],
  reachedBy: 'all',
});

describe('the rules from which a restore exempts what the mend had found', () => {
  const found: [Violation, Resource, string[]][] = [
    [exposed(ssh), securityGroup([]), ['security-group-restricted-ports', 'security-group-authorized-ports']],
    [exposed(out), securityGroup([]), ['security-group-open-egress']],
    [unapproved(0, ssh), securityGroup([]), [unapprovedId]],
    [{ kind: 'public-grant', grant: groupGrant('x'), audience: 'x' }, bucket(), ['s3-bucket-public-access']],
    [{ kind: 'public-statement', index: 0, reason: 'x' }, bucket(), ['s3-bucket-public-access']],
    [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] }, bucket(), ['s3-bucket-public-access-block']],
    [
      { kind: 'block-off', of: 'account', settings: ['blockPublicAcls'] },
      accountBlock(null),
      ['s3-account-public-access-block'],
    ],
    [{ kind: 'acls-enabled', ownership: 'ObjectWriter' }, bucket(), ['s3-bucket-acls-disabled']],
    [{ kind: 'plain-http', missing: ['bucket'] }, bucket(), ['s3-bucket-tls-only']],
    [{ kind: 'wrong-encryption', found: 'none', wanted: { algorithm: 'AES256' } }, bucket(), ['s3-bucket-encryption']],
    [{ kind: 'versioning-off', found: 'Off' }, bucket(), ['s3-bucket-versioning']],
    [{ kind: 'logging-off' }, bucket(), ['s3-bucket-logging']],
  ];
  for (const [violation, resource, expected] of found) {
    it(`are of ${violation.kind} those that find it in a ${resource.type}: ${expected.join(', ')}`, () => {
      const exempt = known(resource, [violation]).map(({ rule }) => rule);

      assert.deepEqual(exempt, expected);
    });

    it(`are of ${violation.kind} none that had not asked for the mend`, () => {
      assert.deepEqual(known(resource, [violation], []), []);
    });
  }

  it('are all that had asked, where any of them may find it', () => {
    const unwanted: Violation = { kind: 'unwanted-rule', rule: ssh, reason: 'it has to be empty' };

    assert.deepEqual(known(securityGroup([]), [unwanted], ['security-group-default-closed']), [
      { rule: 'security-group-default-closed', target: { port: '22', cidr: '0.0.0.0/0' } },
    ]);
  });

  it('are none of what was undecided: nothing was mended of it', () => {
    assert.deepEqual(known(bucket(), [{ kind: 'undecided', subject: 'x', reason: 'y' }]), []);
  });
});

describe('what a restore exempts of what the mend had found', () => {
  const targets = (resource: Resource, violation: Violation): Target[] =>
    known(resource, [violation]).map(({ target }) => target);

  const sids: [string, string | undefined, Target][] = [
    ['of 128 characters', 's'.repeat(128), { sid: 's'.repeat(128) }],
    ['of 129 characters', 's'.repeat(129), {}],
    ['that no exemption can name', 'é', {}],
    ['that is empty', '', {}],
    ['that is not there', undefined, {}],
  ];
  for (const [what, sid, expected] of sids) {
    it(`is ${expected.sid === undefined ? 'the whole rule for' : 'named by'} a Sid ${what}`, () => {
      const named = sid === undefined ? {} : { sid };
      const statement: Violation = { kind: 'public-statement', index: 0, reason: 'x', ...named };

      assert.deepEqual(targets(bucket(), statement), [expected]);
    });
  }

  const grantees: [Grantee, string][] = [
    [{ kind: 'user', id: 'a1' }, 'a1'],
    [{ kind: 'group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }, 'AllUsers'],
    [{ kind: 'email', address: 'ann@example.com' }, 'ann@example.com'],
  ];
  for (const [grantee, name] of grantees) {
    it(`is a grant to a ${grantee.kind} by who may do what: ${name}`, () => {
      const violation: Violation = { kind: 'public-grant', grant: { grantee, permission: 'WRITE' }, audience: 'x' };

      assert.deepEqual(targets(bucket(), violation), [{ grantee: name, permission: 'WRITE' }]);
    });
  }

  it('is each setting of Block Public Access that had been off', () => {
    const off: Violation = { kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls', 'blockPublicPolicy'] };

    assert.deepEqual(targets(bucket(), off), [{ setting: 'blockPublicAcls' }, { setting: 'blockPublicPolicy' }]);
  });

  it('is the ports of a rule that were exposed, each range of them', () => {
    const rule = ingress('-1', null, '0.0.0.0/0');
    const ports = [
      { from: 22, to: 22 },
      { from: 25, to: 30 },
    ];
    const found: Violation = { kind: 'exposed-ports', rule, protocol: 'udp', ports, reachedBy: 'all' };

    assert.deepEqual(
      known(securityGroup([]), [found], ['security-group-restricted-ports']).map(({ target }) => target),
      [
        { port: 'udp:22', cidr: '0.0.0.0/0' },
        { port: 'udp:25-30', cidr: '0.0.0.0/0' },
      ],
    );
  });

  const forms: [string, GroupRule, Target][] = [
    ['a port and a source', ingress('tcp', 22, '::/0'), { port: '22', cidr: '::/0' }],
    ['a range', ingress('udp', [1, 2], '10.0.0.0/8'), { port: 'udp:1-2', cidr: '10.0.0.0/8' }],
    ['a protocol whose ports no exemption names', ingress('icmp', [8, 0], '10.0.0.0/8'), { cidr: '10.0.0.0/8' }],
    ['all traffic', ingress('-1', null, '10.0.0.0/8'), { cidr: '10.0.0.0/8' }],
    ['a protocol without ports', ingress('tcp', null, '10.0.0.0/8'), { cidr: '10.0.0.0/8' }],
    ['a rule without its upper port', { ...ssh, toPort: null }, { cidr: '0.0.0.0/0' }],
    ['a rule without its lower port', { ...ssh, fromPort: null }, { cidr: '0.0.0.0/0' }],
    ['a group', ingress('tcp', 22, 'sg-1'), { port: '22' }],
    ['a prefix list', ingress('tcp', 22, 'pl-1'), { port: '22' }],
    ['all traffic of a group', ingress('-1', null, 'sg-1'), {}],
  ];
  for (const [what, rule, target] of forms) {
    it(`says of ${what} as much as an exemption can: ${JSON.stringify(target)}`, () => {
      assert.deepEqual(known(securityGroup([]), [unapproved(0, rule)]), [{ rule: unapprovedId, target }]);
    });
  }
});

describe('what a restore exempts of the rules that it puts back', () => {
  it('is nothing from rules about ports where the source is a group: they judge none of it', () => {
    const exempt = partsToExempt({
      asked: [],
      found: [],
      live: securityGroup([]),
      leadsTo: securityGroup([ingress('tcp', 5432, 'sg-1'), ingress('tcp', 443, '0.0.0.0/0'), out]),
    });

    const web = { port: '443', cidr: '0.0.0.0/0' };
    assert.sameDeepMembers(exempt, [
      { rule: 'security-group-restricted-ports', target: web },
      { rule: 'security-group-authorized-ports', target: web },
      { rule: 'security-group-open-egress', target: { port: '25', cidr: '0.0.0.0/0' } },
    ]);
  });
});

describe('of two parts that a restore exempts from a rule', () => {
  const any = '0.0.0.0/0';
  const cases: [string, GroupRule, GroupRule, boolean][] = [
    ['a range and its first port', ingress('tcp', [20, 25], any), ingress('tcp', 20, any), true],
    ['a range and its last port', ingress('tcp', [20, 25], any), ingress('tcp', 25, any), true],
    ['a range and the port before', ingress('tcp', [20, 25], any), ingress('tcp', 19, any), false],
    ['a range and the port after', ingress('tcp', [20, 25], any), ingress('tcp', 26, any), false],
    ['ranges that overlap', ingress('tcp', [20, 25], any), ingress('tcp', [24, 26], any), false],
    ['a port of either protocol', ingress('tcp', 53, any), ingress('udp', 53, any), false],
    ['a wider source', ingress('tcp', 22, any), ingress('tcp', 22, '10.0.0.0/8'), true],
    ['a wider source of another port', ingress('tcp', 22, any), ingress('tcp', 23, '10.0.0.0/8'), false],
    ['sources apart', ingress('tcp', 22, '11.0.0.0/8'), ingress('tcp', 22, '10.0.0.0/8'), false],
    ['a group and a source, by the same port', ingress('tcp', 22, 'sg-1'), ingress('tcp', 22, any), true],
    ['a group and a source, by another port', ingress('tcp', 22, 'sg-1'), ingress('tcp', 23, any), false],
    ['all from a source and a port', ingress('-1', null, any), ingress('tcp', 22, '10.0.0.0/8'), true],
    ['all from a source and a port of a group', ingress('-1', null, any), ingress('tcp', 22, 'sg-1'), false],
    ['all of a group and anything', ingress('-1', null, 'sg-1'), ingress('tcp', 22, any), true],
  ];
  for (const [what, wide, narrow, isCovered] of cases) {
    it(`${isCovered ? 'one is enough' : 'both are listed'}: ${what}`, () => {
      const own = (found: readonly GroupRule[]): Target[] =>
        known(
          securityGroup([]),
          found.map((rule, at) => unapproved(at, rule)),
        ).map(({ target }) => target);

      const [first, second] = [own([wide]), own([narrow])];

      assert.deepEqual(own([wide, narrow]), isCovered ? first : [...first, ...second]);
      assert.deepEqual(own([narrow, wide]), isCovered ? first : [...second, ...first]);
    });
  }

  it('both are listed: two statements, two grants or two settings', () => {
    const statements = ['A', 'B'].map((sid): Violation => ({ kind: 'public-statement', index: 0, sid, reason: 'x' }));
    const grants = (['READ', 'WRITE'] as const).map((permission): Violation => ({
      kind: 'public-grant',
      grant: groupGrant('x', permission),
      audience: 'x',
    }));

    assert.deepEqual(
      known(bucket(), [...statements, ...grants]).map(({ target }) => target),
      [{ sid: 'A' }, { sid: 'B' }, { grantee: 'x', permission: 'READ' }, { grantee: 'x', permission: 'WRITE' }],
    );
  });

  it('the whole rule is enough', () => {
    const statements = [{ sid: 'A' }, {}].map((named): Violation => ({
      kind: 'public-statement',
      index: 0,
      reason: 'x',
      ...named,
    }));

    assert.deepEqual(known(bucket(), statements), [{ rule: 's3-bucket-public-access', target: {} }]);
  });

  it('both are listed where they are of two rules', () => {
    const found: Violation[] = [{ kind: 'versioning-off', found: 'Off' }, { kind: 'logging-off' }];

    assert.deepEqual(known(bucket(), found), [
      { rule: 's3-bucket-versioning', target: {} },
      { rule: 's3-bucket-logging', target: {} },
    ]);
  });

  it('the first is listed where they say the same in other words', () => {
    const cidrs = ['::/0', '0::0/0', '0:0::/0'];
    const found = cidrs.map((cidr, at) => unapproved(at, ingress('tcp', 22, cidr)));

    for (const given of [found, found.toReversed()]) {
      const [first] = given.map(({ rule }) => (rule.source.kind === 'ipv6' ? rule.source.cidr : ''));

      assert.deepEqual(
        known(securityGroup([]), given).map(({ target }) => target.cidr),
        [first],
      );
    }
  });

  it('one is listed where they are the same', () => {
    assert.lengthOf(known(securityGroup([]), [unapproved(0, ssh), unapproved(1, ssh)]), 1);
  });
});
