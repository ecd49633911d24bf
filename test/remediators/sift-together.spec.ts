import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { GroupRule, Resource, SecurityGroup } from '../../contract/resource.ts';
import type { Violation, ViolationOf } from '../../contract/violation.ts';
import { assess } from '../../remediators/assess.ts';
import type { RegisteredRemediator } from '../../remediators/registered-remediator.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { siftTogether } from '../../remediators/sift-together.ts';
import type { SiftingJudge } from '../../remediators/sifting-judge.ts';
import type { Exempted } from '../../exemptions/apply-exemptions.ts';
import { exemption } from '../support/exemptions.ts';
import { identifyViolation } from '../../rules/annotation.ts';
import { ruleId } from '../support/recorded-changes.ts';
import { ingress, judge, securityGroup } from '../support/security-groups.ts';

const remediator = remediatorOf('security-group') ?? assert.fail('no remediator of security groups');
// A /9 each: two together are more of the internet than the rule about ports allows, one alone is not.
const half = ingress('tcp', 22, '52.0.0.0/9');
const other = ingress('tcp', 22, '52.128.0.0/9');
const ssh = ingress('tcp', 22, '0.0.0.0/0');
const office = ingress('tcp', 443, '198.51.100.0/24');

const byHand = (rule: GroupRule, before?: GroupRule): ViolationOf<'unapproved-change'> => ({
  kind: 'unapproved-change',
  rule,
  ruleId: ruleId(1),
  actor: 'arn:aws:iam::123456789012:user/sam',
  at: '2026-11-20T12:00:00Z',
  eventId: 'e-1',
  eventName: 'AuthorizeSecurityGroupIngress',
  ...(before === undefined ? {} : { before }),
});
const strict = { ipv4Addresses: String(2 ** 23) };
const ports: SiftingJudge = {
  rule: 'security-group-restricted-ports',
  sift: (group) => ({ open: judge((group as SecurityGroup).rules, strict), exempt: [] }),
};
const changes = (...found: readonly Violation[]): SiftingJudge => ({
  rule: 'security-group-unapproved-change',
  sift: () => ({ open: found, exempt: [] }),
});
const assessed = (
  rules: readonly GroupRule[],
  judges: readonly SiftingJudge[],
  held?: ReadonlySet<string>,
  others?: readonly SiftingJudge[],
) => {
  const found = assess(securityGroup(rules), judges, emptyContext, remediator, {}, held, others);
  return found.kind === 'violating' ? found : assert.fail(found.kind);
};

describe('judging beside what nobody approved', () => {
  it('costs no rule that was there before, and is right once the other is gone', () => {
    const [blamed] = judge([half, other], strict);
    const added = blamed?.kind === 'exposed-ports' && blamed.rule === half ? other : half;

    const { violations, plan, compliant } = assessed([half, other], [ports, changes(byHand(added))]);

    assert.exists(blamed, 'too much as long as both are there, and it is the other one that would go');
    assert.deepEqual(violations, [byHand(added)]);
    assert.deepEqual(
      plan.changes.map(({ operation, input }) => [operation, input['SecurityGroupRuleIds']]),
      [['RevokeSecurityGroupIngress', [ruleId(1)]]],
    );
    assert.deepEqual(compliant, ['security-group-restricted-ports']);
  });

  for (const [what, asking, others] of [
    ['asked', [ports], []],
    ['did not ask', [], [ports]],
  ] as const) {
    it(`opens nothing, not even for a moment, that a rule would close that ${what}`, () => {
      const { plan } = assessed([office], [changes(byHand(office, ssh)), ...asking], new Set(), others);

      assert.deepEqual(
        plan.changes.map(({ operation, input }) => [operation, input['SecurityGroupRuleIds']]),
        [['RevokeSecurityGroupIngress', [ruleId(1)]]],
      );
      assert.deepEqual(plan.after, []);
      assert.match(plan.notes.join(), /tcp 22 from 0\.0\.0\.0\/0, must not be there either/);
    });
  }

  it('is silent about what is there already, by rules that did not ask', () => {
    const { violations, plan } = assessed([ssh, office], [changes(byHand(office))], new Set(), [ports]);

    assert.deepEqual(violations, [byHand(office)]);
    assert.lengthOf(plan.changes, 1);
  });

  it('is about the group as it is, where the change is left to people', () => {
    const held = new Set([identifyViolation(byHand(other))]);
    for (const [judges, kept] of [
      [[ports, changes({ ...byHand(other), unmendable: 'it is not certain' })], undefined],
      [[ports, changes(byHand(other))], held],
    ] as const) {
      const { violations } = assessed([half, other], judges, kept);

      assert.deepEqual(violations, judge([half, other], strict));
    }
  });
});

