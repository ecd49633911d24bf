import { assert } from 'chai';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { egress, ingress, judge, securityGroup } from '../support/security-groups.ts';

function planFor(rules: readonly GroupRule[], limits: PlanLimits): Plan {
  return securityGroupRemediator.plan(securityGroup(rules), judge(rules, { ports: '22,3389' }), limits);
}

/** Rules that use up a quota without touching anything else. */
function fillers(count: number, direction = ingress): GroupRule[] {
  return Array.from({ length: count }, (_, at) => direction('tcp', 443, `10.0.${at}.0/24`));
}

describe('the security group remediator under the quota', () => {
  const wide = ingress('tcp', [20, 25], '0.0.0.0/0');

  it('splits while the pieces fit beside the rules that are there', () => {
    const plan = planFor([wide, ...fillers(7)], { rulesPerGroup: 10 });

    assert.deepEqual(plan.after, ['tcp 20-21 from 0.0.0.0/0', 'tcp 23-25 from 0.0.0.0/0']);
    assert.deepEqual(plan.notes, []);
  });

  it('does not name a quota where AWS has said that the group is full', () => {
    const plan = planFor([wide], { rulesPerGroup: 0 });

    assert.match(plan.notes.join(''), / is revoked whole: .* because AWS takes no more ingress rules in this group\.$/);
  });

  it('revokes whole what does not fit, and says what legal part of it ends', () => {
    const plan = planFor([wide, ...fillers(8)], { rulesPerGroup: 10 });

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['RevokeSecurityGroupIngress'],
    );
    assert.deepEqual(plan.after, []);
    assert.equal(plan.notes.length, 1);
    assert.match(
      plan.notes.join(''),
      /^tcp 20-25 from 0\.0\.0\.0\/0 is revoked whole: tcp 20-21,23-25 .* quota of 10 .*\.$/,
    );
  });

  it('gives the room to the rules of fewest pieces', () => {
    const few = ingress('tcp', [3388, 3389], '::/0');
    const many = ingress('tcp', [20, 3390], '::/0');

    const plan = planFor([many, few], { rulesPerGroup: 5 });

    assert.deepEqual(plan.after, ['tcp 3388 from ::/0']);
    assert.match(plan.notes.join(''), /^tcp 20-3390 from ::\/0 is revoked whole/);
  });

  it('counts a piece that two rules share once', () => {
    const plan = planFor([ingress('tcp', [21, 22], '::/0'), ingress('tcp', [21, 25], '::/0')], { rulesPerGroup: 4 });

    assert.deepEqual(plan.after, ['tcp 21 from ::/0', 'tcp 23-25 from ::/0']);
    assert.deepEqual(plan.notes, []);
  });

  for (const [what, others, fits] of [
    ['other direction', fillers(10, egress), true],
    ['other family', Array.from({ length: 10 }, (_, at) => ingress('tcp', 443, `fd00:${at}::/32`)), true],
    ['same family and direction', fillers(9), false],
    [
      'kind of references to groups, which count in both families',
      Array.from({ length: 9 }, (_, at) => ingress('tcp', 443, `sg-${at}`)),
      false,
    ],
    [
      'kind of prefix lists, which count in both families',
      Array.from({ length: 9 }, (_, at) => ingress('tcp', 443, `pl-${at}`)),
      false,
    ],
  ] as const) {
    it(`${fits ? 'does not count' : 'counts'} rules of the ${what}`, () => {
      const plan = planFor([wide, ...others], { rulesPerGroup: 10 });

      assert.equal(plan.notes.length === 0, fits);
    });
  }
});
