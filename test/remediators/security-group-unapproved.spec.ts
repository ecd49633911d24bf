import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { ruleId, unapproved } from '../support/recorded-changes.ts';
import { egress, groupId, ingress, judge, securityGroup } from '../support/security-groups.ts';

const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24', 'office');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const peer = ingress('udp', 53, 'sg-0a1b2c3d');
const out = egress('-1', null, '0.0.0.0/0');

const plan = (rules: readonly GroupRule[], violations: readonly Violation[]) =>
  securityGroupRemediator.plan(securityGroup(rules), violations, {});
const revoke = (side: 'Ingress' | 'Egress', ...at: readonly number[]): Change => ({
  service: 'ec2',
  operation: `RevokeSecurityGroup${side}`,
  input: { GroupId: groupId, SecurityGroupRuleIds: at.map(ruleId) },
});
const modify = (...rules: readonly [number, object][]): Change => ({
  service: 'ec2',
  operation: 'ModifySecurityGroupRules',
  input: {
    GroupId: groupId,
    SecurityGroupRules: rules.map(([at, SecurityGroupRule]) => ({
      SecurityGroupRuleId: ruleId(at),
      SecurityGroupRule,
    })),
  },
});
const officeRequest = {
  IpProtocol: 'tcp',
  FromPort: 8443,
  ToPort: 8443,
  CidrIpv4: '198.51.100.0/24',
  Description: 'office',
};

describe('reverting what nobody approved', () => {
  it('revokes a rule that was added, by its id', () => {
    assert.deepEqual(plan([https, ssh, out], [unapproved(1, ssh)]), {
      changes: [revoke('Ingress', 1)],
      before: ['tcp 22 from 0.0.0.0/0'],
      after: [],
      notes: [],
    });
  });

  it('revokes all that were added in one call for each direction', () => {
    const { changes } = plan(
      [https, ssh, office, out],
      [unapproved(2, office), unapproved(3, out), unapproved(1, ssh)],
    );

    assert.deepEqual(changes, [revoke('Ingress', 1, 2), revoke('Egress', 3)]);
  });

  it('changes back a rule that was changed, which keeps its id: with its description, and in one call', () => {
    assert.deepEqual(plan([https, ssh], [unapproved(1, ssh, { before: office })]), {
      changes: [modify([1, officeRequest])],
      before: ['tcp 22 from 0.0.0.0/0'],
      after: ['tcp 8443 from 198.51.100.0/24 "office"'],
      notes: [],
    });
  });

  for (const [what, before, request] of [
    [
      'IPv6',
      ingress('tcp', 443, '2001:db8::/32'),
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv6: '2001:db8::/32' },
    ],
    ['a prefix list', ingress('-1', null, 'pl-0a1b2c3d'), { IpProtocol: '-1', PrefixListId: 'pl-0a1b2c3d' }],
    ['a group', peer, { IpProtocol: 'udp', FromPort: 53, ToPort: 53, ReferencedGroupId: 'sg-0a1b2c3d' }],
    [
      'icmp',
      ingress('icmp', [8, -1], '10.0.0.0/8'),
      { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIpv4: '10.0.0.0/8' },
    ],
  ] as const) {
    it(`changes a rule back that was for ${what}`, () => {
      const now: GroupRule = { ...before, protocol: 'tcp', fromPort: 1, toPort: 2 };

      assert.deepEqual(plan([now], [unapproved(0, now, { before })]).changes, [modify([0, request])]);
    });
  }

  it('changes a description back that alone was changed', () => {
    const before = { ...ssh, description: 'jump host' };

    const { changes, after } = plan([ssh], [unapproved(0, ssh, { before })]);

    assert.lengthOf(changes, 1);
    assert.deepEqual(after, ['tcp 22 from 0.0.0.0/0 "jump host"']);
  });

  it('swaps two rules back at once', () => {
    const { changes } = plan(
      [office, https],
      [unapproved(0, office, { before: https }), unapproved(1, https, { before: office })],
    );

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['ModifySecurityGroupRules'],
    );
  });

  it('revokes what is in the way of what is put back before it is', () => {
    const { changes } = plan([ssh, office], [unapproved(0, ssh, { before: office }), unapproved(1, office)]);

    assert.deepEqual(changes, [revoke('Ingress', 1), modify([0, officeRequest])]);
  });

  it('revokes a changed rule, where what it was is there already', () => {
    assert.deepEqual(plan([ssh, office], [unapproved(0, ssh, { before: office })]), {
      changes: [revoke('Ingress', 0)],
      before: ['tcp 22 from 0.0.0.0/0'],
      after: [],
      notes: ['tcp 22 from 0.0.0.0/0 is revoked: what it was, tcp 8443 from 198.51.100.0/24, is there already.'],
    });
  });

  it('leaves alone what is left to people, and what is not there any more', () => {
    assert.deepEqual(
      plan([https, ssh], [unapproved(1, ssh, { unmendable: 'what it was is not certain' })]).changes,
      [],
    );
    assert.deepEqual(plan([https], [unapproved(1, ssh)]).changes, []);
  });
});

