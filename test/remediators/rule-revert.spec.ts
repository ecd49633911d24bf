import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { narrowerReverts } from '../../remediators/narrower-reverts.ts';
import { ruleRequest, ruleReverts } from '../../remediators/rule-revert.ts';
import { ruleId, unapproved } from '../support/recorded-changes.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const https = ingress('tcp', 443, '0.0.0.0/0', 'the shop');
const office = ingress('tcp', 8443, '198.51.100.0/24');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const rdp = ingress('tcp', 3389, '0.0.0.0/0');
const wide = ingress('tcp', [20, 25], '0.0.0.0/0', 'wide');
const unwanted = (rule: GroupRule): Violation => ({ kind: 'unwanted-rule', rule, reason: 'it must not' });
const exposed = (rule: GroupRule, from: number, to = from, legal?: 'icmp'): Violation => ({
  kind: 'exposed-ports',
  rule,
  protocol: 'tcp',
  ports: [{ from, to }],
  reachedBy: 'all',
  ...(legal === undefined ? {} : { legalPortless: [legal] }),
});
const revokes = (...at: readonly number[]): Change => ({
  service: 'ec2',
  operation: 'RevokeSecurityGroupIngress',
  input: { GroupId: groupId, SecurityGroupRuleIds: at.map(ruleId) },
});
const modifies = (...rules: readonly (readonly [number, GroupRule])[]): Change => ({
  service: 'ec2',
  operation: 'ModifySecurityGroupRules',
  input: {
    GroupId: groupId,
    SecurityGroupRules: rules.map(([at, rule]) => ({
      SecurityGroupRuleId: ruleId(at),
      SecurityGroupRule: ruleRequest(rule),
    })),
  },
});

describe('the reverts of what nobody approved', () => {
  const reverts = (rules: readonly GroupRule[], violations: readonly Violation[], barred?: ReadonlySet<string>) =>
    ruleReverts(securityGroup(rules), violations, barred);

  it('are nothing where nothing of the kind was found', () => {
    assert.deepEqual(reverts([https, ssh], [exposed(ssh, 22)]), {
      changes: [],
      leaves: [https, ssh],
      gone: [],
      putBack: [],
      changed: [],
      notes: [],
    });
  });

  it('say what goes, what comes back and what is left', () => {
    const back = unapproved(2, rdp, { before: office });

    assert.deepEqual(reverts([rdp, https, ssh], [back, unapproved(1, ssh)]), {
      changes: [modifies([2, office]), revokes(1)],
      leaves: [https, office],
      gone: [ssh, rdp],
      putBack: [office],
      changed: [{ ...back, before: office }],
      notes: [],
    });
  });

  it('are once for a rule that is found twice', () => {
    const twice = [unapproved(1, ssh, { eventId: 'e-1' }), unapproved(1, ssh, { eventId: 'e-2' })];

    assert.deepEqual(reverts([ssh], twice).changes, [revokes(1)]);
  });

  it('make one rule what two of them were, and revoke the other', () => {
    const both = [unapproved(1, ssh, { before: office }), unapproved(2, rdp, { before: office })];

    const { changes, notes, leaves } = reverts([ssh, rdp], both);

    assert.deepEqual(changes, [modifies([1, office]), revokes(2)]);
    assert.deepEqual(leaves, [office]);
    assert.deepEqual(notes, [
      'tcp 3389 from 0.0.0.0/0 is revoked: what it was, tcp 8443 from 198.51.100.0/24, is there already.',
    ]);
  });

  for (const [what, violations, barred] of [
    ['that must not be there', [unwanted(office)], new Set<string>()],
    ['that is barred', [], new Set(['ingress tcp 8443 8443 ipv4 198.51.100.0/24'])],
  ] as const) {
    it(`put back nothing ${what}`, () => {
      const { changes, notes } = reverts([ssh], [unapproved(1, ssh, { before: office }), ...violations], barred);

      assert.deepEqual(changes, [revokes(1)]);
      assert.deepEqual(notes, [
        'tcp 22 from 0.0.0.0/0 is revoked: what it was, tcp 8443 from 198.51.100.0/24, must not be there either.',
      ]);
    });
  }

  it('leave to its cut what must not be there, and alone what is gone or left to people', () => {
    const left = [
      unapproved(1, ssh),
      unwanted(ssh),
      unapproved(2, office),
      unapproved(3, https, { unmendable: 'what it was is not certain' }),
    ];

    assert.deepEqual(reverts([ssh, https], left).changes, []);
  });

  it('revoke first only what is in the way', () => {
    const [onto, other] = [unapproved(1, ssh, { before: office }), unapproved(2, rdp)];

    assert.deepEqual(reverts([ssh, rdp], [onto, other]).changes, [modifies([1, office]), revokes(2)]);
    assert.deepEqual(reverts([ssh, rdp, office], [onto, other, unapproved(3, office)]).changes, [
      revokes(2, 3),
      modifies([1, office]),
    ]);
  });

  it('revoke first what is in the way of one of those that are put back', () => {
    const both = [unapproved(1, ssh, { before: office }), unapproved(2, rdp, { before: https }), unapproved(3, office)];

    assert.deepEqual(
      reverts([ssh, rdp, office], both).changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress', 'ModifySecurityGroupRules'],
    );
  });

  it('are of no more than a thousand rules in a call', () => {
    const rules = Array.from({ length: 1001 }, (_, port) => egress('tcp', port, '0.0.0.0/0'));

    const { changes } = reverts(
      rules,
      rules.map((rule, at) => unapproved(at, rule)),
    );

    assert.deepEqual(changes, [
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupEgress',
        input: { GroupId: groupId, SecurityGroupRuleIds: rules.slice(0, 1000).map((_, at) => ruleId(at)) },
      },
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupEgress',
        input: { GroupId: groupId, SecurityGroupRuleIds: [ruleId(1000)] },
      },
    ]);
  });
});

