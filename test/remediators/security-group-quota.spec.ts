import { assert } from 'chai';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { defaultPlanLimits, type PlanLimits } from '../../remediators/remediator.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { contextWith, egress, ingress, judge, securityGroup } from '../support/security-groups.ts';

const context = contextWith({ 'pl-world': ['0.0.0.0/0'], 'pl-half': ['0.0.0.0/1'] });

function planFor(rules: readonly GroupRule[], limits: PlanLimits): Plan {
  return securityGroupRemediator.plan(securityGroup(rules), judge(rules, { ports: '22,3389' }, context), limits);
}

/** `Authorize 20-21,23-25`, in the order of the calls: what each is about, by its ports. */
function callsOf({ changes }: Plan): string[] {
  return changes.map(({ operation, input }) => {
    const permissions = Object.values(Object(input['IpPermissions'])) as { FromPort?: number; ToPort?: number }[];
    return `${operation.replace(/Security.*/, '')} ${permissions.map((p) => `${p.FromPort}-${p.ToPort}`).join()}`;
  });
}

const refused = (ingress: number): PlanLimits => ({ refusals: { ingress, egress: 0 } });

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

describe('the security group remediator where the quota is not known', () => {
  const wide = ingress('tcp', [20, 25], '0.0.0.0/0');
  const wider = ingress('tcp', [20, 3400], '0.0.0.0/0');
  const widest = ingress('tcp', [10, 3400], '0.0.0.0/1');
  const only = ingress('tcp', 22, '::/0');

  it('narrows in a group that holds more than the default quota already, as far as AWS takes it', () => {
    const plan = planFor([wide, ...fillers(90)], {});

    assert.deepEqual(callsOf(plan), ['Authorize 20-21,23-25', 'Revoke 20-25']);
    assert.deepEqual(plan.notes, []);
  });

  it('notes in a preview that AWS may refuse, how many rules are needed and what is then at stake', () => {
    const plan = planFor([wide, wider, ...fillers(57)], defaultPlanLimits);

    assert.deepEqual(callsOf(plan), ['Authorize 20-21,23-25,23-3388,3390-3400', 'Revoke 20-25,20-3400']);
    assert.deepEqual(plan.notes, [
      "For a moment this needs 63 IPv4 ingress rules; AWS's default quota is 60. If AWS refuses, nothing is revoked yet: " +
        'the rules are narrowed one at a time, and what still does not fit is revoked whole, ' +
        'tcp 20-3400 from 0.0.0.0/0 first.',
    ]);
  });

  it('notes that it cannot count what a prefix list weighs', () => {
    const plan = planFor([wide, ingress('tcp', 443, 'pl-half'), ...fillers(60)], defaultPlanLimits);

    assert.match(plan.notes.join(), / needs at least 64 IPv4 ingress rules; /);
  });

  it('comes to asking for nothing, where a quota is given and AWS refuses all the same', () => {
    const plan = planFor([wide, wider], { rulesPerGroup: 50, refusals: { ingress: 13, egress: 0 } });

    assert.deepEqual(callsOf(plan), ['Revoke 20-25,20-3400']);
  });

  for (const [what, rules] of [
    ['the quota is just enough', [wide, ...fillers(57)]],
    ['nothing is authorised', [only, ...fillers(90)]],
    ['only the other family is full', [ingress('tcp', [20, 25], '::/0'), ...fillers(90)]],
  ] as const) {
    it(`notes nothing where ${what}`, () => {
      assert.deepEqual(planFor(rules, defaultPlanLimits).notes, []);
    });
  }

  it('after AWS refused, makes room first and narrows one rule after the other, those of fewest pieces first', () => {
    const plan = planFor([wide, wider, only, ...fillers(57)], refused(1));

    assert.deepEqual(callsOf(plan), [
      'Revoke 22-22',
      'Authorize 20-21,23-25',
      'Revoke 20-25',
      'Authorize 23-3388,3390-3400',
      'Revoke 20-3400',
    ]);
    assert.deepEqual(plan.notes, []);
    assert.deepEqual(plan.before, planFor([wide, wider, only], {}).before);
    assert.deepEqual(plan.after, planFor([wide, wider, only], {}).after);
  });

  it('does not ask again for exactly what AWS refused', () => {
    const plan = planFor([wide, ...fillers(3)], refused(1));

    assert.deepEqual(callsOf(plan), ['Revoke 20-25']);
    assert.deepEqual(plan.after, []);
    assert.deepEqual(plan.notes, [
      'tcp 20-25 from 0.0.0.0/0 is revoked whole: tcp 20-21,23-25 of it, which is legal, does not fit: ' +
        'AWS refused to take as many more ingress rules in this group as that needs.',
    ]);
  });

  it('gives up prefix lists before anything else, and says what they weigh', () => {
    const list = ingress('tcp', [21, 22], 'pl-world');

    assert.deepEqual(callsOf(planFor([wide, wider, list], refused(1))).at(-1), 'Revoke 21-22');

    const plan = planFor([wide, wider, list], refused(2));
    assert.equal(callsOf(plan)[0], 'Revoke 21-22');
    assert.lengthOf(plan.notes, 1);
    assert.match(
      plan.notes.join(),
      /^tcp 21-22 from pl-world is revoked whole: .* counts as its maximum of entries\)\.$/,
    );
    assert.includeMembers(plan.after, ['tcp 20-21 from 0.0.0.0/0', 'tcp 3390-3400 from 0.0.0.0/0']);
  });

  it('then the rules of most pieces, twice as many after each refusal, and revokes them first', () => {
    const rules = [wide, wider, widest, ingress('tcp', [3388, 3389], '0.0.0.0/0')];
    const whole = (refusals: number) => planFor(rules, refused(refusals)).notes.map((note) => note.split(' is ')[0]);

    assert.deepEqual(whole(1), []);
    assert.deepEqual(whole(2), ['tcp 20-3400 from 0.0.0.0/0']);
    assert.equal(callsOf(planFor(rules, refused(2)))[0], 'Revoke 20-3400');
    assert.deepEqual(whole(3), ['tcp 10-3400 from 0.0.0.0/1', 'tcp 20-3400 from 0.0.0.0/0']);
    assert.lengthOf(whole(4), 4);
  });

  it('says nothing of a legal part that stays by another rule', () => {
    const plan = planFor([wide, ingress('tcp', [20, 23], '0.0.0.0/0')], refused(2));

    assert.deepEqual(plan.after, ['tcp 20-21 from 0.0.0.0/0', 'tcp 23 from 0.0.0.0/0']);
    assert.lengthOf(plan.notes, 1);
    assert.match(plan.notes.join(), /^tcp 20-25 from 0\.0\.0\.0\/0 is revoked whole: tcp 23-25 of it, which is legal,/);
  });

  it('counts the refusals of one direction for that direction only', () => {
    const plan = planFor([wide], { refusals: { ingress: 0, egress: 5 } });

    assert.deepEqual(plan, planFor([wide], {}));
  });
});