describe('reverting beside other mends', () => {
  it('does not cut what is revoked whole', () => {
    const { changes } = plan([https, ssh], [...judge([https, ssh]), unapproved(1, ssh)]);

    assert.deepEqual(changes, [revoke('Ingress', 1)]);
  });

  it('does not cut what is changed back', () => {
    const { changes } = plan([ssh], [...judge([ssh]), unapproved(0, ssh, { before: office })]);

    assert.deepEqual(changes, [modify([0, officeRequest])]);
  });

  it('cuts another rule, and leaves of it what was added by hand as a rule of its own: that goes, and comes back as ours', () => {
    const wide = ingress('tcp', [20, 25], '0.0.0.0/0');
    const byHand = ingress('tcp', [23, 25], '0.0.0.0/0');
    const ports = { ports: '20-22' };

    const { changes, after } = plan([wide, byHand], [...judge([wide], ports), unapproved(1, byHand)]);

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
    );
    assert.deepEqual(after, ['tcp 23-25 from 0.0.0.0/0']);
  });

  it('revokes a rule that must not be there at all, and does not put back what must not be there either', () => {
    const reason = 'the default group of a VPC has to be empty';
    const empty = (rule: GroupRule): Violation => ({ kind: 'unwanted-rule', rule, reason });

    const now = plan([ssh], [empty(ssh), unapproved(0, ssh, { before: office })]);
    const then = plan([ssh], [empty(office), unapproved(0, ssh, { before: office })]);

    assert.deepEqual(
      now.changes.map(({ operation, input }) => [operation, Object.keys(input)]),
      [['RevokeSecurityGroupIngress', ['GroupId', 'IpPermissions']]],
    );
    assert.deepEqual(then.changes, [revoke('Ingress', 0)]);
    assert.include(then.notes[0], 'must not be there either');
  });
});

describe('reverting to what is cut', () => {
  const wide = ingress('tcp', [20, 25], '0.0.0.0/0', 'wide');
  const ports = { ports: '22' };

  it('puts back what is legal of it, and takes away the changed rule after that', () => {
    const violations = [...judge([wide], ports), unapproved(1, office, { before: wide })];

    const { changes, before, after, notes } = plan([office, https], violations);

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
    );
    assert.deepEqual(before, ['tcp 8443 from 198.51.100.0/24 "office"']);
    assert.deepEqual(after, ['tcp 20-21 from 0.0.0.0/0 "wide"', 'tcp 23-25 from 0.0.0.0/0 "wide"']);
    assert.match(notes[0] ?? '', /is revoked: of what it was, tcp 20-25 .* only .*20-21.* is put back\.$/);
  });

  it('changes back beside it what is not cut', () => {
    const violations = [
      ...judge([wide], ports),
      unapproved(1, office, { before: wide }),
      unapproved(2, peer, { before: https }),
    ];

    const { changes, after } = plan([office, peer], violations);

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['ModifySecurityGroupRules', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'],
    );
    assert.lengthOf(after, 3);
  });
});