describe('the reverts beside what is cut', () => {
  const narrower = (rules: readonly GroupRule[], violations: readonly Violation[], exempt: readonly Violation[] = []) =>
    narrowerReverts(securityGroup(rules), violations, exempt);
  const back = unapproved(1, { ...office, description: 'as it was recorded' }, { before: wide });
  const live = { ...office, description: 'as it is' };

  it('are all the reverts where nothing is cut', () => {
    const violations = [unapproved(1, ssh, { before: office }), unapproved(2, rdp)];

    assert.deepEqual(narrower([ssh, rdp], violations), {
      reverts: ruleReverts(securityGroup([ssh, rdp]), violations),
      cuts: [],
    });
  });

  it('put nothing back of what is cut whole', () => {
    const { reverts, cuts } = narrower([live], [back, exposed(wide, 0, 99)]);

    assert.deepEqual(reverts.changes, [revokes(1)]);
    assert.include(reverts.notes[0], 'must not be there either');
    assert.deepEqual(cuts, []);
  });

  it('put back what is left of it, in place of the rule as it is', () => {
    const pieces = [
      { ...wide, toPort: 21 },
      { ...wide, fromPort: 23 },
    ];

    const { reverts, cuts } = narrower([https, live], [back, exposed(wide, 22)], [exposed(wide, 24)]);

    assert.deepEqual([reverts.changes, reverts.leaves], [[], [https, live]]);
    assert.deepEqual(cuts, [
      {
        rule: live,
        pieces,
        kept: [{ ...wide, fromPort: 24, toPort: 24 }],
        note: 'tcp 8443 from 198.51.100.0/24 is revoked: of what it was, tcp 20-25 from 0.0.0.0/0, only tcp 20-21,23-25 is put back.',
        unwanted: null,
      },
    ]);
  });

  it('say as well why not more of it is put back', () => {
    const all = ingress('-1', null, '0.0.0.0/0');

    const { cuts } = narrower([live], [unapproved(1, live, { before: all }), exposed(all, 0, 65535, 'icmp')]);

    assert.match(
      cuts[0]?.note ?? '',
      /^tcp 8443 from 198\.51\.100\.0\/24 is revoked: of what it was, all traffic from 0\.0\.0\.0\/0, only udp 0-65535 and icmp is put back\. all traffic .* is narrowed to udp 0-65535 and icmp: /,
    );
  });

  it('revoke by its id a rule that is what is left of what it was, which comes back as ours', () => {
    const low = ingress('tcp', [20, 21], '0.0.0.0/0');

    const { reverts, cuts } = narrower([low], [unapproved(1, low, { before: wide }), exposed(wide, 22)]);

    assert.deepEqual(reverts.changes, [revokes(1)]);
    assert.deepEqual(
      cuts.map(({ rule, note }) => [rule, note]),
      [[wide, null]],
    );
  });

  it('revoke by its id a rule that another one is put back to, and put back what is left of what it was', () => {
    const { reverts, cuts } = narrower([live, ssh], [back, unapproved(2, ssh, { before: office }), exposed(wide, 22)]);

    assert.deepEqual(reverts.changes, [revokes(1), modifies([2, office])]);
    assert.deepEqual(
      cuts.map(({ rule }) => rule),
      [wide],
    );
  });

  it('let no rule come back for that which is cut whole itself', () => {
    const violations = [unapproved(1, ssh, { before: wide }), unapproved(2, office, { before: ssh })];

    const { reverts, cuts } = narrower([ssh, office], [...violations, exposed(wide, 22), exposed(ssh, 22)]);

    assert.deepEqual(reverts.changes, [revokes(2)]);
    assert.deepEqual(
      cuts.map(({ rule }) => rule),
      [ssh],
    );
  });

  it('change back the others beside it', () => {
    const { reverts, cuts } = narrower(
      [live, ssh, rdp],
      [back, unapproved(2, ssh, { before: https }), unapproved(3, rdp), exposed(wide, 22)],
    );

    assert.deepEqual(reverts.changes, [modifies([2, https]), revokes(3)]);
    assert.lengthOf(cuts, 1);
  });
});
