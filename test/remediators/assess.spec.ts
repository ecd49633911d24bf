import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { Violation } from '../../contract/violation.ts';
import { assess } from '../../remediators/assess.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import type { RegisteredRemediator } from '../../remediators/registered-remediator.ts';
import type { SiftingJudge } from '../../remediators/sifting-judge.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const group = securityGroup([ssh]);
const undecided: Violation = { kind: 'undecided', subject: 'prefix list pl-1', reason: 'not authorized' };
let rules = 0;
const finding = (...violations: readonly Violation[]): SiftingJudge => ({
  rule: `rule-${(rules += 1)}`,
  sift: () => ({ open: violations, exempt: [] }),
});

function registered(): RegisteredRemediator {
  const remediator = remediatorOf('security-group');
  if (remediator === undefined) assert.fail('not registered');
  return remediator;
}

const assessed = (judges: readonly SiftingJudge[], remediator = registered()) =>
  assess(group, judges, emptyContext, remediator, { rulesPerGroup: 60 });

describe('assess', () => {
  it('is clean where no rule finds anything', () => {
    assert.deepEqual(assessed([finding(), finding()]), { kind: 'clean', resource: group });
  });

  it('plans one mend for the violations of all rules', () => {
    const others = judge([ingress('tcp', 3389, '::/0')]);
    const both = securityGroup([ssh, ingress('tcp', 3389, '::/0')]);

    const found = assess(both, [finding(...judge([ssh])), finding(...others)], emptyContext, registered(), {
      rulesPerGroup: 60,
    });

    if (found.kind !== 'violating') assert.fail(found.kind);
    assert.lengthOf(found.violations, 2);
    assert.lengthOf(found.plan.changes, 1);
  });

  it('leaves out what is undecided beside what is certain', () => {
    const found = assessed([finding(undecided), finding(...judge([ssh]))]);

    if (found.kind !== 'violating') assert.fail(found.kind);
    assert.deepEqual(found.violations, judge([ssh]));
  });

  it('names the rules that nothing is wrong by, beside those that something is, whatever can be done about it', () => {
    const leftToPeople: Violation = {
      kind: 'acls-enabled',
      ownership: 'ObjectWriter',
      unmendable: 'somebody relies on it',
    };
    for (const violation of [...judge([ssh]), undecided, leftToPeople]) {
      const [compliant, violating] = [finding(), finding(violation)];

      const found = assessed([compliant, violating]);

      if (found.kind !== 'violating' && found.kind !== 'unclear') assert.fail(found.kind);
      assert.deepEqual(found.compliant, [compliant.rule]);
    }
  });

  it('is unclear, for now, where nothing is certain', () => {
    const found = assessed([finding(undecided)]);

    if (found.kind !== 'unclear') assert.fail(found.kind);
    assert.equal(found.failure.code, 'READ_FAILED');
    assert.isTrue(found.failure.transient);
    assert.include(found.failure.message, 'prefix list pl-1 cannot be judged: not authorized');
    assert.equal(found.failure.ids['resourceId'], group.id);
  });

  it('is unclear, for people, where a violation cannot be planned for', () => {
    const helpless = { ...registered(), plan: () => ({ changes: [], before: [], after: [], notes: [] }) };

    const found = assessed([finding(...judge([ssh]))], helpless);

    if (found.kind !== 'unclear') assert.fail(found.kind);
    assert.equal(found.failure.code, 'CHANGE_FAILED');
    assert.isFalse(found.failure.transient);
    assert.include(found.failure.message, 'a person has to look at it');
  });
});
