import { assert } from 'chai';
import type { Change, Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { defaultPlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { applyChange } from '../support/group-simulator.ts';
import { judgedBy } from '../support/judged-by.ts';
import { egress, groupId, ingress, securityGroup } from '../support/security-groups.ts';

const group = { name: 'default' };

function planFor(rules: readonly GroupRule[], violations: readonly Violation[]): Plan {
  return securityGroupRemediator.plan(securityGroup(rules, group), violations, defaultPlanLimits);
}

function closing(rules: readonly GroupRule[]): Violation[] {
  return judgedBy('security-group-default-closed', rules, { group });
}

function leftOf(rules: readonly GroupRule[], changes: readonly Change[]): GroupRule[] {
  return changes.reduce(applyChange, [...rules]);
}

const asMade = [ingress('-1', null, groupId), egress('-1', null, '0.0.0.0/0'), egress('-1', null, '::/0')];

describe('the security group remediator on rules that must not be there', () => {
  it('revokes all rules of a default group, one call for each direction, and authorises nothing', () => {
    const plan = planFor(asMade, closing(asMade));

    assert.deepEqual(plan.changes, [
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupIngress',
        input: {
          GroupId: groupId,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId, UserId: '123456789012' }] }],
        },
      },
      {
        service: 'ec2',
        operation: 'RevokeSecurityGroupEgress',
        input: {
          GroupId: groupId,
          IpPermissions: [
            { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
          ],
        },
      },
    ]);
    assert.deepEqual(plan.before, [`all traffic from ${groupId}`, 'all traffic to 0.0.0.0/0', 'all traffic to ::/0']);
    assert.deepEqual(plan.after, []);
    assert.deepEqual(closing(leftOf(asMade, plan.changes)), []);
  });

  it('says once who loses what', () => {
    const loss = `revoked whole, because the default group of a VPC has to be empty: whatever still uses ${groupId} loses `;

    assert.deepEqual(
      [asMade, asMade.slice(1, 2)].map((rules) => planFor(rules, closing(rules)).notes),
      [
        [`3 rules are ${loss}the traffic that it has by this alone.`],
        [`1 rule is ${loss}the traffic that it has by this alone.`],
      ],
    );
  });

  it('authorises no piece of them for the sake of another rule', () => {
    const rules = [...asMade, ingress('tcp', [20, 25], '0.0.0.0/0'), ingress('-1', null, '::/0')];
    const exposures = ['security-group-restricted-ports', 'security-group-authorized-ports'].flatMap((id) =>
      judgedBy(id, rules, { group }),
    );

    const plan = planFor(rules, [...exposures, ...closing(rules)]);

    assert.isNotEmpty(exposures);
    assert.deepEqual(plan, planFor(rules, closing(rules)));
  });

  it('takes away a rule that would be left of another, and the same piece of that one', () => {
    const [wide, narrow] = [ingress('tcp', [22, 25], '0.0.0.0/0'), ingress('tcp', [23, 25], '0.0.0.0/0')];
    const ports = [{ from: 22, to: 22 }];

    const plan = planFor(
      [wide, narrow],
      [
        { kind: 'exposed-ports', rule: wide, protocol: 'tcp', ports, reachedBy: 'all' },
        { kind: 'unwanted-rule', rule: narrow, reason: 'nobody approved it' },
      ],
    );

    assert.deepEqual(leftOf([wide, narrow], plan.changes), []);
    assert.deepEqual(plan.after, []);
  });

  it('asks for nothing where the rules are gone already', () => {
    assert.deepEqual(planFor([], closing(asMade)), { changes: [], before: [], after: [], notes: [] });
  });

  it('keeps to a thousand rules in a call, all of them in the end', () => {
    const rules = [
      ...Array.from({ length: 1000 }, (_, at) => ingress('tcp', at, '10.0.0.0/8')),
      ...Array.from({ length: 1000 }, (_, at) => ingress('tcp', at, 'fd00::/8')),
      egress('-1', null, '0.0.0.0/0'),
    ];

    const { changes } = planFor(rules, closing(rules));

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress'],
    );
    assert.deepEqual(leftOf(rules, changes), []);
  });
});