describe('what each rule finds together', () => {
  const [now, then] = [securityGroup([office, ssh]), securityGroup([ssh, half])];
  const left: Violation = { kind: 'undecided', subject: 'pl-1', reason: 'unread' };
  const exempt: Exempted = {
    violation: left,
    exemption: exemption(),
    until: new Date('2026-11-30T00:00:00Z'),
  };

  /** The remediator, which leads to `then`, and what it was asked to revert. */
  function reverting() {
    const asked: (readonly Violation[])[] = [];
    const revertedState = (_: Resource, violations: readonly Violation[]): Resource => {
      asked.push(violations);
      return then;
    };
    return { asked, leading: { ...remediator, revertedState } };
  }
  /** Finds these in the group as it is now, and those in what it leads to. */
  const finding = (rule: string, here: readonly Violation[], there: readonly Violation[] = here): SiftingJudge => ({
    rule,
    sift: (resource) => ({ open: resource === now ? here : there, exempt: resource === now ? [] : [exempt] }),
  });
  const sifted = (judges: readonly SiftingJudge[], leading: RegisteredRemediator, others?: readonly SiftingJudge[]) =>
    siftTogether(now, judges, emptyContext, leading, new Set(), others);
  const [closing, opening] = [judge([ssh]), judge([ingress('tcp', 22, '::/0')])];
  const changed = byHand(office);

  it('is what it finds now where nothing is reverted, and nobody asks what would be', () => {
    const { asked, leading } = reverting();

    assert.deepEqual(sifted([finding('ports', closing, [])], leading), [{ rule: 'ports', open: closing, exempt: [] }]);
    assert.deepEqual(asked, []);
  });

  it('is what it finds now where nothing can be reverted', () => {
    const { revertedState: _, ...without } = remediator;

    assert.deepEqual(
      sifted([finding('changes', [changed])], without).map(({ open }) => open),
      [[changed]],
    );
  });

  it('is what it finds after the reverts, but of the rule about changes', () => {
    const { asked, leading } = reverting();
    const uncertain: Violation = { ...changed, unmendable: 'it is not certain' };

    const found = sifted(
      [finding('ports', closing, opening), finding('changes', [left, changed, uncertain], [])],
      leading,
    );

    assert.deepEqual(asked, [[changed]]);
    assert.deepEqual(found, [
      { rule: 'ports', open: opening, exempt: [exempt] },
      { rule: 'changes', open: [left, changed, uncertain], exempt: [] },
    ]);
  });

  it('is of a rule that did not ask no more than what is new and may be mended', () => {
    const { leading } = reverting();
    const asking = finding('changes', [changed]);
    const unmendable: Violation = { kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'], unmendable: 'so' };

    const found = sifted([asking], leading, [
      finding('new', closing, [...closing, ...opening, left, unmendable, byHand(half)]),
      finding('old', closing),
      finding('changes', [], opening),
    ]);

    assert.deepEqual(found, [
      { rule: 'changes', open: [changed], exempt: [] },
      { rule: 'new', open: opening, exempt: [exempt] },
    ]);
  });
});