describe('reverting to what is cut, where rules stand in for each other', () => {
  const wide = ingress('tcp', [20, 25], '0.0.0.0/0', 'wide');
  const [low, high] = [ingress('tcp', [20, 21], '0.0.0.0/0'), ingress('tcp', [23, 25], '0.0.0.0/0')];
  const ports = { ports: '22' };
  const told = ({ changes, before, after }: ReturnType<typeof plan>) => ({
    calls: changes.map(({ operation }) => operation.replace('SecurityGroup', '')),
    before,
    after,
  });

  it('puts back what a rule was that another one, which is cut, has become', () => {
    const violations = [
      ...judge([wide], ports),
      unapproved(1, office, { before: wide }),
      unapproved(2, peer, { before: office }),
    ];

    assert.deepEqual(told(plan([office, peer], violations)), {
      calls: ['RevokeIngress', 'ModifyRules', 'AuthorizeIngress'],
      before: ['tcp 8443 from 198.51.100.0/24 "office"', 'udp 53 from sg-0a1b2c3d'],
      after: [
        'tcp 20-21 from 0.0.0.0/0 "wide"',
        'tcp 23-25 from 0.0.0.0/0 "wide"',
        'tcp 8443 from 198.51.100.0/24 "office"',
      ],
    });
  });

  it('revokes once a changed rule that would be cut itself', () => {
    const { changes, before, after } = plan(
      [ssh],
      [...judge([ssh], ports), ...judge([wide], ports), unapproved(0, ssh, { before: wide })],
    );

    assert.lengthOf(changes, 2);
    assert.deepEqual(changes[1]?.input['IpPermissions'], [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ]);
    assert.deepEqual(
      [before, after],
      [['tcp 22 from 0.0.0.0/0'], ['tcp 20-21 from 0.0.0.0/0 "wide"', 'tcp 23-25 from 0.0.0.0/0 "wide"']],
    );
  });

  it('says of a rule that is what is left of what it was that it goes, and not what it was', () => {
    assert.deepEqual(told(plan([low], [...judge([wide], ports), unapproved(0, low, { before: wide })])), {
      calls: ['RevokeIngress', 'AuthorizeIngress'],
      before: ['tcp 20-21 from 0.0.0.0/0'],
      after: ['tcp 20-21 from 0.0.0.0/0 "wide"', 'tcp 23-25 from 0.0.0.0/0 "wide"'],
    });
  });

  it('says once what is put back and is left of another rule as well', () => {
    assert.deepEqual(told(plan([wide, peer], [...judge([wide], ports), unapproved(1, peer, { before: high })])), {
      calls: ['ModifyRules', 'AuthorizeIngress', 'RevokeIngress'],
      before: ['tcp 20-25 from 0.0.0.0/0 "wide"', 'udp 53 from sg-0a1b2c3d'],
      after: ['tcp 20-21 from 0.0.0.0/0 "wide"', 'tcp 23-25 from 0.0.0.0/0'],
    });
  });
});

describe('the state that other rules judge', () => {
  const revertedState = (rules: readonly GroupRule[], violations: readonly Violation[]) =>
    securityGroupRemediator.revertedState(securityGroup(rules), violations).rules;

  it('is the one without what goes and with what comes back', () => {
    assert.deepEqual(revertedState([https, ssh, peer], [unapproved(1, ssh, { before: office }), unapproved(2, peer)]), [
      https,
      office,
    ]);
  });

  it('is the same one where nothing is reverted', () => {
    assert.deepEqual(revertedState([https, ssh], judge([https, ssh])), [https, ssh]);
  });
});
