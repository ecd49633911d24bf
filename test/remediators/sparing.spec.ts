import { assert } from 'chai';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import type { PlanLimits } from '../../remediators/remediator.ts';
import { sparing } from '../../remediators/sparing.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const [ssh, rdp] = [ingress('tcp', 22, '0.0.0.0/0'), ingress('tcp', 3389, '0.0.0.0/0')];
const group = securityGroup([ssh, rdp]);
const unwanted = (rule: GroupRule): Violation[] => [{ kind: 'unwanted-rule', rule, reason: 'it must not' }];
const [one, other] = [unwanted(ssh), unwanted(rdp)];
const planned: Plan = { changes: [], before: ['it'], after: [], notes: [] };

/** A remediator, and what it was asked for. */
function remembering() {
  const asked: [SecurityGroup, readonly Violation[], PlanLimits][] = [];
  const plan = (...given: [SecurityGroup, readonly Violation[], PlanLimits]): Plan => {
    asked.push(given);
    return planned;
  };
  return { remediator: { plan }, asked };
}

describe('a remediator that spares what is exempt', () => {
  it('is the same one where nothing is exempt', () => {
    const { remediator } = remembering();

    assert.strictEqual(sparing(remediator, []), remediator);
  });

  it('is none where there is none', () => {
    assert.isUndefined(sparing(undefined, one));
  });

  for (const [what, limits, exempt] of [
    ['where no limit says so', { rulesPerGroup: 60 }, one],
    ['besides what the limits say', { rulesPerGroup: 60, exempt: other }, [...other, ...one]],
  ] as const) {
    it(`plans with what is exempt, ${what}`, () => {
      const { remediator, asked } = remembering();

      const plan = sparing<'AWS::EC2::SecurityGroup'>(remediator, one)?.plan(group, other, limits);

      assert.strictEqual(plan, planned);
      assert.deepEqual(asked, [[group, other, { rulesPerGroup: 60, exempt }]]);
    });
  }
});
